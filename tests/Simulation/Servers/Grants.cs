namespace Sockeye.Simulation;

/// <summary>Which user may be in which room, as all servers look it up, and since when.</summary>
internal sealed class Grants
{
    private readonly World _world;
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
            }
        }
    }

    public bool Allows(string? user, string room) => user is not null && _grants.TryGetValue((user, room), out var grant) && grant.IsAllowed;

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
