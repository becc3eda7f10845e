using Sockeye.Broadcasting;
using Sockeye.Engine.Delivery;
using Sockeye.Packets;

namespace Sockeye.Recovery;

/// <summary>Delivery through a log in the memory of this server.</summary>
internal sealed class LoggedDelivery(Namespace ns, RecoveryOptions options, RecoveryBudget budget, DetachedSessions detached) : RecoverableDelivery(ns, options)
{
    private readonly ReplayLog _log = new(ns, options, budget);

    public override void Send(Socket socket, EventPacket packet, BroadcastFlags flags) => socket.SendNow(packet, flags);

    public override void Answer(Socket socket, EncodedPacket packet) => socket.Session.Send(packet);

    public override void Disconnect(Socket socket, bool close, string? reason) => socket.DisconnectNow(close, reason);

    public override Admission Connect(Socket socket, EncodedPacket welcome)
    {
        lock (_log.Gate)
        {
            var resumption = socket.Resumption as MemoryResumption;
            List<MissedEvent> since = [];
            if (resumption is not null && !_log.TryFindMissed(resumption.Session, resumption.Position, out since))
            {
                return Admission.GivenUp;
            }

            if (!socket.Lifetime.TryConnect())
            {
                return Admission.Gone;
            }

            if (resumption is null)
            {
                socket.RecoveryStart = _log.Position;
                Namespace.Table.Connect(socket, welcome, []);
            }
            else
            {
                MissedEvent[] missed = [.. resumption.Missed, .. since];
                socket.SentPosition = resumption.Session.Sent;
                Replay(socket, missed.Take(MaxEarlyEvents));
                Namespace.Table.Connect(socket, welcome, resumption.Session.Rooms);
                Replay(socket, missed.Skip(MaxEarlyEvents));
            }
        }

        Live(socket);
        Namespace.Table.Events.Raise();
        return Admission.Connected;
    }

    public override void GiveBack(Resumption resumption) => detached.Add(Namespace, resumption.Session);

    public override ValueTask CloseAsync()
    {
        _log.Close();
        return default;
    }

    protected override ValueTask Send<TState>(PacketWriter writer, BroadcastOptions sendOptions, TState state, Func<TState, EventPacket, long, List<Socket>?> send)
    {
        EventPacket packet;
        List<Socket>? listening;
        lock (_log.Gate)
        {
            packet = writer.ToEvent(offset: _log.NextOffset());
            _log.Add(packet, sendOptions);
            listening = send(state, packet, _log.Position);
        }

        Tell(listening, packet);
        return default;
    }

    protected override ValueTask<Resumption?> TakeAsync(string privateId, string? offset, string? user)
    {
        if (!detached.TryTake(Namespace, privateId, session => MayHave(user, session.Owner), out var session))
        {
            return default;
        }

        lock (_log.Gate)
        {
            if (_log.TryFindStart(session, offset, out var from) && _log.TryFindMissed(session, from, out var missed))
            {
                return new(new MemoryResumption(session, missed, _log.Position));
            }
        }

        Namespace.TellSessionExpired(session);
        return default;
    }

    protected override void Keep(Socket socket, string privateId)
    {
        long sent;
        long end;
        lock (_log.Gate)
        {
            sent = socket.SentPosition;
            end = _log.Position;
        }

        detached.Add(Namespace, new RecoverySession(privateId, socket.Id, socket.Rooms, socket.Data, socket.RecoveryStart)
        {
            Sent = sent,
            End = end,
            Owner = UserOf(socket.Handshake),
            UserRoom = socket.UserRoom,
        });
    }

    protected override bool IsRecoverable(string reason) => reason
        is DisconnectReason.TransportError or DisconnectReason.TransportClose or DisconnectReason.ForcedClose or DisconnectReason.PingTimeout or DisconnectReason.ForcedServerClose;

    private static void Replay(Socket socket, IEnumerable<MissedEvent> missed)
    {
        foreach (var (position, packet) in missed)
        {
            socket.Session.Send(packet.Encoded);
            socket.SentPosition = position;
        }
    }
}
