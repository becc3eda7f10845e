using Microsoft.Extensions.Logging;
using Sockeye.Diagnostics;

namespace Sockeye.Mistakes;

/// <summary>
/// Explains likely mistakes of an application or of its client. Any client can cause these entries, so they are sampled, in a sampler of their own: a hostile client hides no other warning.
/// Texts of the client go through <see cref="LogText"/>.
/// </summary>
/// <param name="logger">Where they go.</param>
/// <param name="warns">Whether they are warnings, as during development. Otherwise they have the level Debug.</param>
/// <param name="time">The clock of the sampler.</param>
internal sealed class MistakeLog(ILogger logger, bool warns, TimeProvider time)
{
    private readonly LogSampler _sampler = new(time);

    public ILogger Logger { get; } = logger;

    public LogLevel Level { get; } = warns ? LogLevel.Warning : LogLevel.Debug;

    /// <summary>Whether anything is written. Ask it before you make texts for the log.</summary>
    public bool IsOn => Logger.IsEnabled(Level);

    /// <summary>Whether this mistake is written now.</summary>
    /// <param name="kind">What is alike.</param>
    /// <param name="skipped">How many of the kind were left out since the last one that was written.</param>
    public bool ShouldWrite(string kind, out int skipped)
    {
        skipped = 0;
        return IsOn && _sampler.ShouldWrite(kind, out skipped);
    }
}
