using Microsoft.Extensions.Logging;
using Sockeye.Authentication;
using Sockeye.Broadcasting;
using Sockeye.Connections;
using Sockeye.Mistakes;
using Sockeye.Recovery;
using Sockeye.Rooms;
using Sockeye.Sockets;

namespace Sockeye.Namespaces;

/// <summary>
/// The way of one client into one namespace. It enters the namespace, takes the session that is to be recovered, adds the socket to the
/// connection, runs the middlewares, looks up what was missed, and connects the socket. If it ends early, <see cref="Undo"/> takes back
/// exactly the steps that were done.
/// </summary>
internal sealed partial class Joining(SocketIOServer server, Client client, string name, HandshakeAuth auth)
{
    // The steps that are done. Each field is set when there is something to undo.
    private Namespace? _entered;
    private Resumption? _taken;
    private bool _keepsNamespace;
    private Socket? _added;

    private ILogger Logger => server.Logger;

    /// <summary>Lets the client in, or sends it the reason why not. It never throws.</summary>
    /// <returns>A task that completes when the connection handlers have ended.</returns>
    public async Task RunAsync()
    {
        Task? handlers = null;
        try
        {
            handlers = await JoinAsync();
        }
        catch (ConnectRefusedException refused) when (_entered is not null)
        {
            Tell(refused);
            Refuse(refused.Message, refused.RefusalData);
        }
        catch (Exception exception)
        {
            server.Metrics.HandlerFailed(_entered ?? server.MainNamespace);
            var shown = LogText.Of(name);
            Log.ConnectFailed(Logger, exception, shown);
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
            if (server.Mistakes.ShouldWrite(nameof(Log.UnknownNamespace), out var skipped, name))
            {
                var shown = LogText.Of(name);
                Log.UnknownNamespace(server.Mistakes.Logger, server.Mistakes.Level, shown, skipped);
            }

            Undo(keepSession: false);
            client.Session.Send(ConnectPackets.UnknownNamespace(server, name));
            return null;
        }

        var handshake = new Handshake(client.Session.Handshake, auth, server.Time.GetUtcNow(), await ReadTokenAsync(ns));
        _taken = await ns.Delivery.TakeAsync(client, handshake);

        // A second hold, like that of a session that waits: the socket may be the last to leave before its session is given back.
        _keepsNamespace = _taken is not null && ns.Occupancy.TryEnter();
        var socket = new Socket(ns, client, handshake, _taken);
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
            GiveUp("the session belongs to another user");
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

    // Before the session is taken: it goes back to its user only, and the token says who that is.
    private async ValueTask<TokenUser?> ReadTokenAsync(Namespace ns)
    {
        if (ns.TokenScheme is not { } scheme || server.Tokens.Find(auth) is not { } token)
        {
            return null;
        }

        return await server.Tokens.AuthenticateAsync(ns, scheme, token, client.Session.Handshake);
    }

    private async ValueTask AskMiddlewaresAsync(Namespace ns, Socket socket)
    {
        // A session of a user goes back to that user only. If the connection does not say which user it is, the middlewares have to run.
        var skip = socket.Recovered && ns.Delivery.SkipsMiddlewares && (_taken!.Session.UserRoom is not { } former || former == socket.UserRoom);
        if (ns.HasMiddlewares && !await ns.RunMiddlewaresAsync(socket, onlyPolicies: skip))
        {
            var shown = LogText.Of(ns.Name);
            Log.MiddlewareTimedOut(Logger, shown);
            throw new ConnectRefusedException(AckTimeout.Message);
        }

        if (ns.Occupancy.IsClosed)
        {
            throw new ConnectRefusedException(ConnectPackets.InvalidNamespace);
        }
    }

    // This comes before the welcome packet: once others learn that the client is there, they can reach its user from any server.
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

            // The socket is connected. From now on its own end cleans up.
            if (_taken is not null)
            {
                Release(ns, _taken);
            }

            (_entered, _taken, _added) = (null, null, null);
            client.Joined();
            server.Metrics.SocketConnected(ns);
            if (ns.Occupancy.IsClosed)
            {
                // The namespace was removed at this very moment: too late to refuse the client, and too early for the socket to be among
                // those that were disconnected.
                socket.Disconnect();
                return null;
            }

            return ns.StartConnectionHandlers(socket);
        }
    }

    // The client's session was taken out of the store, and now it is refused. On its next connection the client gets a new session.
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
            // The data of the refusal cannot be written.
            var shown = LogText.Of(name);
            Log.ConnectFailed(Logger, exception, shown);
            client.Session.Send(ConnectPackets.Refusal(server, client, name, ConnectPackets.InternalError, null));
        }
    }

    private void Tell(ConnectRefusedException refused)
    {
        var shown = LogText.Of(name);
        if (refused.Why is not { } why)
        {
            Log.Refused(Logger, shown, refused.Message);
        }
        else if (server.Mistakes.ShouldWrite(nameof(Log.NotAuthorized), server.AdviceLevel, out var skipped, $"{name} {why}"))
        {
            var reason = LogText.Of(why, LogText.MaxMessageLength);
            Log.NotAuthorized(Logger, server.AdviceLevel, shown, skipped, reason);
        }
    }

    /// <summary>Takes back the steps that were done, the last one first.</summary>
    /// <param name="keepSession">Whether the session is given back: the client was not refused but has gone, and may come back.</param>
    /// <returns>Whether the connection still waits for an answer.</returns>
    private bool Undo(bool keepSession)
    {
        var (ns, taken, socket) = (_entered, _taken, _added);
        (_entered, _taken, _added) = (null, null, null);

        // The end of a connection refuses its sockets by itself.
        var isThere = socket is null ? client.IsOpen : socket.Lifetime.State == SocketState.Connecting;
        if (taken is not null)
        {
            // This comes before leaving the namespace, because a session that waits keeps the namespace.
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

        // A refused socket leaves the namespace in this call.
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
        [LoggerMessage(
            EventId = 240,
            Message = "A client asked for the namespace {Namespace}, which does not exist: it got the connect_error \"Invalid namespace\". Create the namespace with io.Of when the application starts, or allow it with a pattern. If the client means the path of the server, set its option path: the path of its URL is the namespace. ({Skipped} more since the last entry.)",
            EventName = "UnknownNamespace")]
        public static partial void UnknownNamespace(ILogger logger, LogLevel level, string @namespace, int skipped);

        [LoggerMessage(157, LogLevel.Error, "A client could not join namespace {Namespace}.")]
        public static partial void ConnectFailed(ILogger logger, Exception exception, string @namespace);

        [LoggerMessage(163, LogLevel.Debug, "A client was refused in namespace {Namespace}: {Message}.")]
        public static partial void Refused(ILogger logger, string @namespace, string message);

        [LoggerMessage(EventId = 188, Message = "A client was refused in namespace {Namespace} ({Skipped} more for the same reason since the last entry). The reason: {Why}")]
        public static partial void NotAuthorized(ILogger logger, LogLevel level, string @namespace, int skipped, string why);

        [LoggerMessage(167, LogLevel.Warning, "The middlewares of namespace {Namespace} did not finish in time. The client was refused.")]
        public static partial void MiddlewareTimedOut(ILogger logger, string @namespace);
    }
}
