using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authorization;
using Sockeye.Authorization;
using Sockeye.Sockets;

namespace Sockeye;

/// <content>Middlewares, and listeners other than those of events.</content>
public sealed partial class Socket
{
    /// <summary>Removes all listeners of an event.</summary>
    public Socket Off(string eventName)
    {
        _listeners.RemoveAll(eventName);
        return this;
    }

    /// <summary>Removes one listener of an event: the one that you have added with this delegate.</summary>
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

    /// <summary>
    /// Adds a listener for every incoming event. It is called before the listeners of the event. If it is asynchronous, the others do not
    /// wait for it.
    /// </summary>
    public Socket OnAny(Action<IncomingEvent> listener)
    {
        EnsureCatchAll().Incoming.Add(listener);
        return this;
    }

    /// <inheritdoc cref="OnAny(Action{IncomingEvent})"/>
    public Socket OnAny(Func<IncomingEvent, Task> listener)
    {
        EnsureCatchAll().Incoming.Add(listener);
        return this;
    }

    /// <inheritdoc cref="OnAny(Action{IncomingEvent})"/>
    [OverloadResolutionPriority(1)]
    public Socket OnAny(Func<IncomingEvent, ValueTask> listener)
    {
        EnsureCatchAll().Incoming.Add(listener);
        return this;
    }

    /// <summary>
    /// Adds a listener for every incoming event, before those that exist already. See <see cref="OnAny(Action{IncomingEvent})"/>.
    /// </summary>
    public Socket PrependAny(Action<IncomingEvent> listener)
    {
        EnsureCatchAll().Incoming.Prepend(listener);
        return this;
    }

    /// <inheritdoc cref="PrependAny(Action{IncomingEvent})"/>
    public Socket PrependAny(Func<IncomingEvent, Task> listener)
    {
        EnsureCatchAll().Incoming.Prepend(listener);
        return this;
    }

    /// <inheritdoc cref="PrependAny(Action{IncomingEvent})"/>
    [OverloadResolutionPriority(1)]
    public Socket PrependAny(Func<IncomingEvent, ValueTask> listener)
    {
        EnsureCatchAll().Incoming.Prepend(listener);
        return this;
    }

    /// <summary>Removes a listener for every incoming event. If you give none, it removes all of them.</summary>
    public Socket OffAny(Delegate? listener = null)
    {
        _catchAll?.Incoming.Remove(listener);
        return this;
    }

    /// <summary>
    /// Adds a listener for every event that is sent to this socket, including broadcasts but not acknowledgements. Sending does not wait
    /// for it.
    /// </summary>
    public Socket OnAnyOutgoing(Action<OutgoingEvent> listener)
    {
        EnsureCatchAll().Outgoing.Add(listener);
        return this;
    }

    /// <inheritdoc cref="OnAnyOutgoing(Action{OutgoingEvent})"/>
    public Socket OnAnyOutgoing(Func<OutgoingEvent, Task> listener)
    {
        EnsureCatchAll().Outgoing.Add(listener);
        return this;
    }

    /// <inheritdoc cref="OnAnyOutgoing(Action{OutgoingEvent})"/>
    [OverloadResolutionPriority(1)]
    public Socket OnAnyOutgoing(Func<OutgoingEvent, ValueTask> listener)
    {
        EnsureCatchAll().Outgoing.Add(listener);
        return this;
    }

    /// <summary>
    /// Adds a listener for every outgoing event, before those that exist already. See <see cref="OnAnyOutgoing(Action{OutgoingEvent})"/>.
    /// </summary>
    public Socket PrependAnyOutgoing(Action<OutgoingEvent> listener)
    {
        EnsureCatchAll().Outgoing.Prepend(listener);
        return this;
    }

    /// <inheritdoc cref="PrependAnyOutgoing(Action{OutgoingEvent})"/>
    public Socket PrependAnyOutgoing(Func<OutgoingEvent, Task> listener)
    {
        EnsureCatchAll().Outgoing.Prepend(listener);
        return this;
    }

    /// <inheritdoc cref="PrependAnyOutgoing(Action{OutgoingEvent})"/>
    [OverloadResolutionPriority(1)]
    public Socket PrependAnyOutgoing(Func<OutgoingEvent, ValueTask> listener)
    {
        EnsureCatchAll().Outgoing.Prepend(listener);
        return this;
    }

    /// <summary>Removes a listener for every outgoing event. If you give none, it removes all of them.</summary>
    public Socket OffAnyOutgoing(Delegate? listener = null)
    {
        _catchAll?.Outgoing.Remove(listener);
        return this;
    }

    /// <summary>
    /// Adds a listener for events that have no listener of their own. Catch-all listeners do not count. It may answer the event.
    /// </summary>
    /// <remarks>An event without a listener is not answered, as in Node.</remarks>
    public Socket OnUnhandled(Action<IncomingEvent> listener)
    {
        EnsureCatchAll().Unhandled.Add(listener);
        return this;
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
        EnsureCatchAll().Unhandled.Add(listener);
        return this;
    }

    /// <summary>Removes a listener for unhandled events. If you give none, it removes all of them.</summary>
    public Socket OffUnhandled(Delegate? listener = null)
    {
        _catchAll?.Unhandled.Remove(listener);
        return this;
    }

