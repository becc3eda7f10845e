using Microsoft.Extensions.Logging;
using Sockeye.Diagnostics;
using Sockeye.Emitters.Redis.Connections;

namespace Sockeye.Redis.Diagnostics;

/// <summary>
/// The commands that Redis refuses although it is reachable and answers pings, for lack of memory or permission. A command that Redis
/// accepts again is removed.
/// </summary>
internal sealed partial class Refusals(TimeProvider time, ILogger logger) : ICommandObserver
{
    /// <summary>A Redis that accepts some commands and refuses others within this time is degraded too.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary>A refusal is forgotten if the command has not been tried for this time.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly LogSampler _sampler = new(time);
    private readonly Dictionary<string, Refusal> _refusals = new(StringComparer.Ordinal);
    private volatile bool _hasAny;

    /// <summary>Describes what Redis has refused recently, for people; <see langword="null"/> if it accepts everything.</summary>
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

    /// <inheritdoc/>
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

    /// <inheritdoc/>
    public void Refused(string command, Exception exception)
    {
        lock (_gate)
        {
            if (!_refusals.TryGetValue(command, out var refusal))
            {
                _refusals[command] = refusal = new Refusal();
            }

            refusal.Reason = exception.Message;
            refusal.Last = time.GetTimestamp();
            refusal.IsOver = false;
            _hasAny = true;
        }

        if (_sampler.ShouldWrite(command, out var skipped))
        {
            Log.Refused(logger, exception, command, skipped);
        }
    }

    private sealed class Refusal
    {
        public string Reason { get; set; } = string.Empty;

        public long Last { get; set; }

        public bool IsOver { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(82, LogLevel.Warning, "Redis refuses {Command}. Messages between this server and others are lost. ({Skipped} more since the last warning.)")]
        public static partial void Refused(ILogger logger, Exception exception, string command, int skipped);
    }
}
