using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authorization;
using Sockeye.Authorization;
using Sockeye.Permissions;

namespace Sockeye;

/// <summary>
/// What sockets may do with some rooms. Joining, sending, listing, presence and history are separate permissions. If you do not set one of
/// them, it has the check of <c>Join</c>, which sees the wanted access in <see cref="RoomPermissionContext.Access"/>. So a room that not
/// everyone may join is closed in every way. If you do not set <c>Join</c>, it refuses. Answers are not cached: a check runs each time.
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

    /// <summary>Allows everyone to join, and to do everything that you do not set otherwise.</summary>
    public RoomRule Allow() => Join(static _ => RoomVerdict.Allow);

    /// <summary>Sets an authorization policy for being in the rooms. Its resource is the <see cref="RoomPermissionContext"/>.</summary>
    /// <param name="policyName">The name of the policy. If a requirement fails with a reason, the client gets that reason.</param>
    public RoomRule Join(string policyName) => Set(RoomAccess.Join, AuthorizationPolicies.Named(policyName));

    /// <inheritdoc cref="Join(string)"/>
    /// <param name="policy">The policy.</param>
    public RoomRule Join(AuthorizationPolicy policy) => Set(RoomAccess.Join, AuthorizationPolicies.Of(policy));

    /// <summary>
    /// Sets a function that decides who may be in the rooms, by a verdict or a <see cref="bool"/>. If it throws, the exception is logged
    /// and the access is refused.
    /// </summary>
    public RoomRule Join(Func<RoomPermissionContext, RoomVerdict> check) => Set(RoomAccess.Join, check);

    /// <inheritdoc cref="Join(Func{RoomPermissionContext, RoomVerdict})"/>
    [OverloadResolutionPriority(1)]
    public RoomRule Join(Func<RoomPermissionContext, ValueTask<RoomVerdict>> check) => Set(RoomAccess.Join, check);

    /// <summary>
    /// Sets an authorization policy for sending to the rooms, whether the sender is a member or not. Its resource is the
    /// <see cref="RoomPermissionContext"/>.
    /// </summary>
    /// <inheritdoc cref="Join(string)"/>
    public RoomRule Send(string policyName) => Set(RoomAccess.Send, AuthorizationPolicies.Named(policyName));

    /// <inheritdoc cref="Send(string)"/>
    /// <param name="policy">The policy.</param>
    public RoomRule Send(AuthorizationPolicy policy) => Set(RoomAccess.Send, AuthorizationPolicies.Of(policy));

    /// <summary>
    /// Sets a function that decides who may send to the rooms, whether the sender is a member or not, by a verdict or a <see cref="bool"/>.
    /// If it throws, the exception is logged and the access is refused.
    /// </summary>
    public RoomRule Send(Func<RoomPermissionContext, RoomVerdict> check) => Set(RoomAccess.Send, check);

    /// <inheritdoc cref="Send(Func{RoomPermissionContext, RoomVerdict})"/>
    [OverloadResolutionPriority(1)]
    public RoomRule Send(Func<RoomPermissionContext, ValueTask<RoomVerdict>> check) => Set(RoomAccess.Send, check);

    /// <summary>
    /// Sets an authorization policy for finding the rooms in lists, whether the client is a member or not: that they exist, their records,
    /// and their numbers of members. Its resource is the <see cref="RoomPermissionContext"/>.
    /// </summary>
    /// <inheritdoc cref="Join(string)"/>
    public RoomRule List(string policyName) => Set(RoomAccess.List, AuthorizationPolicies.Named(policyName));

    /// <inheritdoc cref="List(string)"/>
    /// <param name="policy">The policy.</param>
    public RoomRule List(AuthorizationPolicy policy) => Set(RoomAccess.List, AuthorizationPolicies.Of(policy));

    /// <summary>
    /// Sets a function that decides who may find the rooms in lists, whether the client is a member or not, by a verdict or a
    /// <see cref="bool"/>. A list says that a room exists, its record, and its number of members. If the function throws, the exception is
    /// logged and the access is refused.
    /// </summary>
    public RoomRule List(Func<RoomPermissionContext, RoomVerdict> check) => Set(RoomAccess.List, check);

    /// <inheritdoc cref="List(Func{RoomPermissionContext, RoomVerdict})"/>
    [OverloadResolutionPriority(1)]
    public RoomRule List(Func<RoomPermissionContext, ValueTask<RoomVerdict>> check) => Set(RoomAccess.List, check);

    /// <summary>
    /// Sets an authorization policy for seeing the members of the rooms, whether the client is a member or not. Its resource is the
    /// <see cref="RoomPermissionContext"/>.
    /// </summary>
    /// <inheritdoc cref="Join(string)"/>
    public RoomRule Presence(string policyName) => Set(RoomAccess.Presence, AuthorizationPolicies.Named(policyName));

    /// <inheritdoc cref="Presence(string)"/>
    /// <param name="policy">The policy.</param>
    public RoomRule Presence(AuthorizationPolicy policy) => Set(RoomAccess.Presence, AuthorizationPolicies.Of(policy));

    /// <summary>
    /// Sets a function that decides who may see the members of the rooms, whether the client is a member or not, by a verdict or a
    /// <see cref="bool"/>. If it throws, the exception is logged and the access is refused.
    /// </summary>
    public RoomRule Presence(Func<RoomPermissionContext, RoomVerdict> check) => Set(RoomAccess.Presence, check);

    /// <inheritdoc cref="Presence(Func{RoomPermissionContext, RoomVerdict})"/>
    [OverloadResolutionPriority(1)]
    public RoomRule Presence(Func<RoomPermissionContext, ValueTask<RoomVerdict>> check) => Set(RoomAccess.Presence, check);

    /// <summary>
    /// Sets an authorization policy for reading the history of the rooms, whether the client is a member or not. Its resource is the
    /// <see cref="RoomPermissionContext"/>.
    /// </summary>
    /// <inheritdoc cref="Join(string)"/>
    public RoomRule History(string policyName) => Set(RoomAccess.History, AuthorizationPolicies.Named(policyName));

    /// <inheritdoc cref="History(string)"/>
    /// <param name="policy">The policy.</param>
    public RoomRule History(AuthorizationPolicy policy) => Set(RoomAccess.History, AuthorizationPolicies.Of(policy));

    /// <summary>
    /// Sets a function that decides who may read the history of the rooms, whether the client is a member or not, by a verdict or a
    /// <see cref="bool"/>. If it throws, the exception is logged and the access is refused.
    /// </summary>
    public RoomRule History(Func<RoomPermissionContext, RoomVerdict> check) => Set(RoomAccess.History, check);

    /// <inheritdoc cref="History(Func{RoomPermissionContext, RoomVerdict})"/>
    [OverloadResolutionPriority(1)]
    public RoomRule History(Func<RoomPermissionContext, ValueTask<RoomVerdict>> check) => Set(RoomAccess.History, check);

    internal bool IsFor(string room) => _matches(room);

    /// <summary>The check for an access; <see langword="null"/> if the access is refused in any case.</summary>
    internal Func<RoomPermissionContext, ValueTask<RoomVerdict>>? CheckOf(RoomAccess access) => _checks[(int)access] ?? _checks[(int)RoomAccess.Join];

    /// <summary>Whether <see cref="CheckOf"/> returns a synchronous function.</summary>
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