    /// <summary>
    /// Adds a middleware for incoming events. It runs after the catch-all listeners and before the listeners of the event. It may drop or
    /// change the event. It may also refuse it by throwing an <see cref="EventRefusedException"/>: then listeners added with
    /// <see cref="OnError(Action{Exception})"/> are called, and the client gets an error if it asked for an answer.
    /// </summary>
    /// <remarks>
    /// Middlewares run in the order in which you add them. Events stay in order: while a middleware is awaited, later events wait. Any
    /// other exception refuses the event too: it is logged, and the client reads <c>Internal server error</c>.
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
        Middlewares.Add(middleware);
        return this;
    }

    /// <inheritdoc cref="Use(Action{EventContext})"/>
    [OverloadResolutionPriority(1)]
    public Socket Use(Func<EventContext, ValueTask> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        return Use(e => middleware(e).AsTask());
    }

    /// <summary>
    /// Requires the default authorization policy for an event of this socket. The default policy asks for an authenticated user.
    /// </summary>
    /// <inheritdoc cref="Namespace.RequireAuthorizationFor(string)"/>
    public Socket RequireAuthorizationFor(string eventName) => RequireAuthorizationFor([eventName]);

    /// <summary>Requires a named authorization policy for an event of this socket.</summary>
    /// <inheritdoc cref="Namespace.RequireAuthorizationFor(string, string)"/>
    public Socket RequireAuthorizationFor(string eventName, string policyName) => RequireAuthorizationFor([eventName], policyName);

    /// <summary>Requires an authorization policy for an event of this socket.</summary>
    /// <inheritdoc cref="Namespace.RequireAuthorizationFor(string, AuthorizationPolicy)"/>
    public Socket RequireAuthorizationFor(string eventName, AuthorizationPolicy policy) => RequireAuthorizationFor([eventName], policy);

    /// <summary>
    /// Requires the default authorization policy for several events of this socket. The default policy asks for an authenticated user.
    /// </summary>
    /// <inheritdoc cref="Namespace.RequireAuthorizationFor(IEnumerable{string})"/>
    public Socket RequireAuthorizationFor(IEnumerable<string> eventNames) => Require(eventNames, AuthorizationPolicies.Default);

    /// <summary>Requires a named authorization policy for several events of this socket.</summary>
    /// <inheritdoc cref="Namespace.RequireAuthorizationFor(IEnumerable{string}, string)"/>
    public Socket RequireAuthorizationFor(IEnumerable<string> eventNames, string policyName) => Require(eventNames, AuthorizationPolicies.Named(policyName));

    /// <summary>Requires an authorization policy for several events of this socket.</summary>
    /// <inheritdoc cref="Namespace.RequireAuthorizationFor(IEnumerable{string}, AuthorizationPolicy)"/>
    public Socket RequireAuthorizationFor(IEnumerable<string> eventNames, AuthorizationPolicy policy) => Require(eventNames, AuthorizationPolicies.Of(policy));

    /// <summary>Adds a handler that is called when the socket is about to be disconnected, while it is still in its rooms.</summary>
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

    /// <summary>Adds a handler that is called when the socket is disconnected and has left its rooms.</summary>
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

    /// <summary>
    /// Adds a listener that is called when the connection moves from polling to another transport (<c>socket.conn.on("upgrade")</c> in
    /// Node). It is called at most once.
    /// </summary>
    /// <param name="listener">
    /// Gets the name of the transport, <c>websocket</c>. The new transport is read after the listeners have returned; their tasks are not
    /// awaited.
    /// </param>
    public Socket OnUpgrade(Action<string> listener)
    {
        EnsureCatchAll().Upgraded.Add(listener);
        return this;
    }

    /// <inheritdoc cref="OnUpgrade(Action{string})"/>
    public Socket OnUpgrade(Func<string, Task> listener)
    {
        EnsureCatchAll().Upgraded.Add(listener);
        return this;
    }

    /// <inheritdoc cref="OnUpgrade(Action{string})"/>
    [OverloadResolutionPriority(1)]
    public Socket OnUpgrade(Func<string, ValueTask> listener)
    {
        EnsureCatchAll().Upgraded.Add(listener);
        return this;
    }

    /// <summary>Removes a listener for the upgrade. If you give none, it removes all of them.</summary>
    public Socket OffUpgrade(Delegate? listener = null)
    {
        _catchAll?.Upgraded.Remove(listener);
        return this;
    }

    /// <summary>
    /// Adds a listener that is called when the client has sent an invalid packet, just before the connection is closed, and when a
    /// middleware of the socket has refused an event.
    /// </summary>
    public Socket OnError(Action<Exception> listener)
    {
        _lifetime.Errors.Add(listener);
        return this;
    }

    /// <inheritdoc cref="OnError(Action{Exception})"/>
    public Socket OnError(Func<Exception, Task> listener)
    {
        _lifetime.Errors.Add(listener);
        return this;
    }

    /// <inheritdoc cref="OnError(Action{Exception})"/>
    [OverloadResolutionPriority(1)]
    public Socket OnError(Func<Exception, ValueTask> listener)
    {
        _lifetime.Errors.Add(listener);
        return this;
    }

    /// <summary>Removes a listener for errors. If you give none, it removes all of them.</summary>
    public Socket OffError(Delegate? listener = null)
    {
        _lifetime.Errors.Remove(listener);
        return this;
    }

    private EventMiddlewares Middlewares => _middlewares ?? Interlocked.CompareExchange(ref _middlewares, new EventMiddlewares(this), null) ?? _middlewares;

    private Socket Require(IEnumerable<string> eventNames, AuthorizationPolicies.Finder find)
    {
        Middlewares.Policies.Add(eventNames, find);
        return this;
    }

    private static Task Completed(Action<DisconnectReason> handler, DisconnectReason reason)
    {
        handler(reason);
        return Task.CompletedTask;
    }
}
