namespace Sockeye.Simulation;

/// <summary>A timer of a node, a little late as timers are.</summary>
internal sealed class NodeTimer(World world, Node node, TimerCallback callback, object? state) : ITimer
{
    private static readonly TimeSpan Latest = TimeSpan.FromMilliseconds(2);

    private int _version;
    private bool _isSet;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        Set(false);
        _version++;
        if (dueTime >= TimeSpan.Zero)
        {
            Arm(dueTime, period);
        }

        return true;
    }

    public void Dispose()
    {
        Set(false);
        _version++;
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    private void Arm(TimeSpan dueTime, TimeSpan period)
    {
        var version = _version;
        Set(true);
        world.After(node, dueTime.Ticks + world.Rng.Ticks(TimeSpan.Zero, Latest), () =>
        {
            if (version != _version)
            {
                return;
            }

            Set(false);
            if (period > TimeSpan.Zero)
            {
                Arm(period, period);
            }

            callback(state);
        });
    }

    private void Set(bool value)
    {
        if (value != _isSet)
        {
            _isSet = value;
            node.TimerCount += value ? 1 : -1;
        }
    }
}
