using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Sockeye.Diagnostics;

namespace Sockeye.Mistakes;

/// <summary>
/// Explains likely mistakes of an application or of its client. Any client can cause these entries, so each mistake has a sampler of its own: a hostile client that makes one in many ways hides no
/// other. Texts of the client go through <see cref="LogText"/>.
/// </summary>
/// <param name="logger">Writes them.</param>
/// <param name="warns">Whether they are warnings, as during development. Otherwise they have the level Debug.</param>
/// <param name="time">The clock of the sampler.</param>
internal sealed class MistakeLog(ILogger logger, bool warns, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, LogSampler> _samplers = new(StringComparer.Ordinal);

    public ILogger Logger { get; } = logger;

    public LogLevel Level { get; } = warns ? LogLevel.Warning : LogLevel.Debug;

    /// <summary>Whether anything is written. Ask it before you make texts for the log.</summary>
    public bool IsOn => Logger.IsEnabled(Level);

    /// <summary>Whether this mistake is written now.</summary>
    /// <param name="mistake">Which one it is: one of a few names of the code.</param>
    /// <param name="skipped">How many like it were left out since the last one that was written.</param>
    /// <param name="detail">What of it differs from case to case, and may come from a client.</param>
    public bool ShouldWrite(string mistake, out int skipped, string detail = "") => ShouldWrite(mistake, Level, out skipped, detail);

    /// <inheritdoc cref="ShouldWrite(string, out int, string)"/>
    /// <param name="mistake">Which one it is: one of a few names of the code.</param>
    /// <param name="level">The level of the entry, if it differs from <see cref="Level"/>.</param>
    /// <param name="skipped">How many like it were left out since the last one that was written.</param>
    /// <param name="detail">What of it differs from case to case, and may come from a client.</param>
    public bool ShouldWrite(string mistake, LogLevel level, out int skipped, string detail = "")
    {
        skipped = 0;
        return Logger.IsEnabled(level) && _samplers.GetOrAdd(mistake, static (_, time) => new LogSampler(time), time).ShouldWrite(detail, out skipped);
    }
}
