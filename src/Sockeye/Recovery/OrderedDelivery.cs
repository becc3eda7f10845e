using System.Text.Json;
using Sockeye.Broadcasting;
using Sockeye.Engine.Delivery;
using Sockeye.Packets;
using Sockeye.Rooms;

namespace Sockeye.Recovery;

/// <summary>
/// Delivery in the order of the backend, for recovery across servers. The position of an event is known only after the backend has taken
/// it. So the sockets of this server get events in the order of the backend, together with those of other servers, and the last position of
/// a client says exactly what it has got. Anything that would overtake a waiting event waits behind it. If the backend does not take an
/// event or does not show it soon, the event is delivered without a position.
/// </summary>
internal sealed class OrderedDelivery : RecoverableDelivery
{
    private readonly ClusterAdapter _adapter;
    private readonly IClusterEventLog _log;
    private readonly WaitingDeliveries _waiting;
    private readonly List<ClusterResumption> _resuming = [];
    private readonly ClusterSessions _sessions;
    private readonly SocketsAhead _ahead;
    private string? _position;

    public OrderedDelivery(Namespace ns, RecoveryOptions options, ClusterAdapter adapter, IClusterEventLog log)
        : base(ns, options)
    {
        _adapter = adapter;
        _log = log;
        _waiting = new WaitingDeliveries(ns);
        _sessions = new ClusterSessions(ns, options, log);
        _ahead = new SocketsAhead(log);
    }

    public override void Send(Socket socket, EventPacket packet, BroadcastFlags flags)
    {
        if (!_waiting.Any)
        {
            socket.SendNow(packet, flags);
            return;
        }

        InTurn((socket, packet, flags), static item => item.socket.TryQueue(item.packet, item.flags) ? item.socket.ToTell(item.packet) : null);
    }

    public override void Answer(Socket socket, EncodedPacket packet)
    {
        if (!_waiting.Any)
        {
            socket.Session.Send(packet);
            return;
        }

        InTurn((socket, packet), static item =>
        {
            item.socket.Session.Send(item.packet);
            return null;
        });
    }

    public override void Disconnect(Socket socket, bool close, string? reason)
    {
        if (!_waiting.Any)
        {
            socket.DisconnectNow(close, reason);
            return;
        }

        // The client gets the disconnect in its turn and nothing after it. The handlers run when the lock is free.
        InTurn((socket, close, reason), static item =>
        {
            var told = item.socket.TellFarewell(item.reason);
            return () =>
            {
                told?.Invoke();
                item.socket.DisconnectNow(item.close, item.reason);
            };
        });
    }

    public override bool TryReceive(ClusterMessage message, string offset)
    {
        if (message is not { Type: ClusterMessageType.Broadcast, RequestId: null } || message.Namespace != Namespace.Name)
        {
            return false;
        }

        _waiting.Run((Delivery: this, message, offset), static read => read.Delivery.OnEvent(read.message, read.offset));
        return true;
    }

    public override async ValueTask<bool> PrepareAsync(Resumption resumption)
    {
        var cluster = (ClusterResumption)resumption;

        // From here on, no event that this server reads is missed. The backend knows the events before that.
        _waiting.Run((_resuming, cluster), static item => item._resuming.Add(item.cluster));
        try
        {
            if (await _log.ReadAfterAsync(cluster.Position, Options.MaxPackets) is { } missed)
            {
                _waiting.Run((cluster, missed), static item => item.cluster.AddMissed(item.missed));
                return true;
            }
        }
        catch (Exception exception)
        {
            Namespace.Server.RecoveryFailed(exception, Namespace);
        }

        return false;
    }

    public override void Release(Resumption resumption) =>
        _waiting.Run((_resuming, (ClusterResumption)resumption), static item => item._resuming.Remove(item.Item2));

    public override void GiveBack(Resumption resumption) => _sessions.Save(((ClusterResumption)resumption).Stored);

    public override Admission Connect(Socket socket, EncodedPacket welcome)
    {
        var admission = Admission.Gone;
        _waiting.Run(() => admission = ConnectInOrder(socket, welcome));
        if (admission == Admission.Connected)
        {
            Live(socket);
            Namespace.Table.Events.Raise();
        }

        return admission;
    }

    public override async ValueTask CloseAsync()
    {
        await _sessions.WhenSavedAsync();
        _waiting.Run(_waiting, static waiting => waiting.GiveUpAll());
    }

