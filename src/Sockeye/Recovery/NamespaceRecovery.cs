using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;
using Sockeye.Broadcasting;
using Sockeye.Connections;
using Sockeye.Engine.Delivery;

namespace Sockeye.Recovery;

/// <summary>Connection state recovery of one namespace: keeps what clients may have missed, and gives a session back to the client that knows its secret.</summary>
internal abstract class NamespaceRecovery(RecoveryOptions options)
{
    private readonly ConcurrentDictionary<string, Socket> _live = new(StringComparer.Ordinal);

    public bool SkipsMiddlewares => options.SkipMiddlewares;

    protected RecoveryOptions Options => options;

    /// <summary>Keeps an event and sends it, in one step. Its position goes with it as a last argument, by which the client says later what it has got.</summary>
    /// <param name="writer">The event.</param>
    /// <param name="sendOptions">Who gets it.</param>
    /// <param name="state">What <paramref name="send"/> needs.</param>
    /// <param name="send">Queues the event for its recipients, given its position in the log of this server if any, and gives those with listeners of outgoing events, if any.</param>
    public abstract ValueTask Send<TState>(
        PacketWriter writer, BroadcastOptions sendOptions, TState state, Func<TState, EventPacket, long, List<Socket>?> send);

    /// <summary>Finds the session that a client asks for, and takes it: nobody else gets it.</summary>
    public abstract ValueTask<Resumption?> TakeAsync(Client client, HandshakeAuth auth);

    /// <summary>The middlewares have let a recovered socket in: what it missed may be looked up.</summary>
    /// <returns>Whether it can still be recovered.</returns>
    public abstract ValueTask<bool> PrepareAsync(Resumption resumption);

    /// <summary>The attempt to come back has ended, this way or that.</summary>
    public virtual void Release(Resumption resumption)
    {
    }

    /// <summary>Takes a socket in; what was missed goes before the welcome, as the reference does it: its clients keep early events for later.</summary>
    /// <returns>Whether the socket was still there, and what it missed too.</returns>
    public abstract bool Connect(Socket socket, EncodedPacket welcome);

    /// <summary>A socket is going: its session waits for the client, where the reason lets it hope for one.</summary>
    public abstract void Disconnected(Socket socket, DisconnectReason reason);

    /// <summary>The namespace is gone.</summary>
    public abstract ValueTask CloseAsync();

    /// <summary>Puts off what would overtake events that are waiting for their positions.</summary>
    /// <returns>Whether it was put off.</returns>
    public virtual bool TryDefer<TState>(TState state, Action<TState> action) => false;

    protected static bool TryGetSecret(HandshakeAuth auth, [NotNullWhen(true)] out string? privateId)
    {
        privateId = auth.GetString("pid");
        return privateId is { Length: > 0 and <= 100 };
    }

    protected void Live(Socket socket) => _live[socket.PrivateId!] = socket;

    protected void Gone(Socket socket) => _live.TryRemove(KeyValuePair.Create(socket.PrivateId!, socket));

    // The client may be faster than the news of its old connection's end.
    protected void EndOld(string privateId, string? user)
    {
        if (_live.TryGetValue(privateId, out var old) && MayHave(user, UserOf(old.Client)))
        {
            var reason = new DisconnectReason(DisconnectReason.TransportClose, "the client has come back on another connection");
            old.Lifetime.Close(reason);
            old.Client.Close(reason);
        }
    }

    protected static bool MayHave(string? user, string? owner) => owner is null || owner == user;

    // Who the web server authenticated. The middlewares, which may say better, have not run yet.
    protected static string? UserOf(Client client) =>
        client.Session.Handshake.User is { Identity.IsAuthenticated: true } user
            ? user.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? user.Identity.Name
            : null;

    // The application's code, which may take its time, or send something itself.
    protected static void Tell(List<Socket>? listening, EventPacket packet)
    {
        foreach (var socket in listening ?? [])
        {
            socket.CatchAll?.NotifyOutgoing(socket, packet);
        }
    }
}
