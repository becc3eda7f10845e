using Microsoft.Extensions.Logging;
using Sockeye.Broadcasting;
using Sockeye.Connections;
using Sockeye.Recovery;
using Sockeye.Rooms;
using Sockeye.Sockets;

namespace Sockeye.Namespaces;

/// <summary>
/// One client's way into one namespace: the namespace is entered, the session to be recovered taken, the socket added to the connection, the middlewares asked, what was missed looked up, and the
/// socket connected. Wherever that ends, <see cref="Undo"/> takes back what was reached, and nothing else.
/// </summary>
internal sealed partial class Joining(SocketIOServer server, Client client, string name, HandshakeAuth auth)
{
    // How far it has come: each is set when there is something to undo.
    private Namespace? _entered;
    private Resumption? _taken;
    private bool _keepsNamespace;
    private Socket? _added;

    private ILogger Logger => server.Logger;

    /// <summary>Takes the client in, or tells it why not. Never throws.</summary>
    /// <returns>Completes with the connection handlers.</returns>
    public async Task RunAsync()
    {
        Task? handlers = null;
        try
        {
            handlers = await JoinAsync();
        }
        catch (ConnectRefusedException refused) when (_added is not null)
        {
            Log.Refused(Logger, name, refused.Message);
            Refuse(refused.Message, refused.RefusalData);
        }
        catch (Exception exception)
        {
            server.Metrics.HandlerFailed(_entered ?? server.MainNamespace);
            Log.ConnectFailed(Logger, exception, name);
            Refuse(ConnectPackets.InternalError, null);
        }

        if (handlers is not null)
        {
            await handlers;
        }
    }

    private async Task<Task?> JoinAsync()
    {
        _entered = await server.Registry.EnterAsync(name, auth);
        if (_entered is not { } ns)
        {
            Undo(keepSession: false);
            client.Session.Send(ConnectPackets.UnknownNamespace(server, name));
            return null;
        }

        _taken = await ns.Delivery.TakeAsync(client, auth);

        // As one that waits does: the socket may leave, the last of all, before its session is given back.
        _keepsNamespace = _taken is not null && ns.Occupancy.TryEnter();
        var socket = new Socket(ns, client, auth, _taken);
        if (!client.TryAdd(socket))
        {
            Undo(keepSession: true);
            return null;
        }

        _added = socket;
        if (server.HasUserIds)
        {
            socket.User = socket.Handshake.User;
        }

        await AskMiddlewaresAsync(ns, socket);
        if (_taken?.Session.UserRoom is { } former && former != socket.UserRoom)
        {
            GiveUp("the session is of another user");
            return null;
        }

        if (_taken is not null && ns.RoomGate is { } gate && !await RoomEntry.MayStayAsync(gate, socket, _taken.Session.Rooms))
        {
            GiveUp("the permission for a room of the session was withdrawn meanwhile");
            return null;
        }

        var ready = ns.Adapter.WhenReadyAsync();
        if (!ready.IsCompletedSuccessfully)
        {
            await ready;
        }

        if (server.HasUserIds)
        {
            await EnterUserRoomAsync(ns, socket);
        }

        if (_taken is not null && !await ns.Delivery.PrepareAsync(_taken))
        {
            GiveUp("what the session missed was given up meanwhile");
            return null;
        }

        return Connect(ns, socket);
    }

    private async ValueTask AskMiddlewaresAsync(Namespace ns, Socket socket)
    {
        // A session of a user goes back to that user only. If the connection does not say who that is, the middlewares have to.
        var skip = socket.Recovered && ns.Delivery.SkipsMiddlewares && (_taken!.Session.UserRoom is not { } former || former == socket.UserRoom);
        if (ns.HasMiddlewares && !skip && !await ns.RunMiddlewaresAsync(socket))
        {
            Log.MiddlewareTimedOut(Logger, ns.Name);
            throw new ConnectRefusedException(AckTimeout.Message);
        }

        if (ns.Occupancy.IsClosed)
        {
            throw new ConnectRefusedException(ConnectPackets.InvalidNamespace);
        }
    }

