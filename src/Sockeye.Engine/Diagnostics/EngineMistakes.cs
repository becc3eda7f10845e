using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sockeye.Engine.Http;
using Sockeye.Mistakes;

namespace Sockeye.Engine.Diagnostics;

/// <summary>Explains what of a request looks like a mistake, and what to do about it. The client gets the answer of the reference, which says less.</summary>
internal sealed partial class EngineMistakes(MistakeLog log, EngineOptions options)
{
    /// <summary>A request is refused.</summary>
    public void Refused(HttpContext context, RefusedRequest refusal, bool isWebSocket)
    {
        if (!log.IsOn)
        {
            return;
        }

        int skipped;
        switch (refusal.Code)
        {
            case EngineErrorCode.SessionIdUnknown when log.ShouldWrite(nameof(Log.UnknownSession), out skipped):
                Log.UnknownSession(log.Logger, log.Level, skipped);
                break;
            case EngineErrorCode.UnsupportedProtocolVersion when log.ShouldWrite(nameof(Log.OldClient), out skipped):
                Log.OldClient(log.Logger, log.Level, skipped);
                break;
            case EngineErrorCode.TransportUnknown when log.ShouldWrite(nameof(Log.UnknownTransport), out skipped):
                string transport = LogText.Of(refusal.Details);
                Log.UnknownTransport(log.Logger, log.Level, transport, options.Transports, skipped);
                break;
            case EngineErrorCode.BadHandshakeMethod when HttpMethods.IsOptions(context.Request.Method):
                PolledByPage(context);
                break;
            case EngineErrorCode.BadRequest when !isWebSocket && AsksForWebSocket(context) && log.ShouldWrite(nameof(Log.NoUpgrade), out skipped):
                Log.NoUpgrade(log.Logger, log.Level, skipped);
                break;
        }
    }

    /// <summary>A client begins to poll. A page of another origin cannot read the answers unless the server allows that origin.</summary>
    public void PolledByPage(HttpContext context)
    {
        if (context.Request.Headers.Origin.Count > 0 && log.IsOn && !OriginCheck.IsAllowed(context.Request, options.Cors) && log.ShouldWrite(nameof(Log.OtherOrigin), out int skipped))
        {
            string origin = LogText.Of(EngineQuery.Last(context.Request.Headers.Origin));
            string host = LogText.Of(context.Request.Host.Value);
            Log.OtherOrigin(log.Logger, log.Level, origin, host, skipped);
        }
    }

    /// <summary>A WebSocket was opened to take a session over, and the client never finished that.</summary>
    public void UpgradeTimedOut()
    {
        if (log.ShouldWrite(nameof(Log.UpgradeTimedOut), out int skipped))
        {
            Log.UpgradeTimedOut(log.Logger, log.Level, options.UpgradeTimeout.TotalSeconds, skipped);
        }
    }

    private static bool AsksForWebSocket(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) && EngineQuery.Of(context.Request.QueryString).Transport == "websocket";

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 230,
            Message = "A request got \"Session ID unknown\": this server has no session with that id. If you run several servers, let the load balancer send all requests of a client to the same server (sticky sessions), or let clients use transports: [\"websocket\"] alone. After a restart of the server this is normal, and clients connect again. ({Skipped} more since the last entry.)",
            EventName = "UnknownSession")]
        public static partial void UnknownSession(ILogger logger, LogLevel level, int skipped);

        [LoggerMessage(
            EventId = 231,
            Message = "A client of Socket.IO v2 (EIO=3) was refused with \"Unsupported protocol version\". Update the client to v3 or v4, or set options.Engine.AllowEIO3 to serve it. ({Skipped} more since the last entry.)",
            EventName = "OldClient")]
        public static partial void OldClient(ILogger logger, LogLevel level, int skipped);

        [LoggerMessage(
            EventId = 232,
            Message = "A request got \"Transport unknown\": its query has transport={Transport}, and the server serves {Transports}. Use a client of Socket.IO: a plain WebSocket cannot talk to this server. If it is one, give the option transports of the client and options.Engine.Transports a transport in common. ({Skipped} more since the last entry.)",
            EventName = "UnknownTransport")]
        public static partial void UnknownTransport(ILogger logger, LogLevel level, string transport, EngineTransports transports, int skipped);

        [LoggerMessage(
            EventId = 233,
            Message = "A client asked for a WebSocket, and the request has no Upgrade header: a proxy in front of this server drops it, or the web server has no WebSockets. Clients stay on polling, or do not connect at all. In nginx, set proxy_http_version 1.1 and pass the headers Upgrade and Connection on. In IIS, install the WebSocket Protocol feature. ({Skipped} more since the last entry.)",
            EventName = "NoUpgrade")]
        public static partial void NoUpgrade(ILogger logger, LogLevel level, int skipped);

        [LoggerMessage(
            EventId = 234,
            Message = "A client opened a WebSocket for its session, and did not finish the upgrade within {Seconds} s: it stays on polling. Look for a proxy, a firewall or a virus scanner that holds the messages of WebSockets back. ({Skipped} more since the last entry.)",
            EventName = "UpgradeTimedOut")]
        public static partial void UpgradeTimedOut(ILogger logger, LogLevel level, double seconds, int skipped);

        [LoggerMessage(
            EventId = 235,
            Message = "A page of {Origin} connects to {Host}, which is another origin: the browser hides the answer from the page (CORS), and the client reports \"xhr poll error\". Allow the origin with options.Engine.Cors, or with the application's CORS policy. ({Skipped} more since the last entry.)",
            EventName = "OtherOrigin")]
        public static partial void OtherOrigin(ILogger logger, LogLevel level, string origin, string host, int skipped);
    }
}
