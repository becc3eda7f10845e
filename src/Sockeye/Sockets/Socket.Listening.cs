using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authorization;
using Sockeye.Authorization;
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

    /// <summary>Listens to every event that comes in, before its own listeners. It may be asynchronous: the others do not wait for it.</summary>
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

    /// <summary>Like <see cref="OnAny(Action{IncomingEvent})"/>, before the listeners that are there already.</summary>
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

    /// <summary>Removes a listener of all incoming events; all of them if none is given.</summary>
    public Socket OffAny(Delegate? listener = null)
    {
        _catchAll?.Incoming.Remove(listener);
        return this;
    }

    /// <summary>Listens to every event that is sent to this socket, broadcasts included; not to acknowledgements. The event does not wait for it.</summary>
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

    /// <summary>Like <see cref="OnAnyOutgoing(Action{OutgoingEvent})"/>, before the listeners that are there already.</summary>
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

    /// <summary>Removes a listener of all outgoing events; all of them if none is given.</summary>
    public Socket OffAnyOutgoing(Delegate? listener = null)
    {
        _catchAll?.Outgoing.Remove(listener);
        return this;
    }

    /// <summary>Called for events that nothing else listens to; catch-all listeners do not count. It may answer them.</summary>
    /// <remarks>An event that nobody listens to is not answered, as in the reference.</remarks>
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

    /// <summary>Removes a listener of unhandled events; all of them if none is given.</summary>
    public Socket OffUnhandled(Delegate? listener = null)
    {
        _catchAll?.Unhandled.Remove(listener);
        return this;
    }

    /// <summary>
    /// Adds a middleware. It sees every event that comes in, after the catch-all listeners and before the others, and may drop it, change it, or refuse it by
    /// throwing an <see cref="EventRefusedException"/>: then the <see cref="OnError(Action{Exception})"/> listeners are called, and the client gets an error if it asked for an answer.
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

    /// <summary>Lets an event of this socket pass only if an authorization policy allows it; the default policy asks for an authenticated user.</summary>
    /// <inheritdoc cref="Namespace.RequireAuthorizationFor(string)"/>
    public Socket RequireAuthorizationFor(string eventName) => RequireAuthorizationFor([eventName]);

    /// <summary>Lets an event of this socket pass only if a named authorization policy allows it.</summary>
    /// <inheritdoc cref="Namespace.RequireAuthorizationFor(string, string)"/>
    public Socket RequireAuthorizationFor(string eventName, string policyName) => RequireAuthorizationFor([eventName], policyName);

    /// <summary>Lets an event of this socket pass only if an authorization policy allows it.</summary>
    /// <inheritdoc cref="Namespace.RequireAuthorizationFor(string, AuthorizationPolicy)"/>
    public Socket RequireAuthorizationFor(string eventName, AuthorizationPolicy policy) => RequireAuthorizationFor([eventName], policy);

    /// <summary>The same for several events.</summary>
    /// <inheritdoc cref="Namespace.RequireAuthorizationFor(IEnumerable{string})"/>
    public Socket RequireAuthorizationFor(IEnumerable<string> eventNames) => Require(eventNames, AuthorizationPolicies.Default);

    /// <inheritdoc cref="RequireAuthorizationFor(IEnumerable{string})"/>
    /// <inheritdoc cref="Namespace.RequireAuthorizationFor(IEnumerable{string}, string)" path="/param"/>
    public Socket RequireAuthorizationFor(IEnumerable<string> eventNames, string policyName) => Require(eventNames, AuthorizationPolicies.Named(policyName));

    /// <inheritdoc cref="RequireAuthorizationFor(IEnumerable{string})"/>
    /// <inheritdoc cref="Namespace.RequireAuthorizationFor(IEnumerable{string}, AuthorizationPolicy)" path="/param"/>
    public Socket RequireAuthorizationFor(IEnumerable<string> eventNames, AuthorizationPolicy policy) => Require(eventNames, AuthorizationPolicies.Of(policy));

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
    /// <param name="listener">Gets the name of the transport, <c>websocket</c>. The new transport is read when the listeners have returned; tasks are not waited for.</param>
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

    /// <summary>Removes a listener of the upgrade; all of them if none is given.</summary>
    public Socket OffUpgrade(Delegate? listener = null)
    {
        _catchAll?.Upgraded.Remove(listener);
        return this;
    }

    /// <summary>Called when the client sent an invalid packet, just before the connection is closed for it, and when a middleware of the socket refused an event.</summary>
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

    /// <summary>Removes a listener of errors; all of them if none is given.</summary>
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
