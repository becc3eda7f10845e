using Microsoft.AspNetCore.Http;
using Sockeye.Engine.Delivery;
using Sockeye.Engine.Http;
using Sockeye.Engine.Sessions;

namespace Sockeye.Engine.Transports;

/// <summary>
/// HTTP long-polling. What is queued waits for a poll; a poll waits for something to be queued. Nothing of a request is
/// kept once it is answered.
/// </summary>
internal sealed class PollingTransport(EngineSession session, EngineServer server, WireFormat format) : Transport
{
    // The reference gives a client that does not poll just now as long to fetch what is left, but not longer than its heartbeat.
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(30);

    // The reference does not wait at all when the server is being closed. A client that lives polls again at once; one that has vanished
    // must not hold the application up.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(1);

    // A client that closes sends its last poll and its close packet at the same time, on two connections. The one that it sent first
    // may be read last here, where both are read on threads of their own.
    private static readonly TimeSpan PollGrace = TimeSpan.FromMilliseconds(100);

    private PollWaiter? _poll;
    private TaskCompletionSource? _polled;
    private bool _answering;
    private bool _posting;
    private TaskCompletionSource? _posted;
    private PostDeadline? _body;
    private EncodedPacket _farewell = ControlPackets.Close;

    public override string Name => "polling";

    public override bool IsWritable => CanDrain;

    // One answer at a time, or a client that reads no responses could have them pile up.
    public override bool CanDrain => _poll is not null && !_answering;

    /// <summary>Takes the poll that waits, to be answered by the caller. Under the gate.</summary>
    public PollWaiter? TakePoll()
    {
        PollWaiter? poll = _poll;
        _poll = null;
        return poll;
    }

    /// <summary>The end of the post that is being worked off, if one is. Under the gate.</summary>
    public Task? WhenPosted() =>
        _posting ? (_posted ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task : null;

    public override void Drain()
    {
        PollWaiter? poll;
        PollAnswer answer;
        bool last;
        lock (session.Gate)
        {
            if (!TryBeginDrain())
            {
                return;
            }

            answer = TakeAnswer(out last);
            poll = TakePoll();
        }

        if (last)
        {
            session.TransportEnded();
        }

        poll!.Answer(answer);
    }

    public override bool TryBeginDrain() => CanDrain && (session.HasQueued || session.State == EngineSessionState.Closing);

    public override void RunDrain() => Drain();

    public override void Close()
    {
        PollWaiter? poll = null;
        PostDeadline? body = null;
        lock (session.Gate)
        {
            if (session.State == EngineSessionState.Closed)
            {
                poll = TakePoll();
                body = _body;
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

    public async Task HandlePollAsync(HttpContext context)
    {
        PollWaiter? poll = null;
        PollAnswer? answer = null;
        Refusal? refusal = null;
        bool last = false;
        bool overlap = false;
        lock (session.Gate)
        {
            bool closing = session.State == EngineSessionState.Closing;
            if (session.State == EngineSessionState.Closed)
            {
                refusal = Refusal.UnknownSid(session.Id);
            }
            else if (session.Transport != this)
            {
                refusal = Refusal.TransportMismatch;
            }
            else if (_poll is not null)
            {
                if (session.Upgrade is { IsProbed: true })
                {
                    answer = PollAnswer.Of(ControlPackets.Noop);
                }
                else
                {
                    overlap = true;
                }
            }
            else if (!_answering && (closing || session.HasQueued))
            {
                answer = TakeAnswer(out last);
            }
            else if (session.Upgrade is { IsPollOver: true } && !closing)
            {
                answer = PollAnswer.Of(ControlPackets.Noop);
            }
            else
            {
                poll = _poll = new PollWaiter(this);
                _polled?.TrySetResult();
            }
        }

        if (overlap)
        {
            session.End(EngineCloseReason.TransportError, "overlapping polls");
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        if (refusal is not null)
        {
            await server.RefuseAsync(context, refusal);
            return;
        }

        if (last)
        {
            session.TransportEnded();
        }

        answer ??= await poll!.WaitAsync(context.RequestAborted);
        if (answer is not null)
        {
            await WriteAsync(context, answer);
        }
    }

    public async Task HandlePostAsync(HttpContext context)
    {
        Refusal? refusal = null;
        bool overlap = false;
        lock (session.Gate)
        {
            if (session.State == EngineSessionState.Closed)
            {
                refusal = Refusal.UnknownSid(session.Id);
            }
            else if (session.Transport != this)
            {
                refusal = Refusal.TransportMismatch;
            }
            else
            {
                overlap = _posting;
                _posting = true;
            }
        }

        if (refusal is not null)
        {
            await server.RefuseAsync(context, refusal);
            return;
        }

        if (overlap)
        {
            session.End(EngineCloseReason.TransportError, "overlapping posts");
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        int status;
        try
        {
            status = await PostedPayload.ReceiveAsync(context, session, this, server);
        }
        finally
        {
            // Before the response is written: the client may be fast.
            PostEnded();
        }

        if (!context.RequestAborted.IsCancellationRequested)
        {
            await server.Endpoint.WritePostedAsync(context, status);
        }
    }

    /// <summary>The body of the post has to be waited for, as long as there is somebody to hand it to.</summary>
    public void WaitForBody(PostDeadline deadline)
    {
        bool isClosed;
        lock (session.Gate)
        {
            _body = deadline;
            isClosed = session.State == EngineSessionState.Closed;
        }

        deadline.Start();
        if (isClosed)
        {
            deadline.Cut();
        }
    }

    /// <summary>The client posted a close packet: the poll that waits ends with a noop, as the client expects.</summary>
    public ValueTask CloseByClientAsync()
    {
        Task? polled = null;
        lock (session.Gate)
        {
            _farewell = ControlPackets.Noop;
            if (_poll is null && !_answering)
            {
                _polled ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                polled = _polled.Task;
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
    public void PollAborted(PollWaiter poll)
    {
        lock (session.Gate)
        {
            if (_poll != poll)
            {
                return;
            }

            _poll = null;
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

    private void PostEnded()
    {
        TaskCompletionSource? posted;
        lock (session.Gate)
        {
            _posting = false;
            _body = null;
            posted = _posted;
            _posted = null;
        }

        posted?.TrySetResult();
    }

    // Under the gate. The farewell has an answer of its own: the reference client closes at once where it finds one, before it works
    // off the messages that stand before it, and so would not know that the server disconnected it on purpose.
    private PollAnswer TakeAnswer(out bool last)
    {
        last = !session.HasQueued;
        if (last)
        {
            return PollAnswer.Of(_farewell);
        }

        _answering = true;
        return PollAnswer.OfQueue(session.TakeQueued());
    }

    private async Task WriteAsync(HttpContext context, PollAnswer answer)
    {
        bool broken = false;
        if (answer.IsQueue)
        {
            session.TellWriting(answer.Count, drained: false);
        }

        try
        {
            await server.Endpoint.WriteAnswerAsync(context, answer, format);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            broken = true;
        }

        answer.Release();
        if (answer.IsQueue)
        {
            bool drained;
            lock (session.Gate)
            {
                _answering = false;
                session.Written(answer.Bytes, answer.Count);
                drained = !broken && !session.HasQueued;
            }

            if (drained)
            {
                session.TellWriting(0, drained);
            }

            Drain();
        }

        if (broken)
        {
            session.End(EngineCloseReason.TransportError, "poll connection closed prematurely");
        }
    }
}
