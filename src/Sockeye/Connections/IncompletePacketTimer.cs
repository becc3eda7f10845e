using Sockeye.Engine.Timing;

namespace Sockeye.Connections;

/// <summary>Ends a connection whose packet waits too long for its attachments: what it holds is of no use to anybody.</summary>
internal sealed class IncompletePacketTimer(Client client) : WheelTimer
{
    private bool _armed;

    /// <summary>Starts with the first message of the packet; further ones do not prolong it.</summary>
    public void Arm(TimerWheel timers, TimeSpan timeout)
    {
        if (!_armed)
        {
            _armed = true;
            timers.Schedule(this, timeout);
        }
    }

    public void Disarm(TimerWheel timers)
    {
        if (_armed)
        {
            _armed = false;
            timers.Cancel(this);
        }
    }

    protected override void OnElapsed() => client.OnIncompletePacketTimeout();
}
