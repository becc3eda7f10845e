using System.Collections.Concurrent;
using Sockeye.Adapters;
using Sockeye.Authorization;
using Sockeye.Broadcasting;
using Sockeye.Connections;
using Sockeye.Packets;
using Sockeye.Sockets;

namespace Sockeye.Recovery;

/// <summary>
/// Delivery with connection state recovery. It keeps the events that clients may miss, and gives a session back to the client that knows
/// its secret. The position of an event is sent as its last argument; by it the client says later what it has got. Volatile events have no
/// position.
/// </summary>
internal abstract class RecoverableDelivery(Namespace ns, RecoveryOptions options) : Delivery(ns)
{
    /// <summary>
    /// The number of missed events that go before the welcome packet. Node sends all of them before it, and its clients keep early events
    /// until then. But clients do not advance their position by early events, so a connection that breaks in between gets them twice. So
    /// only these go before the welcome, and the others after it.
    /// </summary>
    protected const int MaxEarlyEvents = 50;

    private readonly ConcurrentDictionary<string, Socket> _live = new(StringComparer.Ordinal);

    public override bool KeepsEvents => true;

    public override bool SkipsMiddlewares => options.SkipMiddlewares;

    protected RecoveryOptions Options => options;

    // The in-memory adapter finds the sockets, with every backend.
    private InMemoryAdapter Adapter => (InMemoryAdapter)Namespace.Adapter;

    public override ValueTask BroadcastAsync(PacketWriter writer, BroadcastOptions options) =>
        options.Flags.Volatile
            ? Namespace.Adapter.BroadcastAsync(writer.ToEvent(), options)
            : Send(writer, options, (Adapter, options), static (to, packet, position) => to.Adapter.BroadcastKept(packet, to.options, position));

    public override ValueTask BroadcastAsync(EventPacket packet, BroadcastOptions options) =>
        options.Flags.Volatile
            ? Namespace.Adapter.BroadcastAsync(packet, options)
            : BroadcastAsync(Rewrite(new ClusterPayload(packet.Payload, packet.Attachments)), options);

    public override ValueTask SendAsync(Socket socket, PacketWriter writer, BroadcastFlags flags)
    {
        // What a middleware sends goes at once and cannot be missed, because the client is connected. Clients of Socket.IO v2 have no
        // recovery.
        if (flags.Volatile || socket.PrivateId is null || socket.Lifetime.State == SocketState.Connecting)
        {
            Send(socket, writer.ToEvent(), flags);
            return default;
        }

        return Send(writer, new BroadcastOptions { Rooms = socket.OwnId }, (socket, flags), static (to, packet, position) =>
        {
            List<Socket>? listening = null;
            to.socket.SendKept(packet, to.flags, position, ref listening);
            return listening;
        });
    }

    public override async ValueTask<Resumption?> TakeAsync(Client client, Handshake handshake)
    {
        var privateId = handshake.Auth.GetString("pid");
        if (client.Session.Protocol == 3 || privateId is not { Length: > 0 and <= 100 })
        {
            return null;
        }

        var user = UserOf(handshake);
        EndOld(privateId, user);
        return await TakeAsync(privateId, handshake.Auth.GetString("offset"), user);
    }

    public override void Disconnected(Socket socket, DisconnectReason reason)
    {
        if (socket.PrivateId is not { } privateId)
        {
            return;
        }

        _live.TryRemove(KeyValuePair.Create(privateId, socket));
        if (IsRecoverable(reason.Name))
        {
            Keep(socket, privateId);
        }
    }

    /// <summary>Keeps an event and sends it, in one step.</summary>
    /// <param name="writer">The event.</param>
    /// <param name="sendOptions">The recipients.</param>
    /// <param name="state">The state for <paramref name="send"/>.</param>
    /// <param name="send">
    /// Queues the event for its recipients. It gets the position in the log of this server, if there is one. It returns the recipients that
    /// have listeners for outgoing events, if any.
    /// </param>
    protected abstract ValueTask Send<TState>(
        PacketWriter writer, BroadcastOptions sendOptions, TState state, Func<TState, EventPacket, long, List<Socket>?> send);

    protected abstract ValueTask<Resumption?> TakeAsync(string privateId, string? offset, string? user);

    /// <summary>Keeps the session of a socket that is still in its rooms.</summary>
    protected abstract void Keep(Socket socket, string privateId);

    protected abstract bool IsRecoverable(string reason);

    protected void Live(Socket socket)
    {
        if (socket.PrivateId is { } privateId)
        {
            _live[privateId] = socket;
        }
    }

    protected static bool MayHave(string? user, string? owner) => owner is null || owner == user;

    // The user that an authentication scheme knows. The middlewares, which may set another one, have not run yet.
    protected static string? UserOf(Handshake handshake) => handshake.User is { Identity.IsAuthenticated: true } user ? UserIds.Of(user) : null;

    // Code of the application, which may be slow or send something itself, so it never runs under a lock.
    protected static void Tell(List<Socket>? listening, EventPacket packet)
    {
        foreach (var socket in listening ?? [])
        {
            socket.CatchAll?.NotifyOutgoing(socket, packet);
        }
    }

    protected PacketWriter Rewrite(ClusterPayload payload) => Namespace.StartPacket().AddAll(ClusterReceiver.ToArguments(Namespace, payload, 0));

    // The client may come back before this server learns that its old connection has ended.
    private void EndOld(string privateId, string? user)
    {
        if (_live.TryGetValue(privateId, out var old) && MayHave(user, UserOf(old.Handshake)))
        {
            var reason = new DisconnectReason(DisconnectReason.TransportClose, "the client has come back on another connection");
            old.Lifetime.Close(reason);
            old.Client.Close(reason);
        }
    }
}
