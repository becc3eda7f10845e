using Sockeye.Broadcasting;
using Sockeye.Engine.Delivery;
using Sockeye.Packets;
using Sockeye.Sockets;

namespace Sockeye;

/// <content>What the socket sends to its client, and how it is disconnected.</content>
public sealed partial class Socket
{
    /// <summary>Disconnects the socket. Its client does not reconnect by itself. You may call it more than once.</summary>
    /// <param name="close">
    /// Whether to close the whole connection, with the sockets of all namespaces. If not, the socket only leaves the namespace.
    /// </param>
    /// <param name="reason">
    /// The reason. The client gets it as the argument of a last event, <see cref="DisconnectReason.EventName"/>, before its usual <c>io
    /// server disconnect</c>. If you give no reason, that event is not sent, as in Node.
    /// </param>
    public void Disconnect(bool close = false, string? reason = null) => Namespace.Delivery.Disconnect(this, close, reason);

    /// <summary>
    /// Disconnects the socket like <see cref="Disconnect"/>, and waits for its disconnect handlers. You may call it from anywhere, and more
    /// than once.
    /// </summary>
    /// <param name="close">
    /// Whether to close the whole connection, with the sockets of all namespaces. If not, the socket only leaves the namespace.
    /// </param>
    /// <param name="reason">The reason; see <see cref="Disconnect"/>.</param>
    /// <param name="cancellationToken">Stops the waiting. The socket is disconnected in any case.</param>
    /// <returns>
    /// A task that completes when all disconnect handlers of this socket have ended, including asynchronous ones. Inside a disconnect
    /// handler it completes at once, because it would wait for that handler. It also completes at once if the socket is not connected yet,
    /// as in a middleware. What is queued for the client is still written.
    /// </returns>
    public ValueTask CloseAsync(bool close = false, string? reason = null, CancellationToken cancellationToken = default)
    {
        // No handler knows a socket that is still in the middlewares, and a middleware would wait for itself.
        var isWaitedFor = _lifetime.State != SocketState.Connecting && !AwaitedCall.IsDisconnectRunning;
        Disconnect(close, reason);
        return !isWaitedFor ? default : new ValueTask(_lifetime.WhenEnded.WaitAsync(cancellationToken));
    }

    /// <summary>Disconnects the socket when its turn has come.</summary>
    internal void DisconnectNow(bool close, string? reason)
    {
        if (close)
        {
            _client.DisconnectAll(reason);
        }
        else
        {
            Leave(reason);
        }
    }

    internal void Leave(string? reason)
    {
        if (Connected)
        {
            _lifetime.Close(DisconnectReason.ByServer(reason), tellClient: true);
        }
    }

    /// <summary>
    /// Sends the client the event of its disconnect, if it knows that it was connected. After that it gets nothing from this socket.
    /// </summary>
    /// <returns>An action that calls the listeners for outgoing events, if there are any.</returns>
    internal Action? TellFarewell(string? reason) => Connected && _lifetime.HasStarted ? SendFarewell(DisconnectReason.ByServer(reason)) : null;

    /// <summary>Sends the client the event of its disconnect, once.</summary>
    /// <returns>An action that calls the listeners for outgoing events, if there are any.</returns>
    internal Action? SendFarewell(DisconnectReason reason)
    {
        if (Interlocked.Exchange(ref _farewell, 1) != 0)
        {
            return null;
        }

        EventPacket? last = null;
        if (reason.Told is { } told)
        {
            last = Namespace.StartEvent(DisconnectReason.EventName).Add(told).ToEvent();
            Queue(last, default);
        }

        Session.Send(Namespace.DisconnectPacket);
        return last is null ? null : ToTell(last);
    }

    /// <summary>
    /// Sends an event that is already encoded. To send one event to many sockets, encode it once with
    /// <see cref="EventPacket.Create(Namespace, string, object?[])"/>.
    /// </summary>
    /// <param name="packet">The event.</param>
    /// <exception cref="ArgumentException">The event belongs to another namespace, whose name is part of the encoded event.</exception>
    public void Send(EventPacket packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        if (!packet.NamespaceUtf8.SequenceEqual(Namespace.NameUtf8))
        {
            throw new ArgumentException($"The event belongs to another namespace than {Namespace}.", nameof(packet));
        }

        SendEvent(packet, default);
    }

    /// <summary>Sends an event that is not kept. With recovery across servers it waits for its turn.</summary>
    internal void SendEvent(EventPacket packet, BroadcastFlags flags) => Namespace.Delivery.Send(this, packet, flags);

    /// <summary>Sends an event that is not kept, at once.</summary>
    internal void SendNow(EventPacket packet, BroadcastFlags flags)
    {
        if (!IsOut)
        {
            _catchAll?.NotifyOutgoing(this, packet);
            Queue(packet, flags);
        }
    }

    /// <summary>Queues an event without calling the listeners for outgoing events.</summary>
    internal bool TryQueue(EventPacket packet, BroadcastFlags flags)
    {
        if (IsOut)
        {
            return false;
        }

        Queue(packet, flags);
        return true;
    }

    /// <summary>An action that calls the listeners for outgoing events, if there are any.</summary>
    internal Action? ToTell(EventPacket packet) => _catchAll is { Outgoing.IsEmpty: false } catchAll ? () => catchAll.NotifyOutgoing(this, packet) : null;

    /// <summary>Sends an event that is in the log. Listeners for outgoing events are called later, outside the lock of the log.</summary>
    internal void SendKept(EventPacket packet, BroadcastFlags flags, long position, ref List<Socket>? listening)
    {
        // A socket that is being recovered gets the event together with what it has missed.
        if (IsOut || HasNextEvent || (Recovered && Memberships.ConnectedIndex == 0))
        {
            return;
        }

        SentPosition = position;
        Queue(packet, flags);
        if (_catchAll is { Outgoing.IsEmpty: false })
        {
            (listening ??= []).Add(this);
        }
    }

    // Anything that is sent after a disconnect packet would reach the client's next socket in this namespace.
    private bool IsOut => _lifetime.State == SocketState.Disconnected || System.Threading.Volatile.Read(ref _farewell) != 0;

    private void Queue(EventPacket packet, BroadcastFlags flags)
    {
        var send = flags.Volatile ? SendFlags.Volatile : SendFlags.None;
        Session.Send(Session.Protocol == 3 ? packet.WithoutOffset(Namespace) : packet.Encoded, flags.Compress == false ? send | SendFlags.Uncompressed : send);
    }

    internal async Task<EventArguments> SendWithAck(PacketWriter writer, BroadcastFlags flags, CancellationToken cancellationToken)
    {
        var packet = writer.ToEvent(Namespace.NextAckId());
        cancellationToken.ThrowIfCancellationRequested();
        var ack = new PendingAck(Acks, packet.Id);
        if (!Acks.TryAdd(ack))
        {
            throw new SocketDisconnectedException();
        }

        Namespace.Server.Timers.Schedule(ack, flags.Timeout ?? Namespace.Server.Options.AckTimeout);
        await using var cancellation = cancellationToken.UnsafeRegister(Cancel, ack);
        SendEvent(packet, flags);
        return await ack.Task;

        void Cancel(object? state, CancellationToken token)
        {
            if (Acks.TryRemove(((PendingAck)state!).Id, out var pending))
            {
                Namespace.Server.Timers.Cancel(pending);
                pending.Cancel(token);
            }
        }
    }
}