    protected override ValueTask Send<TState>(PacketWriter writer, BroadcastOptions sendOptions, TState state, Func<TState, EventPacket, long, List<Socket>?> send)
    {
        var packet = writer.ToEvent();
        if (sendOptions.Flags.Local)
        {
            // Such an event does not reach the backend: it has no position and is not recovered.
            InTurn((state, send, packet), static item => Deliver(item.state, item.packet, item.send));
            return default;
        }

        var delivery = new WaitingDelivery(
            new ClusterPayload(packet.Payload, packet.Attachments), offset => offset is null
                ? DeliverUnlogged(state, packet, sendOptions, send)
                : DeliverAt((state, send, packet: WithOffset(packet, offset)), offset, static item => Deliver(item.state, item.packet, item.send)));
        ValueTask publishing = default;
        _waiting.Run(() =>
        {
            if (_waiting.IsAway)
            {
                // The backend would not give it a position soon.
                InTurnLocked(delivery);
            }
            else
            {
                _waiting.Add(delivery);
            }

            // Under the lock, so that the backend gets the events in the order in which they wait here.
            publishing = _adapter.SendAsync(
                new ClusterMessage(ClusterMessageType.Broadcast) { Payload = new(packet.Payload, packet.Attachments), Options = sendOptions });
        });
        return publishing.IsCompletedSuccessfully ? publishing : new(WatchAsync(publishing, delivery, _adapter.MustPublish(sendOptions)));
    }

