using System.Collections.Concurrent;
using System.Text.Json;
using Sockeye.Adapters;
using Sockeye.Broadcasting;
using Sockeye.Connections;
using Sockeye.Engine.Delivery;

namespace Sockeye.Recovery;

/// <summary>
/// Recovery across servers. The position of an event is known when the backend has taken it, so events reach the sockets of this server in the order of the
/// backend, with those of other servers: then a client's last position says exactly what it has got. What would overtake a waiting event waits behind it.
/// An event that the backend does not take is delivered all the same, without a position.
/// </summary>
internal sealed class ClusterRecovery : NamespaceRecovery
{
    private static readonly HashSet<string> Recoverable =
    [
        DisconnectReason.TransportError,
        DisconnectReason.TransportClose,
        DisconnectReason.ForcedClose,
        DisconnectReason.PingTimeout,
        DisconnectReason.ForcedServerClose,
        DisconnectReason.ServerShuttingDown,
    ];

    private readonly Namespace _namespace;
    private readonly ClusterAdapter _adapter;
    private readonly IClusterEventLog _log;
    private readonly Lock _gate = new();
    private readonly DelayedDeliveries _delayed;
    private readonly List<ClusterResumption> _resuming = [];
    private readonly ConcurrentDictionary<Task, bool> _saving = new();
    private string? _position;

    public ClusterRecovery(Namespace ns, RecoveryOptions options, ClusterAdapter adapter, IClusterEventLog log)
        : base(options)
    {
        _namespace = ns;
        _adapter = adapter;
        _log = log;
        _delayed = new DelayedDeliveries(ns, _gate);
    }

    public override ValueTask Send<TState>(PacketWriter writer, BroadcastOptions sendOptions, TState state, Func<TState, EventPacket, long, List<Socket>?> send)
    {
        var packet = writer.ToEvent();
        if (sendOptions.Flags.Local)
        {
            // It never reaches the backend: it has no position, and is not recovered.
            if (!TryDefer((state, send, packet), static item => Send(item.state, item.packet, item.send)))
            {
                Send(state, packet, send);
            }

            return default;
        }

        var delayed = new DelayedEvent(new ClusterPayload(packet.Payload, packet.Attachments), offset => Send(state, offset is null ? packet : WithOffset(packet, offset), send));
        ValueTask publishing;
        lock (_gate)
        {
            _delayed.Add(delayed);

            // Under the lock, so that the backend has events in the order in which they wait here.
            publishing = _adapter.SendAsync(
                new ClusterMessage(ClusterMessageType.Broadcast) { Payload = new(packet.Payload, packet.Attachments), Options = sendOptions });
        }

        return publishing.IsCompletedSuccessfully ? publishing : new(WatchAsync(publishing, delayed, _adapter.MustPublish(sendOptions)));
    }

    public override bool TryDefer<TState>(TState state, Action<TState> action)
    {
        if (!_delayed.Any)
        {
            return false;
        }

        lock (_gate)
        {
            if (!_delayed.WouldOvertake)
            {
                return false;
            }

            _delayed.Add(new DelayedEvent(null, _ => action(state)));
            return true;
        }
    }

    /// <summary>The backend's next event of this namespace has been read.</summary>
    /// <param name="message">The event.</param>
    /// <param name="offset">Its position.</param>
    /// <param name="deliver">Sends it to the sockets of this server, where it is another server's.</param>
    public void OnEvent(ClusterMessage message, string offset, Action<EventPacket> deliver)
    {
        lock (_gate)
        {
            _position = offset;
            foreach (var resumption in _resuming)
            {
                if (resumption.Since.Count < Options.MaxPackets)
                {
                    resumption.Since.Add(new LoggedEvent(offset, message));
                }
            }

            if (message.ServerId == _adapter.ServerId)
            {
                _delayed.Shown(message.Payload, offset);
                return;
            }

            _delayed.Deliver(() => deliver(message.Options.Flags.Volatile ? _adapter.ToPacket(message.Payload) : WithOffset(message.Payload, offset)));
        }
    }

