using Microsoft.AspNetCore.Authorization;
using Sockeye.Authorization;
using Sockeye.Sockets;

namespace Sockeye;

/// <content>Authorization policies for single events. The namespaces of the pattern inherit them.</content>
public sealed partial class ParentNamespace
{
    private volatile EventPolicies? _eventPolicies;

    /// <inheritdoc cref="Namespace.RequireAuthorizationFor(string)"/>
    public ParentNamespace RequireAuthorizationFor(string eventName) => RequireAuthorizationFor([eventName]);

    /// <inheritdoc cref="Namespace.RequireAuthorizationFor(string, string)"/>
    public ParentNamespace RequireAuthorizationFor(string eventName, string policyName) => RequireAuthorizationFor([eventName], policyName);

    /// <inheritdoc cref="Namespace.RequireAuthorizationFor(string, AuthorizationPolicy)"/>
    public ParentNamespace RequireAuthorizationFor(string eventName, AuthorizationPolicy policy) => RequireAuthorizationFor([eventName], policy);

    /// <inheritdoc cref="Namespace.RequireAuthorizationFor(IEnumerable{string})"/>
    public ParentNamespace RequireAuthorizationFor(IEnumerable<string> eventNames) => Require(eventNames, AuthorizationPolicies.Default);

    /// <inheritdoc cref="Namespace.RequireAuthorizationFor(IEnumerable{string}, string)"/>
    public ParentNamespace RequireAuthorizationFor(IEnumerable<string> eventNames, string policyName) => Require(eventNames, AuthorizationPolicies.Named(policyName));

    /// <inheritdoc cref="Namespace.RequireAuthorizationFor(IEnumerable{string}, AuthorizationPolicy)"/>
    public ParentNamespace RequireAuthorizationFor(IEnumerable<string> eventNames, AuthorizationPolicy policy) => Require(eventNames, AuthorizationPolicies.Of(policy));

    /// <summary>The policies for events of the sockets; <see langword="null"/> if there are none.</summary>
    internal EventPolicies? EventPolicies => _eventPolicies;

    private ParentNamespace Require(IEnumerable<string> eventNames, AuthorizationPolicies.Finder find)
    {
        (_eventPolicies ?? Interlocked.CompareExchange(ref _eventPolicies, new(), null) ?? _eventPolicies).Add(eventNames, find);
        return this;
    }
}
