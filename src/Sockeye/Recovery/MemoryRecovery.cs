using Sockeye.Broadcasting;
using Sockeye.Connections;
using Sockeye.Engine.Delivery;

namespace Sockeye.Recovery;

/// <summary>Recovery in the memory of this server.</summary>
internal sealed class MemoryRecovery : NamespaceRecovery
{
    private static readonly HashSet<string> Recoverable =
    [
        DisconnectReason.TransportError,
        DisconnectReason.TransportClose,
        DisconnectReason.ForcedClose,
        DisconnectReason.PingTimeout,
        DisconnectReason.ForcedServerClose,
    ];

    private readonly Namespace _namespace;
    private readonly DetachedSessions _detached;
    private readonly ReplayLog _log;

    public MemoryRecovery(Namespace ns, RecoveryOptions options, RecoveryBudget budget, DetachedSessions detached)
        : base(options)
    {
        _namespace = ns;
        _detached = detached;
        _log = new ReplayLog(ns, options, budget);
    }

    public override ValueTask Send<TState>(PacketWriter writer, BroadcastOptions sendOptions, TState state, Func<TState, EventPacket, long, List<Socket>?> send)
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

    public override ValueTask<Resumption?> TakeAsync(Client client, HandshakeAuth auth)
    {
        if (!TryGetSecret(auth, out var privateId))
        {
            return default;
        }

        var user = UserOf(client);
        EndOld(privateId, user);
        if (!_detached.TryTake(_namespace, privateId, session => MayHave(user, session.Owner), out var session))
        {
            return default;
        }

        lock (_log.Gate)
        {
            if (_log.TryFindStart(session, auth.GetString("offset"), out var from) && _log.TryFindMissed(session, from, out var missed))
            {
                return new(new MemoryResumption(session, missed, _log.Position));
            }
        }

        _namespace.TellSessionExpired(session);
        return default;
    }

    public override ValueTask<bool> PrepareAsync(Resumption resumption) => new(true);

    public override bool Connect(Socket socket, EncodedPacket welcome)
    {
        lock (_log.Gate)
        {
            if (socket.Resumption is MemoryResumption resumption)
            {
                if (!_log.TryFindMissed(resumption.Session, resumption.Position, out var since))
                {
                    return false;
                }

                socket.SentPosition = resumption.Session.Sent;
                Replay(socket, resumption.Missed);
                Replay(socket, since);
            }
            else
            {
                socket.RecoveryStart = _log.Position;
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
        if (!Recoverable.Contains(reason.Name))
        {
            return;
        }

        long sent;
        long end;
        lock (_log.Gate)
        {
            sent = socket.SentPosition;
            end = _log.Position;
        }

        _detached.Add(_namespace, new RecoverySession(socket.PrivateId!, socket.Id, socket.Rooms, socket.Data, socket.RecoveryStart)
        {
            Sent = sent,
            End = end,
            Owner = UserOf(socket.Client),
        });
    }

    public override ValueTask CloseAsync()
    {
        _log.Close();
        return default;
    }

    private static void Replay(Socket socket, IReadOnlyList<MissedEvent> missed)
    {
        foreach (var (position, packet) in missed)
        {
            socket.Session.Send(packet.Encoded);
            socket.SentPosition = position;
        }
    }
}
