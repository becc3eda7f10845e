namespace Sockeye.Emitters.Redis.Connections;

/// <summary>Lets one of many equal warnings through: the first, and another once a minute.</summary>
internal sealed class SampledWarning(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private long _last;
    private long _kept;
    private bool _isFirst = true;

    /// <summary>Whether to warn now.</summary>
    /// <param name="keptBack">How many were not let through since the last one.</param>
    public bool TryEnter(out long keptBack)
    {
        lock (_gate)
        {
            keptBack = _kept;
            if (!_isFirst && time.GetElapsedTime(_last) < Interval)
            {
                _kept++;
                return false;
            }

            _isFirst = false;
            _last = time.GetTimestamp();
            _kept = 0;
            return true;
        }
    }
}
