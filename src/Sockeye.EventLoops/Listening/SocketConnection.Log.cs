using Microsoft.Extensions.Logging;

namespace Sockeye.EventLoops.Listening;

/// <content>The log entries, with the same names as those of Kestrel's own sockets.</content>
internal sealed partial class SocketConnection
{
    private static partial class Log
    {
        [LoggerMessage(71, LogLevel.Debug, "Connection {ConnectionId} was reset by the client.", EventName = "ConnectionReset")]
        public static partial void ConnectionReset(ILogger logger, string connectionId);

        [LoggerMessage(72, LogLevel.Error, "A callback for the end of connection {ConnectionId} threw.", EventName = "ConnectionClosedFailed")]
        public static partial void ClosedListenerFailed(ILogger logger, string connectionId, Exception exception);

        [LoggerMessage(76, LogLevel.Debug, "Connection {ConnectionId} broke: {Message}", EventName = "ConnectionError")]
        public static partial void ConnectionError(ILogger logger, string connectionId, string message);

        [LoggerMessage(77, LogLevel.Error, "Connection {ConnectionId} ended with an unexpected exception.", EventName = "ConnectionFailed")]
        public static partial void ConnectionFailed(ILogger logger, string connectionId, Exception exception);

        [LoggerMessage(78, LogLevel.Debug, "Connection {ConnectionId}: the client sends nothing more.", EventName = "ConnectionReadFin")]
        public static partial void ConnectionReadFin(ILogger logger, string connectionId);

        [LoggerMessage(79, LogLevel.Debug, "Connection {ConnectionId} ends with {Ending}: {Reason}", EventName = "ConnectionWriteFin")]
        public static partial void ConnectionEnds(ILogger logger, string connectionId, string ending, string reason);

        [LoggerMessage(80, LogLevel.Debug, "Connection {ConnectionId} is paused, because the application does not read.", EventName = "ConnectionPause")]
        public static partial void ConnectionPause(ILogger logger, string connectionId);

        [LoggerMessage(84, LogLevel.Debug, "Connection {ConnectionId} is resumed.", EventName = "ConnectionResume")]
        public static partial void ConnectionResume(ILogger logger, string connectionId);
    }
}
