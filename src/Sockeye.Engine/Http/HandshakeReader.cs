using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.Extensions.Primitives;
using Sockeye.Engine.Sessions;

namespace Sockeye.Engine.Http;

/// <summary>Copies what a session keeps of its first request, so that the request can be released.</summary>
internal static class HandshakeReader
{
    public static EngineHandshake Read(HttpContext context, TimeProvider time)
    {
        HttpRequest request = context.Request;
        var headers = new KeyValuePair<string, StringValues>[request.Headers.Count];
        int count = 0;
        foreach (KeyValuePair<string, StringValues> header in request.Headers)
        {
            // Pseudo headers of HTTP/2, which start with a colon, are not headers.
            if (count < headers.Length && !header.Key.StartsWith(':'))
            {
                headers[count++] = header;
            }
        }

        return new EngineHandshake(
            count == headers.Length ? headers : headers[..count],
            request.QueryString,
            GetUrl(request),
            context.Connection.RemoteIpAddress,
            request.IsHttps,
            !StringValues.IsNullOrEmpty(request.Headers.Origin),
            context.Features.Get<IHttpAuthenticationFeature>()?.User,
            context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc,
            time.GetUtcNow());
    }

    private static string GetUrl(HttpRequest request)
    {
        string? raw = request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget;
        return raw is ['/', ..] ? raw : request.PathBase.ToUriComponent() + request.Path.ToUriComponent() + request.QueryString.ToUriComponent();
    }
}
