using Sockeye.Engine.Delivery;
using Sockeye.Engine.Sessions;

namespace Sockeye.Engine.Transports.Polling;

/// <summary>
/// HTTP long-polling. What is queued waits for a poll, and a poll waits for something to be queued (<see cref="PollState"/>). Nothing of a
/// request is kept after it is answered.
/// </summary>
internal sealed partial class PollingTransport(EngineSession session, EngineServer server, WireFormat format) : Transport
{
    // Node gives a client that is not polling at this moment the same time to fetch what is left. Here it is not longer than the client's
    // heartbeat.
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(30);

    // Node does not wait at all when the server closes. A living client polls again at once. One that has vanished must not hold up the
    // application.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(1);

    // A client that closes sends its last poll and its close packet at the same time on two connections. The one that it sent first may be
    // read last here, because each connection is read on its own thread.
    private static readonly TimeSpan PollGrace = TimeSpan.FromMilliseconds(100);

    private PollState _polls;
    private PostState _posts;
    private EncodedPacket _farewell = ControlPackets.Close;

    public override string Name => "polling";

    public override bool IsWritable => CanDrain;

    public override bool CanDrain => _polls.CanAnswer;

    /// <summary>Takes the waiting poll, which the caller has to answer. Under the gate.</summary>
    public WaitingPoll? TakePoll() => _polls.Take();

    /// <summary>Completes at the end of the post that is being handled; <see langword="null"/> if there is none. Under the gate.</summary>
    public Task? WhenPosted() => _posts.WhenEnded();

    public override void Drain() => Drain(goesOnHere: false);

    public override bool TryBeginDrain() => CanDrain && (session.HasQueued || session.State == EngineSessionState.Closing);

    // For a flush of many sessions: another thread for each answer would cost more than the answer. The rest of the flush does not wait for
    // this one.
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

    /// <summary>Called when the body of the post does not arrive at once. It may take time as long as the session exists.</summary>
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

    /// <summary>Called when the body of the post has arrived, or is no longer waited for.</summary>
    public void BodyEnded()
    {
        lock (session.Gate)
        {
            _posts.BodyEnded();
        }
    }

    /// <summary>Handles a close packet that the client has posted: the waiting poll ends with a noop, as the client expects.</summary>
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

    /// <summary>Called when the client has gone while its poll waited.</summary>
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

    // The client did not come to fetch what was left.
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

    // Under the gate. The close packet gets its own answer: if the Node client finds one, it closes at once, before it handles the messages
    // in front of it, and so would not notice that the server disconnected it on purpose.
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
