using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Sockeye.Broadcasting;
using Sockeye.Engine.Delivery;

namespace Sockeye.Recovery;

/// <summary>Connection state recovery of one namespace: keeps what clients may have missed, and gives a session back to the client that knows its secret.</summary>
internal abstract class NamespaceRecovery(RecoveryOptions options)
{
    private readonly ConcurrentDictionary<string, Socket> _live = new(StringComparer.Ordinal);

    public bool SkipsMiddlewares => options.SkipMiddlewares;

    protected RecoveryOptions Options => options;

    /// <summary>Keeps an event and sends it, in one step. Its position goes with it as a last argument, by which the client says later what it has got.</summary>
    public abstract ValueTask Send<TState>(PacketWriter writer, BroadcastOptions sendOptions, TState state, Action<TState, EventPacket> send);

    /// <summary>Finds the session that a client asks for, and takes it: nobody else gets it.</summary>
    public abstract ValueTask<Resumption?> TakeAsync(HandshakeAuth auth);

    /// <summary>The middlewares have let a recovered socket in: what it missed may be looked up.</summary>
    /// <returns>Whether it can still be recovered.</returns>
    public abstract ValueTask<bool> PrepareAsync(Resumption resumption);

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
    protected void EndOld(string privateId)
    {
        if (_live.TryGetValue(privateId, out var old))
        {
            var reason = new DisconnectReason(DisconnectReason.TransportClose, "the client has come back on another connection");
            old.Lifetime.Close(reason);
            old.Client.Close(reason);
        }
    }
}
