namespace Sockeye.Simulation;

/// <summary>What has to hold when a client comes back.</summary>
internal static class RecoveryChecks
{
    /// <summary>How long a session waits for its client.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(8);

    // A way to the log and back, rules that take their time, and the news of a join and of a leave, with the window in which they are told.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1.5);

    // A rule is asked for each room, one after the other.
    private static readonly TimeSpan LongestRules = TimeSpan.FromSeconds(4);

    // As above, on a server that stood still meanwhile.
    private static readonly TimeSpan LongestWay = TimeSpan.FromSeconds(15);

    /// <summary>A client has got its session again.</summary>
    public static void CheckRecovered(World world, Cluster cluster, SimulatedClient client)
    {
        var lately = cluster.IsCalm ? LongestRules : LongestWay;
        foreach (var room in client.Rooms.Where(static room => room.Value.Phase == RoomPhase.Joined).Select(static room => room.Key))
        {
            Expect(cluster.Grants.Allowed(client.User, room, lately), $"{client.User} is given {room} back, and may not be in it");
            CheckPresence(world, cluster, client, room);
        }
    }

    /// <summary>A client has got a new session. While all do what they should it gets the one of before, unless it comes too late, may not be in its rooms any more, or has missed too much.</summary>
    /// <param name="world">The world.</param>
    /// <param name="cluster">The servers.</param>
    /// <param name="client">The client, as it was.</param>
    /// <param name="server">The server that gives it a new session.</param>
    /// <param name="session">The session of before.</param>
    public static void CheckFresh(World world, Cluster cluster, SimulatedClient client, SimulatedServer server, SessionOfClient session)
    {
        if (session.Pid is null || !cluster.IsCalm || cluster.Scenario.KeepsLittle)
        {
            return;
        }

        // Whatever was sent to it last is forgotten in memory, with all before it, when a session's time is over.
        var isForgotten = cluster.Scenario.Recovery == RecoveryKind.Memory && world.Now - session.MovedAt >= (Lifetime - Soon).Ticks;
        var isInTime = session.LostAt is { } lost && world.Now - lost < (Lifetime - Soon).Ticks;

        // Another server knows of it when the one of before has seen the end.
        var isKept = server == client.Home || (cluster.Ledger.Ends.TryGetValue(session.SocketId!, out var end) && end > session.BeganAt && world.Now - end > Soon.Ticks);
        if (isInTime && isKept && !isForgotten && client.Rooms.Keys.All(room => cluster.Grants.IsStable(client.User, room)))
        {
            throw new FindingException("recovery", $"{client.Node.Name} comes back in time, and is not recovered");
        }
    }

    // The others do not see that it was away, if that was shorter than the grace.
    private static void CheckPresence(World world, Cluster cluster, SimulatedClient client, string room)
    {
        cluster.Ledger.Returns[(client.User, room)] = world.Now;
        var end = cluster.Ledger.Ends.GetValueOrDefault(client.Id!);
        if (!cluster.IsCalm || world.Now - end >= (Application.Grace - Soon).Ticks)
        {
            // It may have been taken for gone, and comes anew.
            cluster.Ledger.Joins[(client.User, room)] = world.Now;
            return;
        }

        // Who has several connections may have left by another one.
        var isAlone = cluster.Scenario.Users == cluster.Scenario.Clients;
        Expect(
            !isAlone || !cluster.Grants.IsStable(client.User, room) || cluster.Ledger.Lefts.GetValueOrDefault((client.User, room), -1) < end,
            $"{client.User} was away from {room} shortly, and was told to have left");
    }

    private static void Expect(bool isSo, string otherwise)
    {
        if (!isSo)
        {
            throw new FindingException("recovery", otherwise);
        }
    }
}
