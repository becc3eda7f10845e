using Sockeye.Client.Diagnostics;
using Sockeye.Client.Sockets;
using Sockeye.Client.Transports;
using Sockeye.Packets;
using Sockeye.Protocol.SocketIO;
using Sockeye.Sockets;

namespace Sockeye.Client;

/// <content>How the socket sends: at once if it is connected, or one event at a time with retries.</content>
public sealed partial class ClientSocket
{
    private readonly PendingAcks _acks = new();
    private readonly LinkedList<WaitingEvent> _sendBuffer = new();
    private readonly RetryQueue? _retry;
    private long _lastAckId = -1;
    private long _waitingBytes;

    internal PacketWriter StartEvent(string eventName) => PacketWriter.Event(Connection.Serializer, Connection.Options.Parser, NamespaceUtf8, eventName);

    internal PacketWriter StartPacket() => PacketWriter.Start(Connection.Serializer, Connection.Options.Parser, NamespaceUtf8);

    internal void Emit(PacketWriter writer, EmitFlags flags)
    {
        if (_retry is { } retry && !flags.Volatile)
        {
            Retry(retry, writer, flags);
            return;
        }

        var written = Finish(writer, Packet.NoId, flags);
        lock (Connection.Gate)
        {
            Send(written, Packet.NoId, flags);
        }
    }

    internal async Task<EventArguments> EmitWithAckAsync(PacketWriter writer, EmitFlags flags, CancellationToken cancellationToken)
    {
        if (_retry is { } retry && !flags.Volatile)
        {
            return await RetryWithAckAsync(retry, writer, flags, cancellationToken).ConfigureAwait(false);
        }

        var id = Interlocked.Increment(ref _lastAckId);
        var written = Finish(writer, id, flags);
        cancellationToken.ThrowIfCancellationRequested();
        var ack = new PendingAck(_acks, id);
        LinkedListNode<WaitingEvent>? waiting;
        lock (Connection.Gate)
        {
            // The id must be in the table before the server can answer.
            _acks.TryAdd(ack);
            try
            {
                waiting = Send(written, id, flags);
            }
            catch
            {
                _acks.TryRemove(id, out _);
                throw;
            }

            // Under the gate, so that an immediate answer finds the timer armed and can disarm it.
            Connection.Timers.Schedule(ack, flags.Timeout ?? Connection.Options.AckTimeout);
        }

        await using var cancellation = cancellationToken.CanBeCanceled ? cancellationToken.UnsafeRegister(CancelAck, ack) : default;
        try
        {
            return await ack.Task.ConfigureAwait(false);
        }
        catch
        {
            if (waiting is not null)
            {
                Forget(waiting);
            }

            throw;
        }
    }

    /// <summary>Sends an event with retries once more. Call it under the gate.</summary>
    internal void Try(RetriedEvent tried)
    {
        var id = Interlocked.Increment(ref _lastAckId);
        var name = EventDispatch.NameOf(tried.Arguments.Payload.Span);
        var written = Finish(StartEvent(name).AddAll(tried.Arguments), id, tried.Flags);
        var ack = new PendingAck(_acks, id);
        _acks.TryAdd(ack);
        tried.AckId = id;
        Connection.Timers.Schedule(ack, tried.Flags.Timeout ?? Connection.Options.AckTimeout);
        _ = AwaitTryAsync(tried, ack);
        if (Connection.Send(written.Packet))
        {
            OnSent(written);
        }
    }

    /// <summary>Counts bytes that no longer wait.</summary>
    internal void Release(long bytes) => _waitingBytes -= bytes;

    /// <param name="packet">The answer.</param>
    /// <param name="session">The session of the event. In a later session the same id belongs to another event.</param>
    internal void SendAnswer(in OutgoingPacket packet, int session)
    {
        lock (Connection.Gate)
        {
            if (!Connected || session != _session || Connection.OpenEngine is not { } engine)
            {
                ClientMetrics.Dropped("answer");
                return;
            }

            if (engine.Send(packet))
            {
                return;
            }

            if (engine.IsOpen)
            {
                throw IsFull();
            }

            ClientMetrics.Dropped("answer");
        }
    }

    private WrittenEvent Finish(PacketWriter writer, long id, EmitFlags flags)
    {
        using var written = writer.Finish(PacketType.Event, id);

        // A listener may be added while the event waits. Usually the payload can then be taken from the packet.
        var isNeeded = !_outgoing.IsEmpty || (written.PayloadStart == 0 && !Connected);
        return new WrittenEvent(
            OutgoingPackets.ToOutgoing(written, flags.Compress),
            written.PayloadStart == 0 ? 0 : written.PayloadStart + 1,
            isNeeded ? new EventArguments(Connection.Serializer, written.Payload.ToArray(), written.Attachments.ToArray(), 1) : null);
    }

