using System.Security.Claims;
using Sockeye.Authorization;
using Sockeye.Permissions;

namespace Sockeye;

/// <summary>The rules for the rooms of a namespace. The first rule that matches a room counts. Use the same rules on all servers.</summary>
public sealed class RoomPermissionOptions
{
    private readonly SocketIOServer _server;
    private readonly List<RoomRule> _rules = [];

    internal RoomPermissionOptions(SocketIOServer server) => _server = server;

    /// <summary>How long a rule may take. After that time the access is refused.</summary>
    /// <value>5 seconds by default.</value>
    public TimeSpan CheckTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How many asynchronous rules may run at the same time, for all clients of this server together. Further ones wait, and the access is
    /// refused if they have to wait longer than <see cref="CheckTimeout"/>.
    /// </summary>
    /// <value>1000 by default.</value>
    public int MaxConcurrentChecks { get; set; } = 1000;

    /// <summary>
    /// Returns the id of a user, for <see cref="RoomPermissions.RecheckUserAsync"/>. If it throws, the exception is logged, and the socket
    /// is checked too.
    /// </summary>
    /// <value>By default the claim <c>NameIdentifier</c> or <c>sub</c>, otherwise the name of the identity.</value>
    public Func<ClaimsPrincipal, string?> UserId { get; set; } = UserIds.Of;

    internal IReadOnlyList<RoomRule> Rules => _rules;

    /// <summary>
    /// Adds a rule for one room or several: <c>*</c> in the pattern stands for any text, including none. The rule refuses everything until
    /// you say what it allows.
    /// </summary>
    /// <param name="pattern">
    /// The pattern, such as <c>lobby</c>, <c>vip:*</c>, <c>team:*:board</c> or <c>*</c>. It is case-sensitive.
    /// </param>
    public RoomRule For(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return Add(new RoomPattern(pattern).Matches);
    }

    /// <summary>
    /// Adds a rule for the rooms that a function selects. The function is called often, with names that clients make up, so it should be
    /// fast.
    /// </summary>
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
