using Microsoft.AspNetCore.Authorization;
using Sockeye.Authorization;
using Sockeye.Sockets;

namespace Sockeye;

/// <content>Policies of single events.</content>
public sealed partial class Namespace
{
    private volatile EventPolicies? _eventPolicies;

    /// <summary>Lets an event pass only if an authorization policy allows it; the default policy asks for an authenticated user.</summary>
    /// <remarks>
    /// The policy is asked each time, behind the middlewares of the socket and before the listeners of the event, no matter who adds them. Its resource is the <see cref="IncomingEvent"/>. Events stay in
    /// order: one whose policy has to wait holds back those behind it. A refused event that asked for an answer gets <c>{"error":{"message":"Forbidden","data":{"code":"E_FORBIDDEN"}}}</c>, or
    /// <c>Unauthorized</c> and <c>E_UNAUTHORIZED</c> if the user is not authenticated; the socket's <see cref="Socket.OnError(Action{Exception})"/> listeners hear of it.
    /// </remarks>
    /// <param name="eventName">The event.</param>
    /// <exception cref="ArgumentException">The name is reserved.</exception>
    public Namespace RequireAuthorizationFor(string eventName) => RequireAuthorizationFor([eventName]);

    /// <summary>Lets an event pass only if a named authorization policy allows it.</summary>
    /// <inheritdoc cref="RequireAuthorizationFor(string)"/>
    /// <param name="eventName">The event.</param>
    /// <param name="policyName">The name of the policy.</param>
    public Namespace RequireAuthorizationFor(string eventName, string policyName) => RequireAuthorizationFor([eventName], policyName);

    /// <summary>Lets an event pass only if an authorization policy allows it.</summary>
    /// <inheritdoc cref="RequireAuthorizationFor(string)"/>
    /// <param name="eventName">The event.</param>
    /// <param name="policy">The policy.</param>
    public Namespace RequireAuthorizationFor(string eventName, AuthorizationPolicy policy) => RequireAuthorizationFor([eventName], policy);

    /// <summary>Lets several events pass only if an authorization policy allows them; the default policy asks for an authenticated user.</summary>
    /// <inheritdoc cref="RequireAuthorizationFor(string)"/>
    /// <param name="eventNames">The events.</param>
    public Namespace RequireAuthorizationFor(IEnumerable<string> eventNames) => Require(eventNames, AuthorizationPolicies.Default);

    /// <summary>Lets several events pass only if a named authorization policy allows them.</summary>
    /// <inheritdoc cref="RequireAuthorizationFor(string)"/>
    /// <param name="eventNames">The events.</param>
    /// <param name="policyName">The name of the policy.</param>
    public Namespace RequireAuthorizationFor(IEnumerable<string> eventNames, string policyName) => Require(eventNames, AuthorizationPolicies.Named(policyName));

    /// <summary>Lets several events pass only if an authorization policy allows them.</summary>
    /// <inheritdoc cref="RequireAuthorizationFor(string)"/>
    /// <param name="eventNames">The events.</param>
    /// <param name="policy">The policy.</param>
    public Namespace RequireAuthorizationFor(IEnumerable<string> eventNames, AuthorizationPolicy policy) => Require(eventNames, AuthorizationPolicies.Of(policy));

    /// <summary>What the events of the sockets have to pass; nothing if there are no policies.</summary>
    internal EventPolicies? EventPolicies => _eventPolicies;

    private Namespace Require(IEnumerable<string> eventNames, AuthorizationPolicies.Finder find)
    {
        (_eventPolicies ?? Interlocked.CompareExchange(ref _eventPolicies, new(), null) ?? _eventPolicies).Add(eventNames, find);
        return this;
    }
}