    // Under the gate. Returns the event's place in the queue if it waits.
    private LinkedListNode<WaitingEvent>? Send(in WrittenEvent written, long ackId, EmitFlags flags)
    {
        ObjectDisposedException.ThrowIf(Connection.IsDisposed, Client);
        if (flags.Volatile && Connection.OpenEngine is not { IsWritable: true })
        {
            ClientMetrics.Dropped("volatile");
            return null;
        }

        if (Connected && Connection.OpenEngine is { } engine && !engine.EndIfOverdue())
        {
            if (engine.Send(written.Packet))
            {
                OnSent(written);
                return null;
            }

            // A session that has ended refuses the packet, and the event waits for the next session. A session that is open refuses it only
            // if it is full: the exception says so, because a waiting event would be overtaken by later ones.
            if (engine.IsOpen)
            {
                throw IsFull();
            }
        }

        Reserve(written.Packet.Size);
        return _sendBuffer.AddLast(new WaitingEvent(written, ackId));
    }

    // Under the gate.
    private void SendWaiting()
    {
        while (_sendBuffer.First?.Value is { } first)
        {
            // Its time may be up at this moment, before it was taken out.
            if (first.AckId == Packet.NoId || _acks.Contains(first.AckId))
            {
                if (!Connection.Send(first.Event.Packet))
                {
                    // The session has ended, so the event waits for the next one.
                    return;
                }

                OnSent(first.Event);
            }

            _sendBuffer.RemoveFirst();
            Release(first.Event.Packet.Size);
        }
    }

    private void Forget(LinkedListNode<WaitingEvent> waiting)
    {
        lock (Connection.Gate)
        {
            if (waiting.List is not null)
            {
                _sendBuffer.Remove(waiting);
                Release(waiting.Value.Event.Packet.Size);
            }
        }
    }

    // Events that were sent get no answer any more. Events that wait to be sent may still get one.
    private void FailAcks()
    {
        var waiting = _sendBuffer.Where(static one => one.AckId != Packet.NoId).Select(static one => one.AckId).ToHashSet();
        _acks.Lose(Connection.Timers, waiting);
    }

    /// <summary>Disposes of the socket: nothing that waits is sent any more, and streams end. Call it under the gate.</summary>
    internal void Dispose()
    {
        foreach (var waiting in _sendBuffer)
        {
            Release(waiting.Event.Packet.Size);
        }

        _sendBuffer.Clear();
        FailAcks();
        _retry?.Close(new SocketDisconnectedException());
        Post(new PumpItem(PumpItemKind.Dispose, [], [], Packet.NoId));
    }

    private void CancelAck(object? ack, CancellationToken token) => CancelAck(((PendingAck)ack!).Id, token);

    private void CancelAck(long id, CancellationToken token)
    {
        if (_acks.TryRemove(id, out var pending))
        {
            Connection.Timers.Cancel(pending);
            pending.Cancel(token);
        }
    }

    private void Reserve(long bytes)
    {
        if (bytes > Connection.Options.MaxSendBufferBytes - _waitingBytes)
        {
            throw IsFull();
        }

        _waitingBytes += bytes;
    }

    private IOException IsFull()
    {
        ClientMetrics.Dropped("full");
        return new IOException($"More than {Connection.Options.MaxSendBufferBytes} bytes wait to be sent to {Namespace}: send less while the server is away or slow, or raise MaxSendBufferBytes.");
    }

    private RetriedEvent Retry(RetryQueue retry, PacketWriter writer, EmitFlags flags)
    {
        EventArguments arguments;
        using (var written = writer.Finish(PacketType.Event))
        {
            arguments = new EventArguments(Connection.Serializer, written.Payload.ToArray(), written.Attachments.ToArray(), 1);
        }

        var added = new RetriedEvent(arguments, flags);
        lock (Connection.Gate)
        {
            ObjectDisposedException.ThrowIf(Connection.IsDisposed, Client);
            Reserve(added.Size);
            retry.Add(added);
        }

        return added;
    }

    private async Task<EventArguments> RetryWithAckAsync(RetryQueue retry, PacketWriter writer, EmitFlags flags, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            writer.Return();
            cancellationToken.ThrowIfCancellationRequested();
        }

        var added = Retry(retry, writer, flags);
        await using var cancellation = cancellationToken.UnsafeRegister(
            (_, token) =>
            {
                lock (Connection.Gate)
                {
                    CancelAck(retry.Cancel(added), token);
                }

                added.Cancel(token);
            },
            null);
        return await added.Answer.ConfigureAwait(false);
    }

    private async Task AwaitTryAsync(RetriedEvent tried, PendingAck ack)
    {
        EventArguments answer;
        try
        {
            answer = await ack.Task.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // No answer came, or the attempt was cancelled. The queue decides what happens next.
            lock (Connection.Gate)
            {
                _retry!.OnFailure(tried, ack.Id, exception);
            }

            return;
        }

        lock (Connection.Gate)
        {
            _retry!.OnAnswer(tried, ack.Id, answer);
        }
    }

    // Under the gate. The pump calls the listeners.
    private void OnSent(in WrittenEvent written)
    {
        ClientMetrics.Sent();
        if (!_outgoing.IsEmpty && written.ToArguments(Connection.Serializer) is { } arguments)
        {
            PostIfRoom(new PumpItem(PumpItemKind.Outgoing, [], [], Packet.NoId, arguments));
        }
    }
}
