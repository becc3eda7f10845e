using Microsoft.Extensions.Logging;

namespace Sockeye.Emitters.Redis.Connections;

/// <summary>
/// The commands that Redis answers with an error, although it is there and answers pings: for want of memory or of a permission. A command that Redis takes again is
/// no longer among them.
/// </summary>
internal sealed partial class Refusals(TimeProvider time, ILogger logger)
{
    /// <summary>One that takes some and refuses some is not well either.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary>Nothing is known of a command that nobody has tried for so long.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Refusal> _refusals = new(StringComparer.Ordinal);
    private volatile bool _hasAny;

    /// <summary>What Redis has refused lately, for a person to read; <see langword="null"/> where it takes everything.</summary>
    public string? Describe()
    {
        if (!_hasAny)
        {
            return null;
        }

        lock (_gate)
        {
            foreach (var (command, refusal) in _refusals.ToArray())
            {
                var age = time.GetElapsedTime(refusal.Last);
                if (age > (refusal.IsOver ? Shortest : Longest))
                {
                    _refusals.Remove(command);
                }
            }

            _hasAny = _refusals.Count > 0;
            return _hasAny ? string.Join(' ', _refusals.Select(static refusal => $"Redis refuses {refusal.Key}: {refusal.Value.Reason}.")) : null;
        }
    }

    /// <summary>Redis has taken a command.</summary>
    public void Took(string command)
    {
        if (!_hasAny)
        {
            return;
        }

        lock (_gate)
        {
            if (_refusals.TryGetValue(command, out var refusal))
            {
                refusal.IsOver = true;
            }
        }
    }

    /// <summary>Redis has refused a command.</summary>
    public void Refused(string command, Exception exception)
    {
        bool warn;
        long keptBack;
        lock (_gate)
        {
            if (!_refusals.TryGetValue(command, out var refusal))
            {
                _refusals[command] = refusal = new Refusal(new SampledWarning(time));
            }

            refusal.Reason = exception.Message;
            refusal.Last = time.GetTimestamp();
            refusal.IsOver = false;
            _hasAny = true;
            warn = refusal.Warning.TryEnter(out keptBack);
        }

        if (warn)
        {
            Log.Refused(logger, exception, command, keptBack + 1);
        }
    }

    private sealed class Refusal(SampledWarning warning)
    {
        public SampledWarning Warning { get; } = warning;

        public string Reason { get; set; } = string.Empty;

        public long Last { get; set; }

        public bool IsOver { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(82, LogLevel.Warning, "Redis refuses {Command} ({Count} times since this was last said): other servers do not hear this one, or this one does not hear them.")]
        public static partial void Refused(ILogger logger, Exception exception, string command, long count);
    }
}
