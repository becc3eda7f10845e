namespace Sockeye.Client.Transports;

/// <summary>
/// The upgrade from polling to WebSocket. A second transport is probed while the first continues. Then polling comes to rest with no
/// request under way, and the second takes over. So nothing is lost, nothing comes twice, and the order is kept. The connection holds its
/// lock around all calls.
/// </summary>
internal sealed class Upgrade(TimeProvider time, Action timeIsUp)
{
    private readonly EngineTimer _timer = new(time, timeIsUp);

    /// <summary>The transport that is probed; <see langword="null"/> if there is none.</summary>
    public EngineTransport? Probe { get; private set; }

    /// <summary>
    /// Whether the server has answered the probe. Until the transports have changed, nothing is sent and no further poll is made.
    /// </summary>
    public bool IsSwitching { get; private set; }

    /// <summary>Whether the last poll has been answered.</summary>
    public bool HasPollingStopped { get; set; }

    /// <summary>Begins to probe. <paramref name="limit"/> is the time-out for a server or a proxy that never answers.</summary>
    public void Begin(EngineTransport probe, TimeSpan limit)
    {
        Probe = probe;
        if (limit != Timeout.InfiniteTimeSpan)
        {
            _timer.Arm(limit);
        }
    }

    public void Switch() => IsSwitching = true;

    /// <summary>Whether the time is up for a probe that is still under way.</summary>
    public bool TryFire() => _timer.TryFire() && Probe is not null;

    /// <summary>Ends the upgrade after success or failure.</summary>
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
