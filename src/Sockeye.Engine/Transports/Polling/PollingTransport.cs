using Sockeye.Engine.Delivery;
using Sockeye.Engine.Sessions;

namespace Sockeye.Engine.Transports.Polling;

/// <summary>
/// HTTP long-polling. What is queued waits for a poll; a poll waits for something to be queued (<see cref="PollState"/>). Nothing of a request is
/// kept once it is answered.
/// </summary>
internal sealed partial class PollingTransport(EngineSession session, EngineServer server, WireFormat format) : Transport
{
    // The reference gives a client that does not poll just now as long to fetch what is left, but not longer than its heartbeat.
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(30);

    // The reference does not wait at all when the server is being closed. A client that lives polls again at once; one that has vanished
    // must not hold the application up.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(1);

    // A client that closes sends its last poll and its close packet at the same time, on two connections. The one that it sent first
    // may be read last here, since both are read on threads of their own.
    private static readonly TimeSpan PollGrace = TimeSpan.FromMilliseconds(100);

    private PollState _polls;
    private PostState _posts;
    private EncodedPacket _farewell = ControlPackets.Close;

    public override string Name => "polling";

    public override bool IsWritable => CanDrain;

    public override bool CanDrain => _polls.CanAnswer;

    /// <summary>Takes the poll that waits, to be answered by the caller. Under the gate.</summary>
    public WaitingPoll? TakePoll() => _polls.Take();

    /// <summary>The end of the post that is being worked off, if one is. Under the gate.</summary>
    public Task? WhenPosted() => _posts.WhenEnded();

    public override void Drain() => Drain(goesOnHere: false);

    public override bool TryBeginDrain() => CanDrain && (session.HasQueued || session.State == EngineSessionState.Closing);

    // For a flush of many sessions: another thread for each answer would cost more than the answer. The rest of the flush does not wait for this one.
    public override void RunDrain() => Drain(goesOnHere: true);

    public override void Close()
    {
        WaitingPoll? poll = null;
        PostDeadline? body = null;
        lock (session.Gate)
        {
            if (session.State == EngineSessionState.Closed)
            {
                poll = TakePoll();
                body = _posts.Deadline;
            }
        }

        if (session.State == EngineSessionState.Closing)
        {
            TimeSpan limit = server.IsClosing ? ShutdownTimeout : CloseTimeout;
            server.Timers.Schedule(this, session.TimeLeft < limit ? session.TimeLeft : limit);
            Drain();
            return;
        }

        server.Timers.Cancel(this);
        poll?.Answer(PollAnswer.Of(_farewell));
        body?.Cut();
    }

    public override void Abort() => session.TransportEnded();

    /// <summary>The body of the post has to be waited for, as long as there is somebody to hand it to.</summary>
    public void WaitForBody(PostDeadline deadline)
    {
        bool isClosed;
        lock (session.Gate)
        {
            _posts.WaitForBody(deadline);
            isClosed = session.State == EngineSessionState.Closed;
        }

        deadline.Start(server.Options.HttpRequestBodyTimeout);
        if (isClosed)
        {
            deadline.Cut();
        }
    }

    /// <summary>The body of the post has come, or is not waited for any more.</summary>
    public void BodyEnded()
    {
        lock (session.Gate)
        {
            _posts.BodyEnded();
        }
    }

    /// <summary>The client posted a close packet: the poll that waits ends with a noop, as the client expects.</summary>
    public ValueTask CloseByClientAsync()
    {
        Task? polled = null;
        lock (session.Gate)
        {
            _farewell = ControlPackets.Noop;
            if (!_polls.IsWaiting && !_polls.IsAnswering)
            {
                polled = _polls.WhenWaiting();
            }
        }

        if (polled is not null)
        {
            return EndAfterAsync(polled);
        }

        EndByClient();
        return default;
    }

    /// <summary>The client went away while its poll waited.</summary>
    public void PollAborted(WaitingPoll poll)
    {
        lock (session.Gate)
        {
            if (!_polls.TryTake(poll))
            {
                return;
            }
        }

        session.End(EngineCloseReason.TransportError, "poll connection closed prematurely");
        poll.Answer(null);
    }

    // Nobody came to fetch what was left.
    protected override void OnElapsed() => session.TransportEnded();

    private async ValueTask EndAfterAsync(Task polled)
    {
        await Task.WhenAny(polled, Task.Delay(PollGrace, server.Time));
        EndByClient();
    }

    private void EndByClient() => session.End(EngineCloseReason.TransportClose, "closed by the client");

    private void Drain(bool goesOnHere)
    {
        WaitingPoll? poll;
        PollAnswer answer;
        bool last;
        lock (session.Gate)
        {
            if (!TryBeginDrain())
            {
                return;
            }

            answer = TakeAnswer(out last, out poll);
        }

        if (last)
        {
            session.TransportEnded();
        }

        poll!.Answer(answer, goesOnHere);
    }

    // Under the gate. The farewell has an answer of its own: the reference client closes at once if it finds one, before it works
    // off the messages that stand before it, and so would not know that the server disconnected it on purpose.
    private PollAnswer TakeAnswer(out bool last, out WaitingPoll? poll)
    {
        last = !session.HasQueued;
        if (last)
        {
            poll = _polls.Take();
            return PollAnswer.Of(_farewell);
        }

        poll = _polls.BeginAnswer();
        return PollAnswer.OfQueue(session.TakeQueued());
    }
}
