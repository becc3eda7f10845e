namespace Sockeye.Simulation;

/// <summary>What has to hold of messages when nothing has happened for a while, and everybody has read what there is.</summary>
internal static class HistoryChecks
{
    private static readonly RoomHistoryOptions Options = new() { MaxMessages = 1000 };

    public static void Check(Cluster cluster, IReadOnlyList<SimulatedClient> clients, Plan plan)
    {
        var hasGoneBack = plan.Steps.Any(static step => step.Kind == StepKind.FailOver);
        for (var i = 0; i < plan.Scenario.Rooms; i++)
        {
            var room = plan.Scenario.Room(i);
            var stored = cluster.Store.Look(stores => stores.History.ReadAsync(Application.Path, room, new HistoryQuery(1000), Options)).Entries
                .ToDictionary(static entry => entry.Offset, static entry => TextOf(entry.Event));
            foreach (var client in clients)
            {
                if (client.Server is not null && client.Rooms.TryGetValue(room, out var known) && !cluster.Grants.Denies(client.User, room, RoomAccess.History))
                {
                    foreach (var (offset, text) in stored)
                    {
                        Expect(known.History.Messages.GetValueOrDefault(offset) == text, $"{client.Node.Name} has read {room}, and has not got {text} ({offset})");
                    }
                }
            }

            if (!hasGoneBack)
            {
                CheckKept(cluster, room, stored.Values.ToHashSet());
            }

        }
    }

    // What is said after the room has lost its record does not go with it.
    private static void CheckKept(Cluster cluster, string room, HashSet<string> stored)
    {
        foreach (var saying in cluster.Ledger.Sayings.Where(saying => saying.IsKept && saying.Room == room && saying.Time > cluster.Store.DeletedAt(room)))
        {
            Expect(stored.Contains(saying.Text), $"{saying.Text} was kept in {room}, and is not there any more");
        }
    }

    /// <summary>Who is in a room, and is recovered each time that its connection breaks, has got all that was said since.</summary>
    public static void CheckLive(Cluster cluster, IReadOnlyList<SimulatedClient> clients, Plan plan)
    {
        foreach (var client in clients.Where(static client => client.Server is not null))
        {
            foreach (var (room, known) in client.Rooms)
            {
                foreach (var saying in cluster.Ledger.Sayings.Where(saying => saying.Room == room && saying.Who != client && saying.Time > known.History.Since))
                {
                    Expect(
                        known.History.Live.Contains(saying.Text) || !MustHave(cluster, plan, client, known, saying),
                        $"{client.Node.Name} is in {room} since {known.History.Since} and has not got {saying.Text}");
                }
            }
        }
    }

    // What the log has taken, in any weather; of what was kept, all if there is no weather, and what was said on its own server.
    private static bool MustHave(Cluster cluster, Plan plan, SimulatedClient client, RoomOfClient known, Saying saying) =>
        (plan.Scenario.Recovery == RecoveryKind.Log && cluster.Log.Has(saying.Text))
        || (saying.IsKept && plan.IsCalm && !plan.Scenario.Has(Features.Permissions))
        || (saying.IsKept && saying.Server == client.Server && (plan.Scenario.Recovery == RecoveryKind.Memory || saying.Time > known.PresentSince));

    private static string TextOf(ClusterPayload message)
    {
        using var json = System.Text.Json.JsonDocument.Parse(message.Json);
        return json.RootElement[1].GetString()!;
    }

    private static void Expect(bool isSo, string otherwise)
    {
        if (!isSo)
        {
            throw new FindingException("history", otherwise);
        }
    }
}
