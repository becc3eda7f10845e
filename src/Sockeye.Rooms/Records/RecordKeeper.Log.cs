using Microsoft.Extensions.Logging;

namespace Sockeye.Records;

internal sealed partial class RecordKeeper
{
    private static partial class Log
    {
        [LoggerMessage(156, LogLevel.Warning, "The records of rooms in namespace {Namespace} could not be read. This server continues with what it knows.")]
        public static partial void NotRead(ILogger logger, Exception exception, string @namespace);
    }
}
