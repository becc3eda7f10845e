using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authorization;
using Sockeye.Namespaces;
using Sockeye.Permissions;

namespace Sockeye;

/// <summary>
/// What sockets may do with some rooms. Sending and seeing, where nothing is said of them, are asked what joining is asked (with the <see cref="RoomPermissionContext.Access"/> that is
/// wanted); joining, where nothing is said of it, is refused. Nothing is remembered of the answers: a rule is asked each time.
/// </summary>
public sealed class RoomRule
{
    private readonly SocketIOServer _server;
    private readonly Func<string, bool> _matches;
    private readonly Func<RoomPermissionContext, ValueTask<RoomVerdict>>?[] _checks = new Func<RoomPermissionContext, ValueTask<RoomVerdict>>?[3];

    internal RoomRule(SocketIOServer server, Func<string, bool> matches)
    {
        _server = server;
        _matches = matches;
    }

    /// <summary>Everybody may join; and send and see, where nothing else is said.</summary>
    public RoomRule Allow() => Join(static _ => RoomVerdict.Allow);

    /// <summary>Who may be in the rooms: whom an authorization policy allows. Its resource is the <see cref="RoomPermissionContext"/>.</summary>
    /// <param name="policyName">The name of the policy. Where a requirement fails with a reason, that is what the client reads.</param>
    public RoomRule Join(string policyName) => Set(RoomAccess.Join, AuthorizationPolicies.Named(policyName));

    /// <inheritdoc cref="Join(string)"/>
    /// <param name="policy">The policy.</param>
    public RoomRule Join(AuthorizationPolicy policy) => Set(RoomAccess.Join, AuthorizationPolicies.Of(policy));

    /// <summary>Who may be in the rooms: whom a function allows, by a verdict or a <see cref="bool"/>. What it throws is logged, and refused.</summary>
    public RoomRule Join(Func<RoomPermissionContext, RoomVerdict> check) => Set(RoomAccess.Join, check);

    /// <inheritdoc cref="Join(Func{RoomPermissionContext, RoomVerdict})"/>
    [OverloadResolutionPriority(1)]
    public RoomRule Join(Func<RoomPermissionContext, ValueTask<RoomVerdict>> check) => Set(RoomAccess.Join, check);

    /// <summary>Who may send to the rooms, being in them or not: whom an authorization policy allows. Its resource is the <see cref="RoomPermissionContext"/>.</summary>
    /// <inheritdoc cref="Join(string)"/>
    public RoomRule Send(string policyName) => Set(RoomAccess.Send, AuthorizationPolicies.Named(policyName));

    /// <inheritdoc cref="Send(string)"/>
    /// <param name="policy">The policy.</param>
    public RoomRule Send(AuthorizationPolicy policy) => Set(RoomAccess.Send, AuthorizationPolicies.Of(policy));

    /// <summary>Who may send to the rooms, being in them or not: whom a function allows, by a verdict or a <see cref="bool"/>. What it throws is logged, and refused.</summary>
    public RoomRule Send(Func<RoomPermissionContext, RoomVerdict> check) => Set(RoomAccess.Send, check);

    /// <inheritdoc cref="Send(Func{RoomPermissionContext, RoomVerdict})"/>
    [OverloadResolutionPriority(1)]
    public RoomRule Send(Func<RoomPermissionContext, ValueTask<RoomVerdict>> check) => Set(RoomAccess.Send, check);

    /// <summary>
    /// Who may see that the rooms exist, who is in them, and what was said, being in them or not: whom an authorization policy allows. Its resource is the
    /// <see cref="RoomPermissionContext"/>.
    /// </summary>
    /// <inheritdoc cref="Join(string)"/>
    public RoomRule See(string policyName) => Set(RoomAccess.See, AuthorizationPolicies.Named(policyName));

    /// <inheritdoc cref="See(string)"/>
    /// <param name="policy">The policy.</param>
    public RoomRule See(AuthorizationPolicy policy) => Set(RoomAccess.See, AuthorizationPolicies.Of(policy));

    /// <summary>
    /// Who may see that the rooms exist, who is in them, and what was said, being in them or not: whom a function allows, by a verdict or a <see cref="bool"/>. What it throws is
    /// logged, and refused.
    /// </summary>
    public RoomRule See(Func<RoomPermissionContext, RoomVerdict> check) => Set(RoomAccess.See, check);

    /// <inheritdoc cref="See(Func{RoomPermissionContext, RoomVerdict})"/>
    [OverloadResolutionPriority(1)]
    public RoomRule See(Func<RoomPermissionContext, ValueTask<RoomVerdict>> check) => Set(RoomAccess.See, check);

    internal bool IsFor(string room) => _matches(room);

    /// <summary>Whom to ask; nobody where it is refused anyway.</summary>
    internal Func<RoomPermissionContext, ValueTask<RoomVerdict>>? CheckOf(RoomAccess access) => _checks[(int)access] ?? _checks[(int)RoomAccess.Join];

    private RoomRule Set(RoomAccess access, AuthorizationPolicies.Finder find) => Set(access, new PolicyCheck(_server, find).CheckAsync);

    private RoomRule Set(RoomAccess access, Func<RoomPermissionContext, RoomVerdict> check)
    {
        ArgumentNullException.ThrowIfNull(check);
        return Set(access, context => new ValueTask<RoomVerdict>(check(context)));
    }

    private RoomRule Set(RoomAccess access, Func<RoomPermissionContext, ValueTask<RoomVerdict>> check)
    {
        ArgumentNullException.ThrowIfNull(check);
        _checks[(int)access] = check;
        return this;
    }
}
