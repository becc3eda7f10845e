using Sockeye.Engine.Delivery;
using Sockeye.Engine.Sessions;

namespace Sockeye.Engine.Transports.WebSockets;

/// <summary>
/// Everything that is sent on a WebSocket: its own first packet, the packets of the session, pongs and the close frame. The session and the
/// receiver only say that there is something to write. Only this class knows what that is, and when it has been written.
/// </summary>
/// <remarks>
/// These invariants hold under the gate of the session:
/// <list type="bullet">
/// <item>One writer at a time: only the step from <see cref="OutputState.Idle"/> to <see cref="OutputState.Writing"/> begins one, so
/// nothing lands inside a message.</item>
/// <item>Nothing is left behind: a packet is queued before the state is read, and the writer looks for more before it sets
/// <see cref="OutputState.Idle"/>. So one of the two threads sees the other.</item>
/// <item>Nothing is written after <see cref="FinishAsync"/> has completed: the writer goes from its last look straight to
/// <see cref="OutputState.Stopped"/>, so no other writer begins in between, and the web server may reuse the objects of the
/// connection.</item>
/// </list>
/// </remarks>
internal sealed partial class WebSocketOutput(EngineSession session, WebSocketTransport transport, WebSocketConnection connection, WireFormat format, EncodedPacket? first, PerMessageDeflateOptions? deflate)
{
    private TaskCompletionSource? _finished;
    private long _takenBytes;
    private int _takenPackets;
    private OutputState _state;

    /// <summary>Whether a packet would be sent at once. Under the gate.</summary>
    public bool IsWritable => _state is OutputState.Idle or OutputState.Writing && !IsClosing;

    /// <summary>Whether no writer runs, so that the caller has to write what it queues. Under the gate.</summary>
    public bool IsIdle => _state == OutputState.Idle;

    /// <summary>Allows packets to be sent.</summary>
    public void Start()
    {
        lock (session.Gate)
        {
            if (_state == OutputState.NotStarted)
            {
                Move(OutputState.Idle);
            }
        }

        Write();
    }

    /// <summary>Makes the caller the writer, if there is something to write and no other writer. Under the gate.</summary>
    /// <returns>Whether <see cref="Run"/> has to follow.</returns>
    public bool TryBegin()
    {
        if (_state != OutputState.Idle || !HasUntaken)
        {
            return false;
        }

        Move(OutputState.Writing);
        return true;
    }

    /// <summary>Writes what is queued, as far as possible without waiting. It continues by itself when the network takes more.</summary>
    public void Write()
    {
        bool begun;
        lock (session.Gate)
        {
            begun = TryBegin();
        }

        if (begun)
        {
            Run();
        }
    }

    /// <summary>The second half of <see cref="Write"/>, after <see cref="TryBegin"/>.</summary>
    public void Run()
    {
        UnsentPackets unsent = default;
        try
        {
            while (TryTake(out unsent))
            {
                if (!connection.TryWrite(ref unsent, out ValueTask room))
                {
                    Block();
                    _ = RunAsync(unsent, room);
                    return;
                }

                unsent.Release();
            }
        }
        catch (Exception exception)
        {
            Fail(ref unsent, exception);
        }
    }

    /// <summary>Takes nothing more to write. Under the gate.</summary>
    public void Stop() => Move(_state is OutputState.Writing or OutputState.Blocked or OutputState.Stopping ? OutputState.Stopping : OutputState.Stopped);

    /// <summary>
    /// Called when nothing is read any more, so that there are no further requests to write. What is being written is still sent. The task
    /// completes when nothing is written any more.
    /// </summary>
    public Task FinishAsync()
    {
        lock (session.Gate)
        {
            if (_state is OutputState.Writing or OutputState.Blocked or OutputState.Stopping)
            {
                _finished = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return _finished.Task;
            }

            Move(OutputState.Stopped);
            return Task.CompletedTask;
        }
    }

    private async Task RunAsync(UnsentPackets unsent, ValueTask room)
    {
        try
        {
            do
            {
                await room;
                while (!connection.TryWrite(ref unsent, out room))
                {
                    await room;
                }

                unsent.Release();
            }
            while (TryTake(out unsent));
        }
        catch (Exception exception)
        {
            Fail(ref unsent, exception);
        }
    }

    // Counts the last packets as written, and takes everything that waits. If nothing waits, this ends the writing.
    private bool TryTake(out UnsentPackets unsent)
    {
        TaskCompletionSource? finished = null;
        Outbox batch;
        bool written;
        int taken;
        lock (session.Gate)
        {
            written = _takenPackets > 0;
            session.Written(_takenBytes, _takenPackets);
            batch = Take();
            taken = _takenPackets;
            if (batch.IsEmpty)
            {
                finished = End(isBroken: false);
            }
        }

        if (written || taken > 0)
        {
            session.TellWriting(taken, drained: written && taken == 0);
        }

        if (batch.IsEmpty)
        {
            finished?.TrySetResult();
            unsent = default;
            return false;
        }

        if (deflate is not null)
        {
            batch.Deflate(deflate);
        }

        unsent = new UnsentPackets(batch);
        return true;
    }

    // While the network takes nothing, volatile packets are dropped.
    private void Block()
    {
        lock (session.Gate)
        {
            if (_state == OutputState.Writing)
            {
                Move(OutputState.Blocked);
            }
        }
    }

    private void Fail(ref UnsentPackets unsent, Exception exception)
    {
        unsent.Release();
        TaskCompletionSource? finished;
        lock (session.Gate)
        {
            finished = End(isBroken: true);
        }

        finished?.TrySetResult();
        transport.OnWriteFailed(exception.Message);
    }

    // The writer has reached its end. Under the gate.
    private TaskCompletionSource? End(bool isBroken)
    {
        Move(isBroken || _state == OutputState.Stopping || _finished is not null ? OutputState.Stopped : OutputState.Idle);
        return _finished;
    }

    // The only place at which the state changes. Under the gate.
    private void Move(OutputState next)
    {
        if (_state != OutputState.Stopped)
        {
            _state = next;
        }
    }
}
