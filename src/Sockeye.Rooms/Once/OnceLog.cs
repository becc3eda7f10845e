using Microsoft.Extensions.Logging;

namespace Sockeye.Once;

/// <summary>The log messages about things to handle once.</summary>
internal static partial class OnceLog
{
    [LoggerMessage(130, LogLevel.Error, "{Key} of namespace {Namespace} was tried {Attempts} times and is given up.")]
    public static partial void GivenUp(ILogger logger, string key, string @namespace, int attempts);

    [LoggerMessage(131, LogLevel.Warning, "{Key} of namespace {Namespace} is left to other servers, because {Pending} changes already wait on this one. ({Skipped} more since the last warning.)")]
    public static partial void Dropped(ILogger logger, string key, string @namespace, int pending, int skipped);
}
