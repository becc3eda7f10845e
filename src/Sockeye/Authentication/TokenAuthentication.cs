using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sockeye.Contexts;
using Sockeye.Engine.Sessions;
using Sockeye.Mistakes;

namespace Sockeye.Authentication;

/// <summary>
/// Lets an authentication scheme of ASP.NET Core read the token that a client sends to a namespace. The scheme gets a request that is made
/// for it: all namespaces share the connection's first request, which may be over and has credentials of its own.
/// </summary>
internal sealed partial class TokenAuthentication(SocketIOServer server)
{
    private const string Prefix = "Bearer ";

    /// <summary>The token of a client; nothing if it sent none.</summary>
    public string? Find(HandshakeAuth auth)
    {
        if (auth.GetString(server.Options.TokenAuthentication.Member) is not { Length: > 0 } token)
        {
            return null;
        }

        // Some clients send what stands in the header.
        return token.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? token[Prefix.Length..].Trim() : token;
    }

    /// <summary>Asks a scheme who a client is.</summary>
    /// <param name="ns">The namespace that the client wants to join.</param>
    /// <param name="scheme">The name of the scheme.</param>
    /// <param name="token">The client's token.</param>
    /// <param name="handshake">The connection's first request.</param>
    /// <exception cref="ConnectRefusedException">The scheme took longer than middlewares may take.</exception>
    /// <exception cref="InvalidOperationException">There is no such scheme, or no authentication at all.</exception>
    public async Task<TokenUser> AuthenticateAsync(Namespace ns, string scheme, string token, EngineHandshake handshake)
    {
        var aborted = new CancellationTokenSource();
        var running = AskAsync(scheme, token, handshake, aborted.Token);
        AuthenticateResult result;
        try
        {
            result = await running.WaitAsync(server.Options.MiddlewareTimeout, server.Time);
        }
        catch (TimeoutException) when (!running.IsFaulted)
        {
            _ = AbortAsync(running, aborted, ns);
            throw new ConnectRefusedException(AckTimeout.Message) { Why = $"the authentication scheme {scheme} did not read the token in time" };
        }

        if (result.Succeeded)
        {
            return new TokenUser(result.Principal, result.Properties?.ExpiresUtc);
        }

        // By the kind of the failure: the texts differ from token to token.
        if (server.Mistakes.ShouldWrite(nameof(Log.NotAccepted), server.AdviceLevel, out var skipped, $"{ns.Name} {scheme} {result.Failure?.GetType().Name}"))
        {
            // The message of a scheme may repeat what is in the token.
            var why = LogText.Of(result.Failure?.Message ?? "the scheme has found no token that it knows", LogText.MaxMessageLength);
            var shown = LogText.Of(ns.Name);
            Log.NotAccepted(server.Logger, server.AdviceLevel, scheme, shown, skipped, why);
        }

        return TokenUser.Unknown();
    }

    /// <summary>Says in the log that the endpoint of the server refuses clients before their tokens can be read.</summary>
    public void AdviseOn(EndpointBuilder endpoint)
    {
        if (server.Options.TokenAuthentication.Scheme is not null
            && endpoint.Metadata.OfType<IAuthorizeData>().Any()
            && !endpoint.Metadata.OfType<IAllowAnonymous>().Any())
        {
            Log.TooEarly(server.Logger, server.AdviceLevel, endpoint.DisplayName, server.Options.TokenAuthentication.Member);
        }
    }

    private async Task<AuthenticateResult> AskAsync(string scheme, string token, EngineHandshake handshake, CancellationToken cancellationToken)
    {
        await using var scope = server.Services.CreateAsyncScope();
        return await Start(RequestOf(token, handshake, scope.ServiceProvider, cancellationToken), scheme);
    }

    // The scheme has events, which are code of the application.
    private static Task<AuthenticateResult> Start(HttpContext context, string scheme)
    {
        using var clean = CleanContext.Enter();
        return context.AuthenticateAsync(scheme);
    }

    private static DefaultHttpContext RequestOf(string token, EngineHandshake handshake, IServiceProvider services, CancellationToken cancellationToken)
    {
        var context = new DefaultHttpContext { RequestServices = services, RequestAborted = cancellationToken };
        var request = context.Request;
        request.Method = HttpMethods.Get;
        request.Scheme = handshake.IsSecure ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
        request.Path = PathString.FromUriComponent(handshake.Url.Split('?')[0]);

        // Code of the application that takes a token from the query or a cookie must not find that of the connection.
        foreach (var (name, value) in handshake.Headers)
        {
            if (!Handshake.IsCredential(name))
            {
                request.Headers[name] = value;
            }
        }

        request.Headers.Authorization = Prefix + token;
        context.Connection.RemoteIpAddress = handshake.RemoteAddress;
        return context;
    }

    // The client has been refused. An exception that the scheme throws afterwards is still logged and counted.
    private static async Task AbortAsync(Task late, CancellationTokenSource aborted, Namespace ns)
    {
        try
        {
            await aborted.CancelAsync();
            await late;
        }
        catch (OperationCanceledException)
        {
            // The scheme has seen that its request was aborted.
        }
        catch (Exception exception)
        {
            ns.ReportFailure("authentication scheme", exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 189, Message = "The endpoint {Endpoint} requires authorization, which is decided before a client can send auth.{Member}: a client that has only this token gets the status 401. Let namespaces require the authorization: app.MapSocketIO().MainNamespace.RequireAuthorization().")]
        public static partial void TooEarly(ILogger logger, LogLevel level, string? endpoint, string member);

        [LoggerMessage(EventId = 186, Message = "The authentication scheme {Scheme} did not accept the token that a client sent to namespace {Namespace}, so its user is not authenticated ({Skipped} more since the last entry). The reason: {Why}")]
        public static partial void NotAccepted(ILogger logger, LogLevel level, string scheme, string @namespace, int skipped, string why);
    }
}
