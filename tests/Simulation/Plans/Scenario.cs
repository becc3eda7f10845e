namespace Sockeye.Simulation;

/// <summary>Who takes part in a run, and what the servers have.</summary>
internal sealed record Scenario(int Servers, int Clients, int Users, int Rooms)
{
    public static Scenario Of(Rng rng)
    {
        var clients = 2 + rng.Below(6);
        return new Scenario(1 + rng.Below(4), clients, 1 + rng.Below(clients), 1 + rng.Below(3));
    }

    public string Room(int index) => "room" + (index % Rooms);

    public string User(int client) => "user" + (client % Users);

    public override string ToString() => $"{Servers} servers, {Clients} clients of {Users} users, {Rooms} rooms";
}
