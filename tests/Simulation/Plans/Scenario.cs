namespace Sockeye.Simulation;

/// <summary>Who takes part in a run, and what the servers have.</summary>
/// <param name="Servers">How many servers.</param>
/// <param name="Clients">How many clients.</param>
/// <param name="Users">How many users they belong to.</param>
/// <param name="Rooms">How many rooms.</param>
/// <param name="Features">What the namespace has.</param>
/// <param name="OldServers">How many servers begin with an older version of the application, which does not have the namespace.</param>
/// <param name="Replay">How many messages whoever joins gets.</param>
/// <param name="Throws">Whether the listeners of the application throw.</param>
/// <param name="ListsWhatIs">Whether only rooms that have a record are listed, as a rule says that looks for it.</param>
/// <param name="Overtakes">Whether messages between servers overtake each other.</param>
/// <param name="Recovery">Who keeps the sessions of clients that are away.</param>
/// <param name="KeepsLittle">Whether only a few events are kept for them.</param>
internal sealed record Scenario(
    int Servers,
    int Clients,
    int Users,
    int Rooms,
    Features Features,
    int OldServers,
    int Replay,
    bool Throws,
    bool ListsWhatIs,
    bool Overtakes,
    RecoveryKind Recovery,
    bool KeepsLittle)
{
    private static readonly Features[] All = [Features.Presence, Features.Records, Features.History, Features.Permissions];

    /// <summary>Whether a server begins with an older version of the application, which does not have the namespace.</summary>
    public bool IsOld(int server) => server < OldServers;

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

        var recovery = rng.Chance(50) ? RecoveryKind.None : servers == 1 && rng.Chance(60) ? RecoveryKind.Memory : RecoveryKind.Log;
        return new Scenario(
            servers,
            clients,
            1 + rng.Below(clients),
            1 + rng.Below(5),
            features == Features.None ? rng.Pick(All) : features,
            rng.Chance(15) ? rng.Below(servers) : 0,
            rng.Chance(50) ? rng.Below(6) : 0,
            rng.Chance(20),
            rng.Chance(40),
            rng.Chance(25),
            recovery,
            recovery != RecoveryKind.None && rng.Chance(20));
    }

    public string Room(int index) => "room" + (index % Rooms);

    public string User(int client) => "user" + (client % Users);

    public override string ToString() => $"{Servers} servers, {Clients} clients of {Users} users, {Rooms} rooms with {Features}, {OldServers} old servers, recovery {Recovery}";
}
