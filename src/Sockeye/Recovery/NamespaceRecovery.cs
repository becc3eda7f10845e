using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Sockeye.Broadcasting;

namespace Sockeye.Recovery;

/// <summary>Connection state recovery of one namespace: keeps what clients may have missed, and gives a session back to the client that knows its secret.</summary>
internal sealed class NamespaceRecovery
{
    private static readonly HashSet<string> Recoverable =
    [
        DisconnectReason.TransportError,
        DisconnectReason.TransportClose,
        DisconnectReason.ForcedClose,
        DisconnectReason.PingTimeout,
        DisconnectReason.ForcedServerClose,
    ];

    private readonly ConcurrentDictionary<string, Socket> _live = new(StringComparer.Ordinal);
    private readonly Namespace _namespace;
    private readonly RecoveryOptions _options;
    private readonly DetachedSessions _detached;

    public NamespaceRecovery(Namespace ns, RecoveryOptions options, RecoveryBudget budget, DetachedSessions detached)
    {
        _namespace = ns;
        _options = options;
        _detached = detached;
        Log = new ReplayLog(ns, options, budget);
    }

    public ReplayLog Log { get; }

    public bool SkipsMiddlewares => _options.SkipMiddlewares;

    /// <summary>Keeps an event and sends it, in one step. Its position goes with it as a last argument, by which the client says later what it has got.</summary>
    public void Send<TState>(PacketWriter writer, BroadcastOptions options, TState state, Action<TState, EventPacket> send)
    {
        lock (Log.Gate)
        {
            var packet = writer.ToEvent(offset: Log.NextOffset());
            Log.Add(packet, options);
            send(state, packet);
        }
    }

    /// <summary>Finds the session that a client asks for, and takes it: nobody else gets it.</summary>
    public bool TryTake(HandshakeAuth auth, [NotNullWhen(true)] out Resumption? resumption)
    {
        resumption = null;
        if (auth.GetString("pid") is not { Length: > 0 } privateId)
        {
            return false;
        }

        // The client may be faster than the news of its old connection's end.
        if (_live.TryGetValue(privateId, out var old))
        {
            var reason = new DisconnectReason(DisconnectReason.TransportClose, "the client has come back on another connection");
            old.Lifetime.Close(reason);
            old.Client.Close(reason);
        }

        if (!_detached.TryTake(_namespace, privateId, out var session))
        {
            return false;
        }

        lock (Log.Gate)
        {
            if (!Log.TryFindMissed(session, auth.GetString("offset"), out var missed))
            {
                _namespace.OnSessionExpired(session);
                return false;
            }

            resumption = new Resumption(session, missed, Log.Position);
            return true;
        }
    }

    /// <summary>Takes a socket in; what was missed goes before the welcome, as the reference does it: its clients keep early events for later.</summary>
    /// <returns>Whether the socket was still there, and what it missed too.</returns>
    public bool Connect(Socket socket, Engine.Delivery.EncodedPacket welcome)
    {
        lock (Log.Gate)
        {
            if (socket.Resumption is { } resumption)
            {
                if (!Log.TryFindMissed(resumption.Session with { Start = resumption.Position }, null, out var since))
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
                socket.RecoveryStart = Log.Position;
            }

            if (!_namespace.Table.Connect(socket, welcome, socket.Resumption?.Session.Rooms ?? []))
            {
                return false;
            }
        }

        _live[socket.PrivateId!] = socket;
        return true;
    }

    /// <summary>A socket is going: its session waits for the client, where the reason lets it hope for one.</summary>
    public void Disconnected(Socket socket, DisconnectReason reason)
    {
        _live.TryRemove(KeyValuePair.Create(socket.PrivateId!, socket));
        if (Recoverable.Contains(reason.Name))
        {
            _detached.Add(_namespace, new RecoverySession(socket.PrivateId!, socket.Id, socket.Rooms, socket.Data, socket.RecoveryStart));
        }
    }
}
