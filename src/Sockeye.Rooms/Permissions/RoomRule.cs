using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authorization;
using Sockeye.Authorization;
using Sockeye.Permissions;

namespace Sockeye;

/// <summary>
/// What sockets may do with some rooms. Joining, sending, listing, presence and history are rights of their own. A right that is not set asks what <c>Join</c> asks (with the
/// <see cref="RoomPermissionContext.Access"/> that is wanted), so that a room that not everybody may join is closed in each way. <c>Join</c> that is not set refuses. No answer is
/// remembered: a rule is asked each time.
/// </summary>
public sealed class RoomRule
{
    private readonly SocketIOServer _server;
    private readonly Func<string, bool> _matches;
    private readonly Func<RoomPermissionContext, ValueTask<RoomVerdict>>?[] _checks =
        new Func<RoomPermissionContext, ValueTask<RoomVerdict>>?[Enum.GetValues<RoomAccess>().Length];
    private readonly bool[] _answerAtOnce = new bool[Enum.GetValues<RoomAccess>().Length];

    internal RoomRule(SocketIOServer server, Func<string, bool> matches)
    {
        _server = server;
        _matches = matches;
    }

    /// <summary>Everybody may join, and do everything else that is not set.</summary>
    public RoomRule Allow() => Join(static _ => RoomVerdict.Allow);

    /// <summary>Who may be in the rooms: whom an authorization policy allows. Its resource is the <see cref="RoomPermissionContext"/>.</summary>
    /// <param name="policyName">The name of the policy. If a requirement fails with a reason, that is what the client reads.</param>
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

    /// <summary>Who may find the rooms in lists: that they exist, their records, and how many are in them, being in them or not: whom an authorization policy allows. Its resource is the <see cref="RoomPermissionContext"/>.</summary>
    /// <inheritdoc cref="Join(string)"/>
    public RoomRule List(string policyName) => Set(RoomAccess.List, AuthorizationPolicies.Named(policyName));

    /// <inheritdoc cref="List(string)"/>
    /// <param name="policy">The policy.</param>
    public RoomRule List(AuthorizationPolicy policy) => Set(RoomAccess.List, AuthorizationPolicies.Of(policy));

    /// <summary>Who may find the rooms in lists: that they exist, their records, and how many are in them, being in them or not: whom a function allows, by a verdict or a <see cref="bool"/>. What it throws is logged, and refused.</summary>
    public RoomRule List(Func<RoomPermissionContext, RoomVerdict> check) => Set(RoomAccess.List, check);

    /// <inheritdoc cref="List(Func{RoomPermissionContext, RoomVerdict})"/>
    [OverloadResolutionPriority(1)]
    public RoomRule List(Func<RoomPermissionContext, ValueTask<RoomVerdict>> check) => Set(RoomAccess.List, check);

    /// <summary>Who may see who is in the rooms, being in them or not: whom an authorization policy allows. Its resource is the <see cref="RoomPermissionContext"/>.</summary>
    /// <inheritdoc cref="Join(string)"/>
    public RoomRule Presence(string policyName) => Set(RoomAccess.Presence, AuthorizationPolicies.Named(policyName));

    /// <inheritdoc cref="Presence(string)"/>
    /// <param name="policy">The policy.</param>
    public RoomRule Presence(AuthorizationPolicy policy) => Set(RoomAccess.Presence, AuthorizationPolicies.Of(policy));

    /// <summary>Who may see who is in the rooms, being in them or not: whom a function allows, by a verdict or a <see cref="bool"/>. What it throws is logged, and refused.</summary>
    public RoomRule Presence(Func<RoomPermissionContext, RoomVerdict> check) => Set(RoomAccess.Presence, check);

    /// <inheritdoc cref="Presence(Func{RoomPermissionContext, RoomVerdict})"/>
    [OverloadResolutionPriority(1)]
    public RoomRule Presence(Func<RoomPermissionContext, ValueTask<RoomVerdict>> check) => Set(RoomAccess.Presence, check);

    /// <summary>Who may read what was said in the rooms, being in them or not: whom an authorization policy allows. Its resource is the <see cref="RoomPermissionContext"/>.</summary>
    /// <inheritdoc cref="Join(string)"/>
    public RoomRule History(string policyName) => Set(RoomAccess.History, AuthorizationPolicies.Named(policyName));

    /// <inheritdoc cref="History(string)"/>
    /// <param name="policy">The policy.</param>
    public RoomRule History(AuthorizationPolicy policy) => Set(RoomAccess.History, AuthorizationPolicies.Of(policy));

    /// <summary>Who may read what was said in the rooms, being in them or not: whom a function allows, by a verdict or a <see cref="bool"/>. What it throws is logged, and refused.</summary>
    public RoomRule History(Func<RoomPermissionContext, RoomVerdict> check) => Set(RoomAccess.History, check);

    /// <inheritdoc cref="History(Func{RoomPermissionContext, RoomVerdict})"/>
    [OverloadResolutionPriority(1)]
    public RoomRule History(Func<RoomPermissionContext, ValueTask<RoomVerdict>> check) => Set(RoomAccess.History, check);

    internal bool IsFor(string room) => _matches(room);

    /// <summary>Whom to ask; nobody if it is refused anyway.</summary>
    internal Func<RoomPermissionContext, ValueTask<RoomVerdict>>? CheckOf(RoomAccess access) => _checks[(int)access] ?? _checks[(int)RoomAccess.Join];

    /// <summary>Whether the answer to <see cref="CheckOf"/> comes at once: it is a function that does not wait.</summary>
    internal bool AnswersAtOnce(RoomAccess access) => _answerAtOnce[(int)(_checks[(int)access] is null ? RoomAccess.Join : access)];

    private RoomRule Set(RoomAccess access, AuthorizationPolicies.Finder find) => Set(access, new PolicyCheck(_server, find).CheckAsync);

    private RoomRule Set(RoomAccess access, Func<RoomPermissionContext, RoomVerdict> check)
    {
        ArgumentNullException.ThrowIfNull(check);
        Set(access, context => new ValueTask<RoomVerdict>(check(context)));
        _answerAtOnce[(int)access] = true;
        return this;
    }

    private RoomRule Set(RoomAccess access, Func<RoomPermissionContext, ValueTask<RoomVerdict>> check)
    {
        ArgumentNullException.ThrowIfNull(check);
        _checks[(int)access] = check;
        _answerAtOnce[(int)access] = false;
        return this;
    }
}
