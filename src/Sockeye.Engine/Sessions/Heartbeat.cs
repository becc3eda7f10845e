using Sockeye.Engine.Delivery;
using Sockeye.Protocol.EngineIO;
using Sockeye.Timing;

namespace Sockeye.Engine.Sessions;

/// <summary>
/// The heartbeat of one session. A ping is sent <see cref="EngineOptions.PingInterval"/> after the last pong, and if no pong comes within
/// <see cref="EngineOptions.PingTimeout"/> the session ends. In Engine.IO v3 the client sends the ping, and has both times together for it.
/// An upgrade does not affect the heartbeat.
/// </summary>
internal sealed class Heartbeat(EngineSession session, EngineServer server) : WheelTimer
{
    // With many sessions, heartbeats that differ by at most this part (by default a tenth of a second) are handled together.
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

    // In time stamps, which the wheel limits. So the sum of two of them and the present time is a valid time stamp too, however long the
    // times are that the application sets.
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

    /// <summary>
    /// How long to wait for a client, counted from its last sign of life, as if the heartbeat had continued. For use after
    /// <see cref="Stop"/>.
    /// </summary>
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
            // In the other phases it is already the deadline of the client.
            if (_phase is Phase.Resting or Phase.Stopped)
            {
                long from = _phase == Phase.Resting ? _deadline : server.Time.GetTimestamp() + Interval;
                _deadline = from + Timeout;
            }
            else if (_paused)
            {
                // The client could not answer.
                ArmAgain();
            }

            _phase = Phase.Stopped;
        }

        server.Timers.Cancel(this);
    }

    /// <summary>Handles a packet of Engine.IO itself from the transport in use.</summary>
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
                // Node ignores open, upgrade and noop packets on an open transport.
                OnPacket();
                break;
        }
    }

    /// <summary>
    /// Called for every other packet. It shows that the client is alive and postpones the time-out, but only once for each ping, because
    /// the client must answer in the end.
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

    /// <summary>Called when nothing is read from the client although it is not at fault. Its time does not run.</summary>
    public void Pause()
    {
        lock (session.Gate)
        {
            _paused = true;
        }
    }

    /// <summary>Called when the client is read again. From now on it has its whole time.</summary>
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
    /// Ends the session if its time is up and only the wheel is late. A request of a client must not find a session that has timed out.
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
            // A packet may have armed the timer again while this call was under way.
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
                // Late ticks do not add up. But a pause of the process does not count against the client, or not all of it does.
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

    // Under the gate. The lock of the wheel is the inner one.
    private void Arm(long from, long delay)
    {
        long now = server.Time.GetTimestamp();
        _deadline = from + delay;
        server.Timers.Schedule(this, now >= _deadline ? TimeSpan.Zero : server.Time.GetElapsedTime(now, _deadline), server.Options.PingInterval / Tolerance);
    }
}
