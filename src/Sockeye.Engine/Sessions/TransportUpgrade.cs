using Sockeye.Engine.Delivery;
using Sockeye.Engine.Transports.Polling;
using Sockeye.Engine.Transports.WebSockets;
using Sockeye.Timing;

namespace Sockeye.Engine.Sessions;

/// <summary>
/// The upgrade of a session from polling to WebSocket (Engine.IO v4, "Upgrade"): <c>2probe</c>, <c>3probe</c>, <c>5</c>. Between the last
/// two the client lets its poll end and starts no other. Only then it sends <c>5</c>, so that the order is kept. A poll without data for
/// <see cref="PollLimit"/> is ended with a noop. A failure closes only the new transport.
/// </summary>
internal sealed class TransportUpgrade(EngineSession session, EngineServer server, WebSocketTransport probe) : WheelTimer
{
    // The client sends nothing between the answer to its probe and the end of its poll. Node lets the poll wait 100 ms. This time is long
    // enough for what is just being sent, and too short to be noticed.
    private static readonly TimeSpan PollLimit = TimeSpan.FromMilliseconds(20);

    private long _began;

    /// <summary>Whether <c>3probe</c> was sent. Under the gate.</summary>
    public bool IsProbed { get; private set; }

    /// <summary>Whether a poll is answered with a noop at once if nothing is queued. Under the gate.</summary>
    public bool IsPollOver { get; private set; }

    /// <summary>Begins the upgrade, if the session can be upgraded.</summary>
    public bool TryBegin()
    {
        lock (session.Gate)
        {
            if (session.State != EngineSessionState.Open
                || session.Upgrade is not null
                || session.Transport is not PollingTransport
                || !server.Options.AllowUpgrades)
            {
                return false;
            }

            session.Upgrade = this;
        }

        _began = server.Time.GetTimestamp();
        server.Timers.Schedule(this, server.Options.UpgradeTimeout);
        return true;
    }

    /// <summary>Handles a message from the new transport.</summary>
    /// <param name="packet">The message; empty for a binary one.</param>
    /// <param name="posted">The post that has to end first.</param>
    public ProbeVerdict OnMessage(ReadOnlySpan<byte> packet, out Task? posted)
    {
        posted = null;
        if (packet.SequenceEqual("2probe"u8))
        {
            return OnProbe();
        }

        if (packet.SequenceEqual("5"u8))
        {
            return OnUpgrade(out posted);
        }

        Fail();
        return ProbeVerdict.Failed;
    }

    /// <summary>Gives up. The session continues with polling, and the new transport is closed.</summary>
    public void Fail()
    {
        lock (session.Gate)
        {
            if (session.Upgrade != this)
            {
                return;
            }

            session.Upgrade = null;
        }

        server.Timers.Cancel(this);
        probe.CloseProbe();

        // What was held back meanwhile may now be sent by polling.
        session.Transport.Drain();
    }

    /// <summary>
    /// Called when the session ends. A client that stopped polling for the upgrade can be reached only by the new transport.
    /// </summary>
    public void SessionEnded()
    {
        bool wait;
        lock (session.Gate)
        {
            wait = session.State == EngineSessionState.Closing && IsProbed;
        }

        if (!wait)
        {
            Fail();
        }
    }

    protected override void OnElapsed()
    {
        TimeSpan left = server.Options.UpgradeTimeout - server.Time.GetElapsedTime(_began);
        bool isOver = left <= TimeSpan.Zero;
        if (isOver)
        {
            server.Mistakes.UpgradeTimedOut();
        }

        if (isOver || !TryEndPoll(left))
        {
            Fail();
        }
    }

    private ProbeVerdict OnProbe()
    {
        bool isFirst;
        lock (session.Gate)
        {
            if (session.Upgrade != this)
            {
                return ProbeVerdict.Failed;
            }

            isFirst = !IsProbed;
            if (isFirst)
            {
                IsProbed = true;
                TimeSpan limit = server.Options.UpgradeTimeout;
                server.Timers.Schedule(this, limit < PollLimit ? limit : PollLimit);
            }
        }

        if (isFirst)
        {
            session.TellUpgrade(probe.Name, completed: false);
        }

        probe.SendFirst(ControlPackets.ProbePong);
        return ProbeVerdict.Continue;
    }

    private bool TryEndPoll(TimeSpan left)
    {
        WaitingPoll? poll;
        lock (session.Gate)
        {
            if (session.Upgrade != this || IsPollOver)
            {
                return false;
            }

            IsPollOver = true;
            poll = ((PollingTransport)session.Transport).TakePoll();
            server.Timers.Schedule(this, left);
        }

        poll?.Answer(PollAnswer.Of(ControlPackets.Noop));
        return true;
    }

    private ProbeVerdict OnUpgrade(out Task? posted)
    {
        WaitingPoll? poll;
        bool closing;
        posted = null;
        lock (session.Gate)
        {
            if (session.Upgrade != this || session.State == EngineSessionState.Closed)
            {
                return ProbeVerdict.Failed;
            }

            // Calls of the handler do not overlap and keep the order, so what was posted earlier comes first.
            var polling = (PollingTransport)session.Transport;
            posted = polling.WhenPosted();
            if (posted is not null)
            {
                return ProbeVerdict.WaitForPost;
            }

            poll = polling.TakePoll();
            closing = session.State == EngineSessionState.Closing;
            session.SwitchTo(probe);
            server.Timers.Cancel(polling);
        }

        server.Timers.Cancel(this);
        poll?.Answer(PollAnswer.Of(ControlPackets.Noop));
        if (closing)
        {
            probe.Close();
        }
        else
        {
            session.TellUpgrade(probe.Name, completed: true);
            probe.Drain();
        }

        return ProbeVerdict.Upgraded;
    }
}
