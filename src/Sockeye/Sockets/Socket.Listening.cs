using System.Runtime.CompilerServices;
using Sockeye.Sockets;

namespace Sockeye;

/// <content>What the socket is listened to with, besides the listeners of its events.</content>
public sealed partial class Socket
{
    /// <summary>Removes all listeners of an event.</summary>
    public Socket Off(string eventName)
    {
        _listeners.RemoveAll(eventName);
        return this;
    }

    /// <summary>Removes the listener of an event that was added with this delegate.</summary>
    public Socket Off(string eventName, Delegate handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        _listeners.Remove(eventName, handler);
        return this;
    }

    /// <summary>Removes all listeners of all events.</summary>
    public Socket Off()
    {
        _listeners.Clear();
        return this;
    }

    /// <summary>Listens to every event that comes in, before its own listeners.</summary>
    public Socket OnAny(Action<IncomingEvent> listener)
    {
        EnsureCatchAll().Incoming.Add(listener);
        return this;
    }

    /// <summary>Like <see cref="OnAny"/>, before the listeners that are there already.</summary>
    public Socket PrependAny(Action<IncomingEvent> listener)
    {
        EnsureCatchAll().Incoming.Prepend(listener);
        return this;
    }

    /// <summary>Removes a listener of all incoming events; all of them where none is given.</summary>
    public Socket OffAny(Action<IncomingEvent>? listener = null)
    {
        _catchAll?.Incoming.Remove(listener);
        return this;
    }

    /// <summary>Listens to every event that is sent to this socket, broadcasts included; not to acknowledgements.</summary>
    public Socket OnAnyOutgoing(Action<OutgoingEvent> listener)
    {
        EnsureCatchAll().Outgoing.Add(listener);
        return this;
    }

    /// <summary>Like <see cref="OnAnyOutgoing"/>, before the listeners that are there already.</summary>
    public Socket PrependAnyOutgoing(Action<OutgoingEvent> listener)
    {
        EnsureCatchAll().Outgoing.Prepend(listener);
        return this;
    }

    /// <summary>Removes a listener of all outgoing events; all of them where none is given.</summary>
    public Socket OffAnyOutgoing(Action<OutgoingEvent>? listener = null)
    {
        _catchAll?.Outgoing.Remove(listener);
        return this;
    }

    /// <summary>Called for events that nothing else listens to; catch-all listeners do not count. It may answer them.</summary>
    /// <remarks>An event that nobody listens to is not answered, as in the reference.</remarks>
    public Socket OnUnhandled(Action<IncomingEvent> listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        return OnUnhandled(e =>
        {
            listener(e);
            return Task.CompletedTask;
        });
    }

    /// <inheritdoc cref="OnUnhandled(Action{IncomingEvent})"/>
    public Socket OnUnhandled(Func<IncomingEvent, Task> listener)
    {
        EnsureCatchAll().Unhandled.Add(listener);
        return this;
    }

    /// <inheritdoc cref="OnUnhandled(Action{IncomingEvent})"/>
    [OverloadResolutionPriority(1)]
    public Socket OnUnhandled(Func<IncomingEvent, ValueTask> listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        return OnUnhandled(e => listener(e).AsTask());
    }

    /// <summary>
    /// Adds a middleware. It sees every event that comes in, after the catch-all listeners and before the others, and may drop it, change it, or refuse it by
    /// throwing an <see cref="EventRefusedException"/>: then the <see cref="OnError"/> listeners are called, and the client is told where it asked for an answer.
    /// </summary>
    /// <remarks>
    /// Middlewares run in the order of their registration. Events stay in order: one that waits for a middleware holds back those behind it.
    /// Another exception refuses the event too; it is logged, and the client reads <c>Internal server error</c>.
    /// </remarks>
    public Socket Use(Action<EventContext> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        return Use(e =>
        {
            middleware(e);
            return Task.CompletedTask;
        });
    }

    /// <inheritdoc cref="Use(Action{EventContext})"/>
    public Socket Use(Func<EventContext, Task> middleware)
    {
        (_middlewares ?? Interlocked.CompareExchange(ref _middlewares, new EventMiddlewares(this), null) ?? _middlewares).Add(middleware);
        return this;
    }

    /// <inheritdoc cref="Use(Action{EventContext})"/>
    [OverloadResolutionPriority(1)]
    public Socket Use(Func<EventContext, ValueTask> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        return Use(e => middleware(e).AsTask());
    }

    /// <summary>Called when the socket is about to be disconnected, while it is still in its rooms.</summary>
    public Socket OnDisconnecting(Action<DisconnectReason> handler) => OnDisconnecting(reason => Completed(handler, reason));

    /// <inheritdoc cref="OnDisconnecting(Action{DisconnectReason})"/>
    public Socket OnDisconnecting(Func<DisconnectReason, Task> handler)
    {
        _lifetime.OnDisconnecting(handler);
        return this;
    }

    /// <inheritdoc cref="OnDisconnecting(Action{DisconnectReason})"/>
    [OverloadResolutionPriority(1)]
    public Socket OnDisconnecting(Func<DisconnectReason, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return OnDisconnecting(e => handler(e).AsTask());
    }

    /// <summary>Called when the socket is disconnected and has left its rooms.</summary>
    public Socket OnDisconnect(Action<DisconnectReason> handler) => OnDisconnect(reason => Completed(handler, reason));

    /// <inheritdoc cref="OnDisconnect(Action{DisconnectReason})"/>
    public Socket OnDisconnect(Func<DisconnectReason, Task> handler)
    {
        _lifetime.OnDisconnect(handler);
        return this;
    }

    /// <inheritdoc cref="OnDisconnect(Action{DisconnectReason})"/>
    [OverloadResolutionPriority(1)]
    public Socket OnDisconnect(Func<DisconnectReason, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return OnDisconnect(e => handler(e).AsTask());
    }

    /// <summary>Called when the connection below goes over from polling to another transport (the reference's <c>socket.conn.on("upgrade")</c>), once at most.</summary>
    /// <param name="handler">Gets the name of the transport, <c>websocket</c>. It must not wait: the new transport is read afterwards.</param>
    public Socket OnUpgrade(Action<string> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        _client.AddUpgradeListener(transport =>
        {
            if (!Connected)
            {
                return;
            }

            try
            {
                handler(transport);
            }
            catch (Exception exception)
            {
                _lifetime.HandlerFailed("upgrade", exception);
            }
        });
        return this;
    }

    /// <summary>
    /// Called when the client sent an invalid packet, just before the connection is closed for it, and when a middleware of the socket refused an event.
    /// </summary>
    public Socket OnError(Action<Exception> handler)
    {
        _lifetime.OnError(handler);
        return this;
    }

    private static Task Completed(Action<DisconnectReason> handler, DisconnectReason reason)
    {
        handler(reason);
        return Task.CompletedTask;
    }
}
