using Sockeye.Connections;
using Sockeye.Engine.Delivery;
using Sockeye.Packets;
using Sockeye.Recovery;

namespace Sockeye.Broadcasting;

/// <summary>
/// The one way out of a namespace: how what is sent reaches its sockets. Directly; or, with recovery, through a log that gives each event its position; or, with recovery across servers, in the
/// order of the backend. It also knows what a socket finds when it comes in and leaves when it goes.
/// </summary>
internal abstract class Delivery(Namespace ns)
{
    /// <summary>Whether events are kept for sockets that are not there at the moment.</summary>
    public virtual bool KeepsEvents => false;

    /// <summary>Whether a client that has its session back is let in without asking the middlewares again.</summary>
    public virtual bool SkipsMiddlewares => false;

    protected Namespace Namespace => ns;

    /// <summary>Sends an event to the chosen sockets, of all servers.</summary>
    public abstract ValueTask BroadcastAsync(PacketWriter writer, BroadcastOptions options);

    /// <summary>The same for an event that has been written already, since its sender had to be asked for permission.</summary>
    public abstract ValueTask BroadcastAsync(EventPacket packet, BroadcastOptions options);

    /// <summary>Sends an event to one socket of this server.</summary>
    public abstract ValueTask SendAsync(Socket socket, PacketWriter writer, BroadcastFlags flags);

    /// <summary>Sends an event that is not kept to one socket of this server. It does not overtake what was sent before.</summary>
    public abstract void Send(Socket socket, EventPacket packet, BroadcastFlags flags);

    /// <summary>Answers an event. The answer does not overtake what was sent before.</summary>
    public abstract void Answer(Socket socket, EncodedPacket packet);

    /// <summary>Disconnects a socket, after it was sent what was sent before.</summary>
    public abstract void Disconnect(Socket socket, bool close, string? reason);

    /// <summary>Another server's event, or this one's, stands at a position of the backend.</summary>
    /// <returns>Whether it was delivered; otherwise the position says nothing here.</returns>
    public virtual bool TryReceive(ClusterMessage message, string offset) => false;

    /// <summary>Takes the session that a client asks for out of the store: nobody else gets it.</summary>
    public virtual ValueTask<Resumption?> TakeAsync(Client client, HandshakeAuth auth) => default;

    /// <summary>The middlewares have let a recovered socket in: what it missed is looked up.</summary>
    /// <returns>Whether it can still be recovered.</returns>
    public virtual ValueTask<bool> PrepareAsync(Resumption resumption) => new(true);

    /// <summary>
    /// Connects a socket: the welcome, its rooms and what it missed are one step, so that no event comes before the welcome, and none after it is missed or comes twice.
    /// </summary>
    public abstract Admission Connect(Socket socket, EncodedPacket welcome);

    /// <summary>The attempt to come back has ended, this way or that: nothing more is collected for it.</summary>
    public virtual void Release(Resumption resumption)
    {
    }

    /// <summary>The client went before it had its session: it may come back for it.</summary>
    public virtual void GiveBack(Resumption resumption)
    {
    }

    /// <summary>A socket is going: if the reason lets it hope for its client, its session waits. The socket is still in its rooms.</summary>
    public virtual void Disconnected(Socket socket, DisconnectReason reason)
    {
    }

    /// <summary>The namespace is gone.</summary>
    public virtual ValueTask CloseAsync() => default;
}
