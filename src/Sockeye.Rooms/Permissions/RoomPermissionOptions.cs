using System.Security.Claims;
using Sockeye.Authorization;
using Sockeye.Permissions;

namespace Sockeye;

/// <summary>The rules for the rooms of a namespace: the first one that is for a room counts. Set them alike on all servers.</summary>
public sealed class RoomPermissionOptions
{
    private readonly SocketIOServer _server;
    private readonly List<RoomRule> _rules = [];

    internal RoomPermissionOptions(SocketIOServer server) => _server = server;

    /// <summary>How long a rule may take; after that it counts as refused.</summary>
    /// <value>5 seconds by default.</value>
    public TimeSpan CheckTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How many rules that answer later may be at work at a time, for all clients of this server together. Those beyond wait for their turn, and count as refused if it does not come within
    /// <see cref="CheckTimeout"/>.
    /// </summary>
    /// <value>1000 by default.</value>
    public int MaxConcurrentChecks { get; set; } = 1000;

    /// <summary>Who a user is, for <see cref="RoomPermissions.RecheckUserAsync"/>. If it throws, that is logged, and the socket is asked anew too.</summary>
    /// <value>By default the claim <c>NameIdentifier</c> or <c>sub</c>, else the name of the identity.</value>
    public Func<ClaimsPrincipal, string?> UserId { get; set; } = UserIds.Of;

    internal IReadOnlyList<RoomRule> Rules => _rules;

    /// <summary>Adds a rule for a room, or for several: <c>*</c> in the pattern stands for any text, also none. It refuses everything until you say what it allows.</summary>
    /// <param name="pattern">Such as <c>lobby</c>, <c>vip:*</c>, <c>team:*:board</c> or <c>*</c>. Upper and lower case are different.</param>
    public RoomRule For(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return Add(new RoomPattern(pattern).Matches);
    }

    /// <summary>Adds a rule for the rooms that a function chooses. It is called often, with names that clients make up, and should be quick.</summary>
    /// <inheritdoc cref="For(string)"/>
    public RoomRule For(Func<string, bool> matches)
    {
        ArgumentNullException.ThrowIfNull(matches);
        return Add(matches);
    }

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(UserId);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxConcurrentChecks);
        ArgumentOutOfRangeException.ThrowIfLessThan(CheckTimeout, TimeSpan.FromMilliseconds(1));
    }

    private RoomRule Add(Func<string, bool> matches)
    {
        var rule = new RoomRule(_server, matches);
        _rules.Add(rule);
        return rule;
    }
}
