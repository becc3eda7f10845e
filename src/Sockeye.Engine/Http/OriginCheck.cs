using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;

namespace Sockeye.Engine.Http;

/// <summary>
/// The origins that may open a WebSocket. Browsers do not apply their same-origin policy to it, so that without this
/// check any page could use a visitor's cookies (cross-site WebSocket hijacking).
/// </summary>
internal static class OriginCheck
{
    /// <summary>Whether the header could be echoed (the reference's <c>checkInvalidHeaderChar</c>).</summary>
    public static bool IsWellFormed(string origin)
    {
        foreach (char c in origin)
        {
            if (c is < ' ' and not '\t' or '\x7f')
            {
                return false;
            }
        }

        return true;
    }

    public static bool IsAllowed(HttpRequest request, CorsPolicy? policy)
    {
        string? origin = EngineQuery.Last(request.Headers.Origin);
        if (string.IsNullOrEmpty(origin))
        {
            // Not a browser.
            return true;
        }

        if (policy is not null)
        {
            return policy.AllowAnyOrigin || policy.IsOriginAllowed(origin);
        }

        return Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri) && IsSameHost(uri, request.Host);
    }

    // The scheme is left out: behind a proxy that ends TLS the server sees http where the browser sees https. Without a port
    // in Host, the client used the default one of its own scheme.
    private static bool IsSameHost(Uri origin, HostString host)
    {
        if (!host.HasValue || !string.Equals(origin.Host, host.Host, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        return host.Port is int port ? port == origin.Port : origin.IsDefaultPort;
    }
}