    // Before the welcome: once others hear that the client is there, they reach its user from any server.
    private static async ValueTask EnterUserRoomAsync(Namespace ns, Socket socket)
    {
        ns.Table.EnterUser(socket);
        if (socket.UserRoom is { } room)
        {
            await ns.Adapter.WhenJoinedAsync(room);
        }
    }

    private Task? Connect(Namespace ns, Socket socket)
    {
        using (socket.Lifetime.Start())
        {
            switch (ns.Delivery.Connect(socket, ConnectPackets.Welcome(socket)))
            {
                case Admission.Gone:
                    Undo(keepSession: true);
                    return null;
                case Admission.GivenUp:
                    GiveUp("the session to be recovered was given up meanwhile");
                    return null;
            }

            // The socket is in: from here on it is its own life that ends it.
            if (_taken is not null)
            {
                Release(ns, _taken);
            }

            (_entered, _taken, _added) = (null, null, null);
            client.Joined();
            server.Metrics.SocketConnected(ns);
            if (ns.Occupancy.IsClosed)
            {
                // Removed in this very moment, too late for the refusal and too early to be among the sockets that were disconnected.
                socket.Disconnect();
                return null;
            }

            return ns.StartConnectionHandlers(socket);
        }
    }

    // The client has been refused its session after it was taken out of the store: on its next connection it gets a fresh one.
    private void GiveUp(string why)
    {
        Undo(keepSession: false);
        client.Close(new DisconnectReason(DisconnectReason.ForcedServerClose, why));
    }

    private void Refuse(string message, object? data)
    {
        if (!Undo(keepSession: false))
        {
            return;
        }

        try
        {
            client.Session.Send(ConnectPackets.Refusal(server, client, name, message, data));
        }
        catch (Exception exception)
        {
            // The data cannot be written.
            Log.ConnectFailed(Logger, exception, name);
            client.Session.Send(ConnectPackets.Refusal(server, client, name, ConnectPackets.InternalError, null));
        }
    }

    /// <summary>Takes back what was reached, the last first.</summary>
    /// <param name="keepSession">Whether the client was not refused: it has gone, and may come back for its session.</param>
    /// <returns>Whether the connection still waits for an answer.</returns>
    private bool Undo(bool keepSession)
    {
        var (ns, taken, socket) = (_entered, _taken, _added);
        (_entered, _taken, _added) = (null, null, null);

        // The end of the connection refuses its sockets by itself.
        var isThere = socket is null ? client.IsOpen : socket.Lifetime.State == SocketState.Connecting;
        if (taken is not null)
        {
            // Before the namespace is left: a session that waits keeps it.
            if (keepSession || !isThere)
            {
                ns!.Delivery.GiveBack(taken);
            }
            else
            {
                ns!.TellSessionExpired(taken.Session);
            }

            Release(ns, taken);
        }

        if (socket is null)
        {
            ns?.Leave();
            client.ConnectEnded(name);
            return isThere;
        }

        // A socket that is refused leaves the namespace by that.
        isThere = socket.Lifetime.TryRefuse();
        if (!isThere)
        {
            socket.Lifetime.Close(new DisconnectReason(DisconnectReason.ForcedServerClose, "the socket could not be let in"));
        }

        client.Remove(socket, joined: false);
        return isThere;
    }

    private void Release(Namespace ns, Resumption taken)
    {
        ns.Delivery.Release(taken);
        if (_keepsNamespace)
        {
            _keepsNamespace = false;
            ns.Leave();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(157, LogLevel.Error, "A client could not join namespace {Namespace}.")]
        public static partial void ConnectFailed(ILogger logger, Exception exception, string @namespace);

        [LoggerMessage(163, LogLevel.Debug, "A client was refused in namespace {Namespace}: {Message}.")]
        public static partial void Refused(ILogger logger, string @namespace, string message);

        [LoggerMessage(167, LogLevel.Warning, "The middlewares of namespace {Namespace} did not finish in time: the client was refused.")]
        public static partial void MiddlewareTimedOut(ILogger logger, string @namespace);
    }
}
