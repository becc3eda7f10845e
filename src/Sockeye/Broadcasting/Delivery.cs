using Sockeye.Connections;
using Sockeye.Engine.Delivery;
using Sockeye.Packets;
using Sockeye.Recovery;

namespace Sockeye.Broadcasting;

/// <summary>
/// The one way out of a namespace. It decides how an event reaches its sockets: directly; with recovery, through a log that gives each
/// event a position; or, with recovery across servers, in the order of the backend. It also decides what a socket gets when it connects and
/// what it leaves when it goes.
/// </summary>
internal abstract class Delivery(Namespace ns)
{
    /// <summary>Whether events are kept for sockets that are disconnected for the moment.</summary>
    public virtual bool KeepsEvents => false;

    /// <summary>Whether middlewares are skipped for a client that gets its session back.</summary>
    public virtual bool SkipsMiddlewares => false;

    protected Namespace Namespace => ns;

    /// <summary>Sends an event to the chosen sockets of all servers.</summary>
    public abstract ValueTask BroadcastAsync(PacketWriter writer, BroadcastOptions options);

    /// <summary>Sends an event that is written already, because its sender first had to be asked for permission.</summary>
    public abstract ValueTask BroadcastAsync(EventPacket packet, BroadcastOptions options);

    /// <summary>Sends an event to one socket of this server.</summary>
    public abstract ValueTask SendAsync(Socket socket, PacketWriter writer, BroadcastFlags flags);

    /// <summary>Sends an event that is not kept to one socket of this server. It does not overtake earlier events.</summary>
    public abstract void Send(Socket socket, EventPacket packet, BroadcastFlags flags);

    /// <summary>Answers an event. The answer does not overtake earlier events.</summary>
    public abstract void Answer(Socket socket, EncodedPacket packet);

    /// <summary>Disconnects a socket after everything that was sent to it before.</summary>
    public abstract void Disconnect(Socket socket, bool close, string? reason);

    /// <summary>Delivers an event of this or another server that has a position in the backend.</summary>
    /// <returns>Whether it was delivered. If not, the position has no meaning here.</returns>
    public virtual bool TryReceive(ClusterMessage message, string offset) => false;

    /// <summary>Takes the session that a client asks for out of the store, so that no other client gets it.</summary>
    public virtual ValueTask<Resumption?> TakeAsync(Client client, Handshake handshake) => default;

    /// <summary>Looks up what a recovered socket has missed, after the middlewares have let it in.</summary>
    /// <returns>Whether the session can still be recovered.</returns>
    public virtual ValueTask<bool> PrepareAsync(Resumption resumption) => new(true);

    /// <summary>
    /// Connects a socket. The welcome packet, its rooms and the missed events are one step, so that no event comes before the welcome, and
    /// no event after it is lost or comes twice.
    /// </summary>
    public abstract Admission Connect(Socket socket, EncodedPacket welcome);

    /// <summary>Ends the collecting of events for a client that was about to recover its session, whether it succeeded or not.</summary>
    public virtual void Release(Resumption resumption)
    {
    }

    /// <summary>Gives a session back because its client went before it had it. The client may come back for it.</summary>
    public virtual void GiveBack(Resumption resumption)
    {
    }

    /// <summary>
    /// Keeps the session of a socket that goes, if the disconnect reason allows the client to come back. The socket is still in its rooms.
    /// </summary>
    public virtual void Disconnected(Socket socket, DisconnectReason reason)
    {
    }

    /// <summary>Called when the namespace is removed.</summary>
    public virtual ValueTask CloseAsync() => default;
}
