using Microsoft.Extensions.Logging;
using Sockeye.Engine.Sessions;
using Sockeye.EventLoops;

namespace Sockeye.Engine.Delivery;

/// <summary>Ends a session whose send queue is full.</summary>
internal sealed partial class SlowConsumer : IThreadPoolWorkItem
{
    private readonly EngineSession _session;
    private readonly EngineServer _server;
    private readonly bool _hasMostPackets;

    private SlowConsumer(EngineSession session, EngineServer server, bool hasMostPackets)
    {
        _session = session;
        _server = server;
        _hasMostPackets = hasMostPackets;
    }

    /// <summary>Ends the session later, on another thread, because the caller may hold locks that the handler takes.</summary>
    /// <param name="session">The session.</param>
    /// <param name="server">Its server.</param>
    /// <param name="hasMostPackets">Whether the number of packets has reached its limit, and not the number of bytes.</param>
    public static void EndLater(EngineSession session, EngineServer server, bool hasMostPackets)
    {
        server.Metrics.SlowConsumer();
        EventLoop.Defer(new SlowConsumer(session, server, hasMostPackets));
    }

    void IThreadPoolWorkItem.Execute()
    {
        Warn(_session, _server, _hasMostPackets);
        _session.End(EngineCloseReason.TransportError, "slow consumer");
        _session.Transport.Abort();
    }

    // The client only reads that the transport was closed, which does not point to the option.
    private static void Warn(EngineSession session, EngineServer server, bool hasMostPackets)
    {
        string option = hasMostPackets ? nameof(EngineOptions.MaxBufferedPackets) : nameof(EngineOptions.MaxBufferedBytes);
        if (server.LimitWarnings.ShouldWrite(option, out int skipped))
        {
            string limit = hasMostPackets ? $"{server.Options.MaxBufferedPackets} packets" : $"{server.Options.MaxBufferedBytes} bytes";
            Log.TooSlow(server.Logger, session.TransportName, option, limit, skipped);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            41,
            LogLevel.Warning,
            "A client was disconnected, because it reads over {Transport} more slowly than the server sends. {Option} allows {Limit} to wait. ({Skipped} more since the last warning.)",
            EventName = "SlowConsumer")]
        public static partial void TooSlow(ILogger logger, string transport, string option, string limit, int skipped);
    }
}