    public override async ValueTask<Resumption?> TakeAsync(Client client, HandshakeAuth auth)
    {
        var seen = auth.GetString("offset");
        if (!TryGetSecret(auth, out var privateId) || (seen is not null && !_log.IsPosition(seen)))
        {
            return null;
        }

        var user = UserOf(client);
        EndOld(privateId, user);
        await Task.WhenAll(_saving.Keys);
        try
        {
            if (await _log.TakeSessionAsync(privateId) is not { } stored || !MayHave(user, stored.Owner))
            {
                return null;
            }

            var data = new SocketData(_namespace.Server.Serializer);
            if (stored.Data.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null)
                && !(stored.Data.ValueKind == JsonValueKind.Object && stored.Data.GetPropertyCount() == 0))
            {
                data.Set(stored.Data);
            }

            var session = new RecoverySession(stored.PrivateId, stored.SocketId, stored.Rooms, data, 0);

            // The client keeps its last offset over the end of a session: nothing from before this one was missed.
            if (Later(seen, stored.Start) is { } offset && await _log.ReadAfterAsync(offset, Options.MaxPackets) is not null)
            {
                return new ClusterResumption(session, offset);
            }

            _namespace.TellSessionExpired(session);
            return null;
        }
        catch (Exception exception)
        {
            _namespace.Server.RecoveryFailed(exception, _namespace);
            return null;
        }
    }

    public override async ValueTask<bool> PrepareAsync(Resumption resumption)
    {
        var cluster = (ClusterResumption)resumption;
        lock (_gate)
        {
            // From here on nothing is missed that is read here; before that, the backend knows.
            _resuming.Add(cluster);
        }

        try
        {
            if (await _log.ReadAfterAsync(cluster.Offset, Options.MaxPackets) is { } missed)
            {
                cluster.Missed = missed.Events;
                cluster.Position = missed.Position;
                return true;
            }
        }
        catch (Exception exception)
        {
            _namespace.Server.RecoveryFailed(exception, _namespace);
        }

        Release(cluster);
        return false;
    }

    public override void Release(Resumption resumption)
    {
        lock (_gate)
        {
            _resuming.Remove((ClusterResumption)resumption);
        }
    }

    public override bool Connect(Socket socket, EncodedPacket welcome)
    {
        lock (_gate)
        {
            if (socket.Resumption is ClusterResumption resumption)
            {
                socket.RecoveryStartOffset = resumption.Offset;
                if (!Replay(socket, resumption))
                {
                    return false;
                }
            }
            else
            {
                socket.RecoveryStartOffset = Position;
            }

            if (!_namespace.Table.Connect(socket, welcome, socket.Resumption?.Session.Rooms ?? []))
            {
                return false;
            }
        }

        Live(socket);
        return true;
    }

    public override void Disconnected(Socket socket, DisconnectReason reason)
    {
        Gone(socket);
        if (Recoverable.Contains(reason.Name))
        {
            var saving = SaveAsync(new ClusterSession(socket.PrivateId!, socket.Id, socket.Rooms, socket.Data.ToJson())
            {
                Owner = UserOf(socket.Client),
                Start = socket.RecoveryStartOffset,
            });
            if (!saving.IsCompleted)
            {
                _saving[saving] = true;
                saving.ContinueWith(task => _saving.TryRemove(task, out _), TaskScheduler.Default);
            }
        }
    }

    public override async ValueTask CloseAsync()
    {
        await Task.WhenAll(_saving.Keys);
        lock (_gate)
        {
            _delayed.GiveUpAll();
        }
    }

    // What sockets have got: the event that is just being sent, or what has been read since without one for this namespace.
    private string? Position => Later(_position, _log.Position);

    private string? Later(string? left, string? right) => left is null || (right is not null && _log.Compare(left, right) < 0) ? right : left;

    private static void Send<TState>(TState state, EventPacket packet, Func<TState, EventPacket, long, List<Socket>?> send) => Tell(send(state, packet, 0), packet);

    private bool Replay(Socket socket, ClusterResumption resumption)
    {
        if (Position is not { } position)
        {
            return false;
        }

        long bytes = 0;
        var packets = new List<EventPacket>();
        foreach (var missed in resumption.Missed)
        {
            // What is not read here yet comes in its turn.
            if (_log.Compare(missed.Offset, position) <= 0)
            {
                Take(missed);
            }
        }

        foreach (var missed in resumption.Since)
        {
            if (_log.Compare(missed.Offset, resumption.Position) > 0)
            {
                Take(missed);
            }
        }

        if (bytes > Options.MaxBytesPerSession || packets.Count > Options.MaxPackets)
        {
            return false;
        }

        foreach (var packet in packets)
        {
            socket.Session.Send(packet.Encoded);
        }

        return true;

        void Take(LoggedEvent missed)
        {
            var message = missed.Message;
            var rooms = resumption.Session.Rooms;
            if (message.RequestId is null && !message.Options.Flags.Volatile
                && (message.Options.Rooms.Count == 0 || message.Options.Rooms.Any(rooms.Contains)) && !message.Options.Except.Any(rooms.Contains))
            {
                var packet = WithOffset(message.Payload, missed.Offset);
                bytes += packet.Encoded.Size;
                packets.Add(packet);
            }
        }
    }

    private async Task WatchAsync(ValueTask publishing, DelayedEvent delayed, bool mustPublish)
    {
        try
        {
            await publishing;
        }
        catch (Exception exception)
        {
            lock (_gate)
            {
                _delayed.Failed(delayed);
            }

            if (mustPublish)
            {
                throw;
            }

            _adapter.WarnUnpublished(exception);
        }
    }

    private EventPacket WithOffset(EventPacket packet, string offset) => WithOffset(new ClusterPayload(packet.Payload, packet.Attachments), offset);

    private EventPacket WithOffset(ClusterPayload payload, string offset) =>
        PacketWriter.Start(_namespace).AddAll(ClusterReceiver.ToArguments(_namespace, payload, 0)).ToEvent(offset: offset);

    private async Task SaveAsync(ClusterSession session)
    {
        try
        {
            await _log.SaveSessionAsync(session, Options.MaxDisconnectionDuration);
        }
        catch (Exception exception)
        {
            _namespace.Server.RecoveryFailed(exception, _namespace);
        }
    }
}
