using Microsoft.AspNetCore.Authorization;
using Sockeye.Authorization;
using Sockeye.Sockets;

namespace Sockeye;

/// <content>Authorization policies for single events.</content>
public sealed partial class Namespace
{
    private volatile EventPolicies? _eventPolicies;

    /// <summary>Requires the default authorization policy for an event. The default policy asks for an authenticated user.</summary>
    /// <remarks>
    /// The policy is evaluated for each event, after the middlewares of the socket and before all listeners of the event, whichever code has added
    /// them. The resource of the policy is the <see cref="IncomingEvent"/>. Events stay in order: while a policy is awaited, later events
    /// wait. If a refused event asked for an answer, the client gets
    /// <c>{"error":{"message":"Forbidden","data":{"code":"E_FORBIDDEN"}}}</c>, or <c>Unauthorized</c> and <c>E_UNAUTHORIZED</c> if the user
    /// is not authenticated. Listeners that you add with <see cref="Socket.OnError(Action{Exception})"/> are called too.
    /// </remarks>
    /// <param name="eventName">The name of the event.</param>
    /// <exception cref="ArgumentException">The name is reserved.</exception>
    public Namespace RequireAuthorizationFor(string eventName) => RequireAuthorizationFor([eventName]);

    /// <summary>Requires a named authorization policy for an event.</summary>
    /// <inheritdoc cref="RequireAuthorizationFor(string)"/>
    /// <param name="eventName">The name of the event.</param>
    /// <param name="policyName">The name of the policy.</param>
    public Namespace RequireAuthorizationFor(string eventName, string policyName) => RequireAuthorizationFor([eventName], policyName);

    /// <summary>Requires an authorization policy for an event.</summary>
    /// <inheritdoc cref="RequireAuthorizationFor(string)"/>
    /// <param name="eventName">The name of the event.</param>
    /// <param name="policy">The policy.</param>
    public Namespace RequireAuthorizationFor(string eventName, AuthorizationPolicy policy) => RequireAuthorizationFor([eventName], policy);

    /// <summary>Requires the default authorization policy for several events. The default policy asks for an authenticated user.</summary>
    /// <inheritdoc cref="RequireAuthorizationFor(string)"/>
    /// <param name="eventNames">The names of the events.</param>
    public Namespace RequireAuthorizationFor(IEnumerable<string> eventNames) => Require(eventNames, AuthorizationPolicies.Default);

    /// <summary>Requires a named authorization policy for several events.</summary>
    /// <inheritdoc cref="RequireAuthorizationFor(string)"/>
    /// <param name="eventNames">The names of the events.</param>
    /// <param name="policyName">The name of the policy.</param>
    public Namespace RequireAuthorizationFor(IEnumerable<string> eventNames, string policyName) => Require(eventNames, AuthorizationPolicies.Named(policyName));

    /// <summary>Requires an authorization policy for several events.</summary>
    /// <inheritdoc cref="RequireAuthorizationFor(string)"/>
    /// <param name="eventNames">The names of the events.</param>
    /// <param name="policy">The policy.</param>
    public Namespace RequireAuthorizationFor(IEnumerable<string> eventNames, AuthorizationPolicy policy) => Require(eventNames, AuthorizationPolicies.Of(policy));

    /// <summary>The policies for events of the sockets; <see langword="null"/> if there are none.</summary>
    internal EventPolicies? EventPolicies => _eventPolicies;

    private Namespace Require(IEnumerable<string> eventNames, AuthorizationPolicies.Finder find)
    {
        (_eventPolicies ?? Interlocked.CompareExchange(ref _eventPolicies, new(), null) ?? _eventPolicies).Add(eventNames, find);
        return this;
    }
}