    protected override async ValueTask<Resumption?> TakeAsync(string privateId, string? offset, string? user)
    {
        if (offset is not null && !_log.IsPosition(offset))
        {
            return null;
        }

        await _sessions.WhenSavedAsync();
        try
        {
            if (await _log.TakeSessionAsync(privateId) is not { } stored)
            {
                return null;
            }

            if (!MayHave(user, stored.Owner))
            {
                // It goes on waiting for its user, who comes back with a new token if only the old one was not accepted.
                _sessions.Save(stored);
                return null;
            }

            var data = new SocketData(Namespace.Server.Serializer);
            if (stored.Data.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null)
                && !(stored.Data.ValueKind == JsonValueKind.Object && stored.Data.GetPropertyCount() == 0))
            {
                data.Set(stored.Data);
            }

            var session = new RecoverySession(stored.PrivateId, stored.SocketId, RoomNames.WithoutUsers(stored.Rooms), data, 0)
            {
                UserRoom = Namespace.Server.HasUserIds ? stored.Rooms.FirstOrDefault(UserRoom.IsReserved) : null,
            };

            // A client keeps its last offset beyond the end of a session. It missed nothing from before this session began.
            if (Later(offset, stored.Start) is { } from && await _log.ReadAfterAsync(from, Options.MaxPackets) is { } missed)
            {
                var resumption = new ClusterResumption(session, stored, from, Options);
                resumption.AddMissed(missed);
                if (!resumption.IsTooMuch)
                {
                    return resumption;
                }
            }

            Namespace.TellSessionExpired(session);
            return null;
        }
        catch (Exception exception)
        {
            Namespace.Server.RecoveryFailed(exception, Namespace);
            return null;
        }
    }

    protected override void Keep(Socket socket, string privateId)
    {
        try
        {
            IReadOnlyList<string> rooms = socket.UserRoom is { } userRoom ? [.. socket.Rooms, userRoom] : socket.Rooms;
            _sessions.Save(new ClusterSession(privateId, socket.Id, rooms, socket.Data.ToJson())
            {
                Owner = UserOf(socket.Handshake),
                Start = socket.RecoveryStartOffset,
            });
        }
        catch (Exception exception)
        {
            // The data of the application cannot be written, so the client gets a new session.
            Namespace.Server.RecoveryFailed(exception, Namespace);
        }
    }

    protected override bool IsRecoverable(string reason) => reason
        is DisconnectReason.TransportError or DisconnectReason.TransportClose or DisconnectReason.ForcedClose or DisconnectReason.PingTimeout
        or DisconnectReason.ForcedServerClose or DisconnectReason.ServerShuttingDown;

    // The position that sockets have reached: the event that is being sent, or a later position that was read since without an event for
    // this namespace.
    private string? Position => Later(_position, _log.Position);

    private string? Later(string? left, string? right) => left is null || (right is not null && _log.Compare(left, right) < 0) ? right : left;

    private static Action? Deliver<TState>(TState state, EventPacket packet, Func<TState, EventPacket, long, List<Socket>?> send) =>
        send(state, packet, 0) is { } listening ? () => Tell(listening, packet) : null;

    // A client that is coming back is not among the sockets yet, and the backend may already have been asked what it missed.
    private Action? DeliverUnlogged<TState>(TState state, EventPacket packet, BroadcastOptions sendOptions, Func<TState, EventPacket, long, List<Socket>?> send)
    {
        foreach (var resumption in _resuming)
        {
            resumption.AddSince(null, new ClusterMessage(ClusterMessageType.Broadcast) { Payload = new(packet.Payload, packet.Attachments), Options = sendOptions });
        }

        return Deliver(state, packet, send);
    }

    // Sockets that already have the event of this position are skipped.
    private TResult DeliverAt<TState, TResult>(TState state, string offset, Func<TState, TResult> deliver)
    {
        _ahead.Begin(offset);
        try
        {
            return deliver(state);
        }
        finally
        {
            _ahead.End();
        }
    }

    /// <summary>Runs an action at once, or behind what waits. The action that it returns runs when the lock is free.</summary>
    private void InTurn<TState>(TState state, Func<TState, Action?> action) =>
        _waiting.Run((Delivery: this, state, action), static item => item.Delivery.InTurnLocked(new WaitingDelivery(null, _ => item.action(item.state))));

    private void InTurnLocked(WaitingDelivery delivery)
    {
        if (_waiting.Any)
        {
            delivery.IsReady = true;
            _waiting.Add(delivery);
        }
        else
        {
            _waiting.Afterwards(delivery.Deliver(null));
        }
    }

    private void OnEvent(ClusterMessage message, string offset)
    {
        _position = offset;
        foreach (var resumption in _resuming)
        {
            resumption.AddSince(offset, message);
        }

        if (message.ServerId == _adapter.ServerId)
        {
            _waiting.Shown(message.Payload, offset);
        }
        else if (RoomWalk.Any(Namespace.Table, message.Options))
        {
            var isVolatile = message.Options.Flags.Volatile;
            var packet = isVolatile ? Rewrite(message.Payload).ToEvent() : Rewrite(message.Payload).ToEvent(offset: offset);
            var listening = isVolatile
                ? _adapter.BroadcastKept(packet, message.Options, 0)
                : DeliverAt((_adapter, packet, message.Options), offset, static item => item._adapter.BroadcastKept(item.packet, item.Options, 0));
            if (listening is not null)
            {
                _waiting.Afterwards(() => Tell(listening, packet));
            }
        }
    }

    private Admission ConnectInOrder(Socket socket, EncodedPacket welcome)
    {
        var resumption = socket.Resumption as ClusterResumption;
        var missed = resumption is null ? [] : MissedBy(resumption);
        if (missed is null)
        {
            return Admission.GivenUp;
        }

        if (!socket.Lifetime.TryConnect())
        {
            return Admission.Gone;
        }

        socket.RecoveryStartOffset = resumption?.Offset ?? Position;
        Replay(socket, missed.Take(MaxEarlyEvents));
        Namespace.Table.Connect(socket, welcome, resumption?.Session.Rooms ?? []);
        Replay(socket, missed.Skip(MaxEarlyEvents));
        if (resumption is not null)
        {
            _ahead.Add(socket, resumption.Position, Position!);
        }

        return Admission.Connected;
    }

    private static void Replay(Socket socket, IEnumerable<EventPacket> missed)
    {
        foreach (var packet in missed)
        {
            socket.Session.Send(packet.Encoded);
        }
    }

    private List<EventPacket>? MissedBy(ClusterResumption resumption)
    {
        if (resumption.IsTooMuch || Position is null)
        {
            return null;
        }

        // First everything that the backend had when it was asked, also what this server has not read yet: events that the other sockets
        // got before are not sent again when they are read. Then what has arrived here since.
        var since = resumption.Since.Where(item => item.Offset is null || _log.Compare(item.Offset, resumption.Position) > 0);
        return
        [
            .. resumption.Missed.Select(static item => (Offset: (string?)item.Offset, item.Message)).Concat(since)
                .Select(item => item.Offset is { } offset ? Rewrite(item.Message.Payload).ToEvent(offset: offset) : Rewrite(item.Message.Payload).ToEvent()),
        ];
    }

    private async Task WatchAsync(ValueTask publishing, WaitingDelivery delivery, bool mustPublish)
    {
        try
        {
            await publishing;
        }
        catch (Exception exception)
        {
            _waiting.Run((_waiting, delivery), static item => item._waiting.Failed(item.delivery));
            if (mustPublish)
            {
                throw;
            }

            _adapter.WarnUnpublished(exception);
        }
    }

    private EventPacket WithOffset(EventPacket packet, string offset) => Rewrite(new ClusterPayload(packet.Payload, packet.Attachments)).ToEvent(offset: offset);
}
