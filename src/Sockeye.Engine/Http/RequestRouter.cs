using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.Logging;
using Sockeye.Diagnostics;
using Sockeye.Engine.Sessions;
using Sockeye.Engine.Transports.Polling;
using Sockeye.Engine.Transports.WebSockets;
using Sockeye.Mistakes;

namespace Sockeye.Engine.Http;

/// <summary>
/// Finds out what a request is (a handshake, a poll, a post or an upgrade), with the checks in the same order as in Node.
/// </summary>
internal sealed partial class RequestRouter(EngineServer server)
{
    // Old clients, and the test suite of the protocol, begin to listen after the WebSocket is open. They lose a first packet that arrives
    // together with the answer to their handshake. Node is slower than that anyway.
    private static readonly TimeSpan WelcomeDelay = TimeSpan.FromMilliseconds(20);

    private readonly Admission _admission = new(server);
    private readonly LogSampler _originWarnings = new(server.Time);

    // Neither this method nor what it calls for a WebSocket is asynchronous: a connection would keep the state machine of each for its
    // whole life.
    public Task HandleAsync(HttpContext context)
    {
        if (server.Responses.ApplyCors(context))
        {
            return Task.CompletedTask;
        }

        EngineQuery query = EngineQuery.Of(context.Request.QueryString);
        bool isWebSocket = MayBeWebSocket(context.Request) && WebSocketHandshake.IsRequested(context);
        if (!isWebSocket)
        {
            ResponseWriter.ForbidCaching(context);
        }

        RefusedRequest? refusal = Verify(context, query, isWebSocket, out EngineSession? session);
        if (refusal is not null)
        {
            return server.RefuseAsync(context, refusal, isWebSocket);
        }

        // Polls wait and WebSockets stay, so a time-out for whole requests does not suit them.
        context.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        if (isWebSocket)
        {
            ValueTask<WebSocketTransport?> opening = OpenWebSocketAsync(context, query, session);
            return opening.IsCompletedSuccessfully ? RunAsync(opening.Result) : RunAsync(opening);
        }

        return session is null ? OpenPollingAsync(context, query) : ServePollingAsync(context, query, session);
    }

    // Most requests are polls, and are not asked for features that only others have.
    private static bool MayBeWebSocket(HttpRequest request) => request.Headers.Upgrade.Count > 0 || HttpMethods.IsConnect(request.Method);

    private static Task RunAsync(WebSocketTransport? transport) => transport?.RunAsync() ?? Task.CompletedTask;

    private static async Task RunAsync(ValueTask<WebSocketTransport?> opening) => await RunAsync(await opening);

    private Task ServePollingAsync(HttpContext context, in EngineQuery query, EngineSession session)
    {
        if (session.Transport is PollingTransport polling)
        {
            if (HttpMethods.IsGet(context.Request.Method))
            {
                return polling.HandlePollAsync(context, Jsonp.IndexOf(query, server.Options));
            }

            if (HttpMethods.IsPost(context.Request.Method))
            {
                return polling.HandlePostAsync(context, isForm: Jsonp.IndexOf(query, server.Options) is not null);
            }
        }

        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        return Task.CompletedTask;
    }

    private RefusedRequest? Verify(HttpContext context, EngineQuery query, bool isWebSocket, out EngineSession? session)
    {
        session = null;
        EngineTransports transport = query.Transport switch
        {
            "polling" => EngineTransports.Polling,
            "websocket" => EngineTransports.WebSocket,
            _ => EngineTransports.None,
        };
        if ((server.Options.Transports & transport) == EngineTransports.None)
        {
            return RefusedRequest.TransportUnknown(query.Transport);
        }

        string? origin = EngineQuery.Last(context.Request.Headers.Origin);
        if (origin is not null && !OriginCheck.IsWellFormed(origin))
        {
            return RefusedRequest.BadRequest("INVALID_ORIGIN");
        }

        if (isWebSocket && !OriginCheck.IsAllowed(context.Request, server.Options.Cors))
        {
            return RefuseOrigin(context, "WebSocket", origin);
        }

        if (!isWebSocket && query.Jsonp is not null && server.Options.Jsonp && !OriginCheck.IsElementAllowed(context.Request, server.Options.Cors))
        {
            return RefuseOrigin(context, "JSONP request", origin ?? EngineQuery.Last(context.Request.Headers.Referer));
        }

        if (query.IsSidAmbiguous)
        {
            return RefusedRequest.BadRequest("AMBIGUOUS_SID");
        }

        if (query.Sid is not null)
        {
            session = server.Find(query.Sid);
            if (session is null)
            {
                return RefusedRequest.UnknownSid(query.Sid);
            }

            return VerifySession(query, isWebSocket, session);
        }

        if (!HttpMethods.IsGet(context.Request.Method) && !isWebSocket)
        {
            return RefusedRequest.BadMethod(context.Request.Method);
        }

        return isWebSocket == (transport == EngineTransports.WebSocket) ? null : RefusedRequest.BadRequest("TRANSPORT_HANDSHAKE_ERROR");
    }

