using Sockeye.Broadcasting;
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

    public override ValueTask Send<TState>(PacketWriter writer, BroadcastOptions sendOptions, TState state, Action<TState, EventPacket> send)
    {
        lock (_log.Gate)
        {
            var packet = writer.Add(_log.NextOffset()).ToEvent();
            _log.Add(packet, sendOptions);
            send(state, packet);
        }

        return default;
    }

    public override ValueTask<Resumption?> TakeAsync(HandshakeAuth auth)
    {
        if (!TryGetSecret(auth, out var privateId))
        {
            return default;
        }

        EndOld(privateId);
        if (!_detached.TryTake(_namespace, privateId, out var session))
        {
            return default;
        }

        lock (_log.Gate)
        {
            if (!_log.TryFindMissed(session, auth.GetString("offset"), out var missed))
            {
                _namespace.OnSessionExpired(session);
                return default;
            }

            return new(new MemoryResumption(session, missed, _log.Position));
        }
    }

    public override ValueTask<bool> PrepareAsync(Resumption resumption) => new(true);

    public override bool Connect(Socket socket, EncodedPacket welcome)
    {
        lock (_log.Gate)
        {
            if (socket.Resumption is MemoryResumption resumption)
            {
                if (!_log.TryFindMissed(resumption.Session with { Start = resumption.Position }, null, out var since))
                {
                    return false;
                }

                foreach (var packet in resumption.Missed)
                {
                    socket.Session.Send(packet.Encoded);
                }

                foreach (var packet in since)
                {
                    socket.Session.Send(packet.Encoded);
                }
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
        if (Recoverable.Contains(reason.Name))
        {
            _detached.Add(_namespace, new RecoverySession(socket.PrivateId!, socket.Id, socket.Rooms, socket.Data, socket.RecoveryStart));
        }
    }

    public override ValueTask CloseAsync()
    {
        _log.Close();
        return default;
    }
}
