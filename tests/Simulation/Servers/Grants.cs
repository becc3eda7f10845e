namespace Sockeye.Simulation;

/// <summary>Which user may be in which room, as all servers look it up, and since when.</summary>
internal sealed class Grants
{
    private static readonly RoomAccess[] Rights = [RoomAccess.Send, RoomAccess.List, RoomAccess.Presence, RoomAccess.History];

    private readonly World _world;
    private readonly HashSet<(string User, string Room, RoomAccess Access)> _denied = [];
    private readonly Dictionary<(string User, string Room), (bool IsAllowed, long Since, bool IsChanged)> _grants = [];

    public Grants(World world, Scenario scenario)
    {
        _world = world;
        var rng = new Rng(world.Rng.Next());
        for (var room = 0; room < scenario.Rooms; room++)
        {
            for (var user = 0; user < scenario.Users; user++)
            {
                _grants[(scenario.User(user), scenario.Room(room))] = (!scenario.Has(Features.Permissions) || rng.Chance(70), 0, false);
                foreach (var access in scenario.Has(Features.Permissions) ? Rights : [])
                {
                    if (rng.Chance(15))
                    {
                        _denied.Add((scenario.User(user), scenario.Room(room), access));
                    }
                }
            }
        }
    }

    /// <summary>Whether a user has no such right in a room, whether it may be in it or not.</summary>
    public bool Denies(string user, string room, RoomAccess access) => _denied.Contains((user, room, access));

    public bool Allows(string? user, string room, RoomAccess access = RoomAccess.Join) => user is not null && !Denies(user, room, access) && _grants.TryGetValue((user, room), out var grant) && grant.IsAllowed;

    /// <summary>Whether it was so for a moment at least, of late.</summary>
    public bool Allowed(string user, string room, TimeSpan lately)
    {
        var grant = _grants[(user, room)];
        return grant.IsAllowed || (grant.IsChanged && _world.Now - grant.Since <= lately.Ticks);
    }

    /// <summary>Whether it was never another way.</summary>
    public bool IsStable(string user, string room) => !_grants[(user, room)].IsChanged;

    public bool WasEverAllowed(string user, string room) => _grants[(user, room)] is { IsAllowed: true } or { IsChanged: true };

    public void Set(string user, string room, bool isAllowed)
    {
        if (_grants[(user, room)].IsAllowed != isAllowed)
        {
            _grants[(user, room)] = (isAllowed, _world.Now, true);
        }
    }
}