    // Clients fall back to polling and stay there, so the cause would go unnoticed without a log entry.
    private RefusedRequest RefuseOrigin(HttpContext context, string request, string? origin)
    {
        if (_originWarnings.ShouldWrite("origin", out int skipped))
        {
            Log.OriginRefused(server.Logger, request, LogText.Of(origin ?? "(not named)"), LogText.Of(context.Request.Host.Value ?? "(none)"), skipped);
        }

        return RefusedRequest.Forbidden(null, "ORIGIN_NOT_ALLOWED");
    }

    private static RefusedRequest? VerifySession(EngineQuery query, bool isWebSocket, EngineSession session)
    {
        if (isWebSocket)
        {
            if (query.Transport != "websocket")
            {
                return RefusedRequest.BadRequest("TRANSPORT_HANDSHAKE_ERROR");
            }
        }
        else if (session.TransportName != query.Transport)
        {
            return RefusedRequest.TransportMismatch;
        }

        return query.Protocol == session.Protocol ? null : RefusedRequest.BadRequest("PROTOCOL_MISMATCH");
    }

    private async Task OpenPollingAsync(HttpContext context, EngineQuery query)
    {
        server.Mistakes.PolledByPage(context);
        using PendingConnection? pending = await _admission.TryEnterAsync(context, query, isWebSocket: false);
        if (pending is null)
        {
            return;
        }

        EngineSession? session = server.Open(
            pending, HandshakeReader.Read(context, server.Time), query.Protocol, session => new PollingTransport(session, server, query.Format), out bool failed);
        if (session is null)
        {
            if (failed)
            {
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            }
            else
            {
                Admission.WriteUnavailable(context);
            }

            return;
        }

        try
        {
            if (server.Options.Cookie is { } cookie)
            {
                SessionCookie.Append(context, cookie, session.Id);
            }

            bool upgradable = server.Options is { AllowUpgrades: true, Transports: EngineTransports.All };
            var answer = PollAnswer.Of(server.Opening.Of(session.Id, upgradable));
            await server.Responses.WriteAnswerAsync(context, answer, query.Format, Jsonp.IndexOf(query, server.Options), isInitial: true);
        }
        catch (Exception exception)
        {
            // With any exception: the client does not know the session yet.
            session.End(EngineCloseReason.TransportError, "connection closed during the handshake");
            if (!Disconnection.Is(exception))
            {
                throw;
            }
        }
    }

    private async ValueTask<WebSocketTransport?> OpenWebSocketAsync(HttpContext context, EngineQuery query, EngineSession? session)
    {
        using PendingConnection? pending = session is null ? await _admission.TryEnterAsync(context, query, isWebSocket: true) : null;
        if (session is null && pending is null)
        {
            return null;
        }

        bool deflates = server.Options.PerMessageDeflate is not null && !WebSocketHandshake.IsFramedByOthers(context) && DeflateExtension.TryAccept(context);
        await server.Responses.CallHooksAsync(context, isInitial: session is null);
        WebSocketConnection? connection = await WebSocketHandshake.AcceptAsync(context, server);
        if (connection is null)
        {
            return null;
        }

        try
        {
            if (session is not null)
            {
                var probe = new WebSocketTransport(session, server, connection, query.Format, first: null, deflates);
                probe.BeginProbe();
                return probe;
            }

            if (query.Protocol == 3)
            {
                await Task.Delay(WelcomeDelay, TimeProvider.System);
            }

            WebSocketTransport? transport = null;
            server.Open(
                pending!,
                HandshakeReader.Read(context, server.Time),
                query.Protocol,
                created => transport = new WebSocketTransport(created, server, connection, query.Format, server.Opening.Of(created.Id, upgradable: false), deflates),
                out _);

            // If the session could not be opened it has ended by now, and so has its transport, which still has to run for that.
            return transport;
        }
        catch
        {
            // Features of the application are read here, and may fail. If the web server has let the connection go, no other code would
            // close it.
            connection.Abort();
            throw;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            40,
            LogLevel.Warning,
            "A {Request} from {Origin} was refused, because the host of the request is {Host}. If the page is yours, let the proxy pass on the Host header unchanged, or allow the origin with Engine.Cors or the application's CORS policy (a policy for any origin does not count for requests with cookies). ({Skipped} more since the last warning.)",
            EventName = "OriginRefused")]
        public static partial void OriginRefused(ILogger logger, string request, string origin, string host, int skipped);
    }
}
