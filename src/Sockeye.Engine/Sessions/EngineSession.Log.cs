using Microsoft.Extensions.Logging;

namespace Sockeye.Engine.Sessions;

public sealed partial class EngineSession
{
    // A client with the id can act for the session, so only a part of it is logged.
    private static partial class Log
    {
        public static void Ended(ILogger logger, string sid, EngineCloseReason reason, string? description)
        {
            if (logger.IsEnabled(LogLevel.Debug))
            {
                WriteEnded(logger, Prefix(sid), reason, description ?? "no details");
            }
        }

        public static void HandlerFailed(ILogger logger, string sid, Exception exception)
        {
            if (logger.IsEnabled(LogLevel.Error))
            {
                WriteHandlerFailed(logger, exception, Prefix(sid));
            }
        }

        public static void TransportFailed(ILogger logger, string sid, string transport, Exception exception)
        {
            if (logger.IsEnabled(LogLevel.Error))
            {
                WriteTransportFailed(logger, exception, Prefix(sid), transport);
            }
        }

        public static void PayloadTooLarge(ILogger logger, string sid, string transport, string option, long limit, int skipped)
        {
            if (logger.IsEnabled(LogLevel.Warning))
            {
                WritePayloadTooLarge(logger, Prefix(sid), transport, option, limit, skipped);
            }
        }

        private static string Prefix(string sid) => sid[..Math.Min(6, sid.Length / 2)];

        [LoggerMessage(149, LogLevel.Debug, "Session {SidPrefix} ended: {Reason} ({Description}).", EventName = "SessionEnded", SkipEnabledCheck = true)]
        private static partial void WriteEnded(ILogger logger, string sidPrefix, EngineCloseReason reason, string description);

        [LoggerMessage(160, LogLevel.Error, "The handler of session {SidPrefix} threw.", EventName = "SessionHandlerFailed", SkipEnabledCheck = true)]
        private static partial void WriteHandlerFailed(ILogger logger, Exception exception, string sidPrefix);

        [LoggerMessage(51, LogLevel.Error, "The {Transport} transport of session {SidPrefix} failed unexpectedly.", EventName = "TransportFailed", SkipEnabledCheck = true)]
        private static partial void WriteTransportFailed(ILogger logger, Exception exception, string sidPrefix, string transport);

        [LoggerMessage(
            237,
            LogLevel.Warning,
            "Session {SidPrefix} sent something over {Transport} that is larger than {Option} allows, {Limit} bytes, and was closed. Let the client send less at a time, or raise that option (MaxPayload is maxHttpBufferSize of a Node server). ({Skipped} more since the last warning.)",
            EventName = "PayloadTooLarge",
            SkipEnabledCheck = true)]
        private static partial void WritePayloadTooLarge(ILogger logger, string sidPrefix, string transport, string option, long limit, int skipped);
    }
}
