using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;
using Sockeye.Broadcasting;
using Sockeye.Connections;

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
    /// <param name="writer">The event.</param>
    /// <param name="options">Who gets it.</param>
    /// <param name="state">What <paramref name="send"/> needs.</param>
    /// <param name="send">Queues the event for its recipients, and gives those with listeners of outgoing events, if any.</param>
    public void Send<TState>(PacketWriter writer, BroadcastOptions options, TState state, Func<TState, EventPacket, long, List<Socket>?> send)
    {
        EventPacket packet;
        List<Socket>? listening;
        lock (Log.Gate)
        {
            packet = writer.ToEvent(offset: Log.NextOffset());
            Log.Add(packet, options);
            listening = send(state, packet, Log.Position);
        }

        // The application's code, which may take its time, or send something itself.
        foreach (var socket in listening ?? [])
        {
            socket.CatchAll?.NotifyOutgoing(socket, packet);
        }
    }

    /// <summary>Finds the session that a client asks for, and takes it: nobody else gets it.</summary>
    public bool TryTake(Client client, HandshakeAuth auth, [NotNullWhen(true)] out Resumption? resumption)
    {
        resumption = null;
        if (auth.GetString("pid") is not { Length: > 0 } privateId)
        {
            return false;
        }

        // The client may be faster than the news of its old connection's end.
        var user = UserOf(client);
        if (_live.TryGetValue(privateId, out var old) && MayHave(user, UserOf(old.Client)))
        {
            var reason = new DisconnectReason(DisconnectReason.TransportClose, "the client has come back on another connection");
            old.Lifetime.Close(reason);
            old.Client.Close(reason);
        }

        if (!_detached.TryTake(_namespace, privateId, session => MayHave(user, session.Owner), out var session))
        {
            return false;
        }

        lock (Log.Gate)
        {
            if (Log.TryFindStart(session, auth.GetString("offset"), out var from) && Log.TryFindMissed(session, from, out var missed))
            {
                resumption = new Resumption(session, missed, Log.Position);
                return true;
            }
        }

        _namespace.OnSessionExpired(session);
        return false;
    }

    /// <summary>Takes a socket in; what was missed goes before the welcome, as the reference does it: its clients keep early events for later.</summary>
    /// <returns>Whether the socket was still there, and what it missed too.</returns>
    public bool Connect(Socket socket, Engine.Delivery.EncodedPacket welcome)
    {
        lock (Log.Gate)
        {
            if (socket.Resumption is { } resumption)
            {
                if (!Log.TryFindMissed(resumption.Session, resumption.Position, out var since))
                {
                    return false;
                }

                socket.SentPosition = resumption.Session.Sent;
                Replay(socket, resumption.Missed);
                Replay(socket, since);
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
        if (!Recoverable.Contains(reason.Name))
        {
            return;
        }

        long sent;
        long end;
        lock (Log.Gate)
        {
            sent = socket.SentPosition;
            end = Log.Position;
        }

        _detached.Add(_namespace, new RecoverySession(socket.PrivateId!, socket.Id, socket.Rooms, socket.Data, socket.RecoveryStart)
        {
            Sent = sent,
            End = end,
            Owner = UserOf(socket.Client),
        });
    }

    private static void Replay(Socket socket, IReadOnlyList<MissedEvent> missed)
    {
        foreach (var (position, packet) in missed)
        {
            socket.Session.Send(packet.Encoded);
            socket.SentPosition = position;
        }
    }

    private static bool MayHave(string? user, string? owner) => owner is null || owner == user;

    // Who the web server authenticated. The middlewares, which may say better, have not run yet.
    private static string? UserOf(Client client) =>
        client.Session.Handshake.User is { Identity.IsAuthenticated: true } user
            ? user.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? user.Identity.Name
            : null;
}
