using Sockeye.Engine.Delivery;
using Sockeye.Protocol.EngineIO;
using Sockeye.Timing;

namespace Sockeye.Engine.Sessions;

/// <summary>
/// The heartbeat of one session: a ping, <see cref="EngineOptions.PingInterval"/> after the last pong; a pong
/// within <see cref="EngineOptions.PingTimeout"/>, or the session ends. In Engine.IO v3 it is the client that pings, and has both
/// times together for it. It goes on, undisturbed, through an upgrade.
/// </summary>
internal sealed class Heartbeat(EngineSession session, EngineServer server) : WheelTimer
{
    // Of many sessions, so much later, a tenth of a second by default, the heartbeats are seen to together.
    private const int Tolerance = 250;

    private volatile Phase _phase;
    private bool _extended;
    private bool _paused;
    private long _deadline;

    private enum Phase
    {
        Stopped,
        Resting,
        AwaitingPong,
        AwaitingPing,
    }

    // In timestamps, of which the wheel's are bounded: the sum of two of them, and of the time it is, is one too, however long the application lets them be.
    private long Interval => server.Timers.ToTimestamp(server.Options.PingInterval);

    private long Timeout => server.Timers.ToTimestamp(server.Options.PingTimeout);

    public void Start()
    {
        lock (session.Gate)
        {
            if (session.State == EngineSessionState.Open)
            {
                Begin();
            }
        }
    }

    /// <summary>How long a client may be waited for, counted from the last sign of life as if the heartbeat had gone on. After <see cref="Stop"/>.</summary>
    public TimeSpan TimeLeft
    {
        get
        {
            long now = server.Time.GetTimestamp();
            return now >= _deadline ? TimeSpan.Zero : server.Time.GetElapsedTime(now, _deadline);
        }
    }

    public void Stop()
    {
        lock (session.Gate)
        {
            // In the other phases it is the deadline of the client already.
            if (_phase is Phase.Resting or Phase.Stopped)
            {
                long from = _phase == Phase.Resting ? _deadline : server.Time.GetTimestamp() + Interval;
                _deadline = from + Timeout;
            }
            else if (_paused)
            {
                // It could not answer.
                ArmAgain();
            }

            _phase = Phase.Stopped;
        }

        server.Timers.Cancel(this);
    }

    /// <summary>Takes a packet of Engine.IO itself, from the transport in use.</summary>
    public void OnControlPacket(EnginePacketType type)
    {
        switch (type)
        {
            case EnginePacketType.Pong when session.Protocol != 3:
                OnAnswer();
                break;
            case EnginePacketType.Ping when session.Protocol == 3:
                OnAnswer();
                session.Send(ControlPackets.Pong);
                break;
            case EnginePacketType.Pong:
            case EnginePacketType.Ping:
                session.End(EngineCloseReason.TransportError, "invalid heartbeat direction");
                break;
            case EnginePacketType.Close:
                session.End(EngineCloseReason.TransportClose, "closed by the client");
                break;
            default:
                // The reference ignores open, upgrade and noop on an open transport.
                OnPacket();
                break;
        }
    }

    /// <summary>
    /// Any other packet shows that the client lives: it puts the time-out off, but once for each ping only, since the
    /// client must answer in the end.
    /// </summary>
    public void OnPacket()
    {
        if (_phase != Phase.AwaitingPong || _extended)
        {
            return;
        }

        lock (session.Gate)
        {
            if (_phase == Phase.AwaitingPong && !_extended)
            {
                _extended = true;
                Arm(server.Time.GetTimestamp(), Timeout);
            }
        }
    }

    /// <summary>Nothing is read from the client, and that is not its fault: its time does not run.</summary>
    public void Pause()
    {
        lock (session.Gate)
        {
            _paused = true;
        }
    }

    /// <summary>The client is read again: from now on it has its whole time.</summary>
    public void Resume()
    {
        lock (session.Gate)
        {
            _paused = false;
            if (_phase is Phase.AwaitingPong or Phase.AwaitingPing)
            {
                ArmAgain();
            }
        }
    }

    /// <summary>
    /// Ends the session if its time is up and only the wheel has not come to it: a client that asks must not find a
    /// session that has timed out.
    /// </summary>
    /// <returns>Whether the session has timed out.</returns>
    public bool EndIfOverdue()
    {
        if (_phase is not (Phase.AwaitingPong or Phase.AwaitingPing))
        {
            return false;
        }

        lock (session.Gate)
        {
            if (_phase is not (Phase.AwaitingPong or Phase.AwaitingPing) || server.Time.GetTimestamp() < _deadline || _paused)
            {
                return false;
            }
        }

        session.End(EngineCloseReason.PingTimeout, null);
        return true;
    }

    protected override void OnElapsed()
    {
        bool ping;
        lock (session.Gate)
        {
            // A packet may have armed the timer anew while this call was on its way.
            long now = server.Time.GetTimestamp();
            if (_phase == Phase.Stopped || now < _deadline)
            {
                return;
            }

            ping = _phase == Phase.Resting;
            if (!ping && _paused)
            {
                ArmAgain();
                return;
            }

            if (ping)
            {
                // Late ticks do not add up; but a pause of the process is not taken from the client's time, or not all of it.
                _extended = false;
                _phase = Phase.AwaitingPong;
                Arm(Math.Max(_deadline, now - (Timeout / 2)), Timeout);
            }
        }

        if (ping)
        {
            session.Send(ControlPackets.Ping);
        }
        else
        {
            session.End(EngineCloseReason.PingTimeout, null);
        }
    }

    private void OnAnswer()
    {
        lock (session.Gate)
        {
            if (_phase != Phase.Stopped)
            {
                Begin();
            }
        }
    }

    private void Begin()
    {
        bool clientPings = session.Protocol == 3;
        _phase = clientPings ? Phase.AwaitingPing : Phase.Resting;
        Arm(server.Time.GetTimestamp(), clientPings ? Interval + Timeout : Interval);
    }

    private void ArmAgain() =>
        Arm(server.Time.GetTimestamp(), _phase == Phase.AwaitingPing ? Interval + Timeout : Timeout);

    // Under the gate; the wheel's own lock is the inner one.
    private void Arm(long from, long delay)
    {
        long now = server.Time.GetTimestamp();
        _deadline = from + delay;
        server.Timers.Schedule(this, now >= _deadline ? TimeSpan.Zero : server.Time.GetElapsedTime(now, _deadline), server.Options.PingInterval / Tolerance);
    }
}
