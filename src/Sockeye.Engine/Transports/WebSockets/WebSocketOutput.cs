using Sockeye.Engine.Delivery;
using Sockeye.Engine.Sessions;

namespace Sockeye.Engine.Transports.WebSockets;

/// <summary>
/// All that leaves on a WebSocket: its own first packet, the packets of the session, pongs, the close frame. The session and the receiver say that there is
/// something to write; what that is, and when it has been written, is known here only.
/// </summary>
/// <remarks>
/// What must hold, all of it under the session's gate:
/// <list type="bullet">
/// <item>One writer at a time: only the step from <see cref="OutputState.Idle"/> to <see cref="OutputState.Writing"/> begins one, so nothing lands inside a message.</item>
/// <item>Nothing is left behind: something is queued before the state is asked, and the writer asks for more before it says <see cref="OutputState.Idle"/>. One of the two sees the other.</item>
/// <item>Nothing is written once <see cref="FinishAsync"/> has completed: the writer goes from its last look straight to <see cref="OutputState.Stopped"/>, so no other begins in between,
/// and the web server may use the connection's objects for somebody else.</item>
/// </list>
/// </remarks>
internal sealed partial class WebSocketOutput(EngineSession session, WebSocketTransport transport, WebSocketConnection connection, WireFormat format, EncodedPacket? first, PerMessageDeflateOptions? deflate)
{
    private TaskCompletionSource? _finished;
    private long _takenBytes;
    private int _takenPackets;
    private OutputState _state;

    /// <summary>Whether a packet would leave at once. Under the gate.</summary>
    public bool IsWritable => _state is OutputState.Idle or OutputState.Writing && !IsClosing;

    /// <summary>Whether what is queued needs somebody to write it. Under the gate.</summary>
    public bool IsIdle => _state == OutputState.Idle;

    /// <summary>Lets packets out.</summary>
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

    /// <summary>Makes the caller the writer, if there is something to write and nobody does. Under the gate.</summary>
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

    /// <summary>Writes what is queued, as far as that goes without waiting. It goes on by itself when the network takes more.</summary>
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

    /// <summary>Nothing more is taken to be written. Under the gate.</summary>
    public void Stop() => Move(_state is OutputState.Writing or OutputState.Blocked or OutputState.Stopping ? OutputState.Stopping : OutputState.Stopped);

    /// <summary>Nothing more is read, so nothing more is asked for: what is being written still leaves. Completes when nothing is written any more.</summary>
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

    // Says that what was taken last is written, and takes all that waits; ends the writing if that is nothing.
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

    // The writer has come to its end. Under the gate.
    private TaskCompletionSource? End(bool isBroken)
    {
        Move(isBroken || _state == OutputState.Stopping || _finished is not null ? OutputState.Stopped : OutputState.Idle);
        return _finished;
    }

    // The only place where the state changes. Under the gate.
    private void Move(OutputState next)
    {
        if (_state != OutputState.Stopped)
        {
            _state = next;
        }
    }
}
