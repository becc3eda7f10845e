namespace Sockeye.Simulation;

/// <summary>Who takes part in a run, and what the servers have.</summary>
internal sealed record Scenario(int Servers, int Clients, int Users, int Rooms, Features Features, int OldServers, int Replay)
{
    // Off until records end beside a server that has not got the namespace (issue 15, finding 5).
    private static bool BeginsOld => false;

    private static readonly Features[] All = [Features.Presence, Features.Records, Features.History, Features.Permissions];

    /// <summary>Whether a server begins with an older version of the application, which does not have the namespace.</summary>
    public bool IsOld(int server) => BeginsOld && server < OldServers;

    public bool Has(Features feature) => Features.HasFlag(feature);

    public static Scenario Of(Rng rng)
    {
        var clients = 2 + rng.Below(6);
        var servers = 1 + rng.Below(4);
        var features = Features.None;
        foreach (var feature in All)
        {
            features |= rng.Chance(60) ? feature : Features.None;
        }

        return new Scenario(servers, clients, 1 + rng.Below(clients), 1 + rng.Below(3), features == Features.None ? rng.Pick(All) : features, rng.Chance(15) ? rng.Below(servers) : 0, rng.Chance(50) ? rng.Below(6) : 0);
    }

    public string Room(int index) => "room" + (index % Rooms);

    public string User(int client) => "user" + (client % Users);

    public override string ToString() => $"{Servers} servers, {Clients} clients of {Users} users, {Rooms} rooms with {Features}, {OldServers} old servers";
}
