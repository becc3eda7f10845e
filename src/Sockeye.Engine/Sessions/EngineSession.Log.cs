using Microsoft.Extensions.Logging;

namespace Sockeye.Engine.Sessions;

public sealed partial class EngineSession
{
    // The id is what lets a client act for the session, and is logged at Debug only, shortened.
    private static partial class Log
    {
        public static void Ended(ILogger logger, string sid, EngineCloseReason reason, string? description)
        {
            if (logger.IsEnabled(LogLevel.Debug))
            {
                WriteEnded(logger, sid.AsSpan(0, 6).ToString(), reason, description ?? "no details");
            }
        }

        public static void HandlerFailed(ILogger logger, string sid, Exception exception)
        {
            if (logger.IsEnabled(LogLevel.Error))
            {
                WriteHandlerFailed(logger, exception, sid.AsSpan(0, 6).ToString());
            }
        }

        [LoggerMessage(1, LogLevel.Debug, "Session {SidPrefix} ended: {Reason} ({Description}).", EventName = "SessionEnded", SkipEnabledCheck = true)]
        private static partial void WriteEnded(ILogger logger, string sidPrefix, EngineCloseReason reason, string description);

        [LoggerMessage(2, LogLevel.Error, "The handler of session {SidPrefix} threw.", EventName = "SessionHandlerFailed", SkipEnabledCheck = true)]
        private static partial void WriteHandlerFailed(ILogger logger, Exception exception, string sidPrefix);
    }
}
