namespace Sockeye.Client.Transports;

/// <summary>
/// The way from polling to WebSocket: a second transport is probed while the first goes on; then polling comes to rest, with no request under way, and the second takes over. So nothing is lost, nothing comes twice,
/// and the order is kept. The connection holds its lock around all calls.
/// </summary>
internal sealed class Upgrade(TimeProvider time, Action timeIsUp)
{
    private readonly EngineTimer _timer = new(time, timeIsUp);

    /// <summary>The transport that is probed, or nothing.</summary>
    public EngineTransport? Probe { get; private set; }

    /// <summary>Whether the server has answered the probe: nothing is sent, and no further poll made, until the transports have changed.</summary>
    public bool IsSwitching { get; private set; }

    /// <summary>Whether the last poll has been answered.</summary>
    public bool HasPollingStopped { get; set; }

    /// <summary>Begins to probe. A server, or a proxy, that never answers has <paramref name="limit"/>.</summary>
    public void Begin(EngineTransport probe, TimeSpan limit)
    {
        Probe = probe;
        if (limit != Timeout.InfiniteTimeSpan)
        {
            _timer.Arm(limit);
        }
    }

    public void Switch() => IsSwitching = true;

    /// <summary>Whether the time is up for a probe that goes on still.</summary>
    public bool TryFire() => _timer.TryFire() && Probe is not null;

    /// <summary>It has succeeded or failed.</summary>
    /// <returns>The transport that was probed, if there was one.</returns>
    public EngineTransport? End()
    {
        var probe = Probe;
        Probe = null;
        IsSwitching = false;
        HasPollingStopped = false;
        _timer.Dispose();
        return probe;
    }
}
