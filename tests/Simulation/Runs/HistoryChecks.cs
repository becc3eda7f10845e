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

            if (plan.IsCalm && !plan.Scenario.Has(Features.Permissions))
            {
                CheckLive(cluster, clients, room);
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

    private static void CheckLive(Cluster cluster, IReadOnlyList<SimulatedClient> clients, string room)
    {
        foreach (var client in clients.Where(client => client.Server is not null && client.Rooms.ContainsKey(room)))
        {
            var history = client.Rooms[room].History;
            foreach (var saying in cluster.Ledger.Sayings.Where(saying => saying.IsKept && saying.Room == room && saying.Who != client && saying.Time > history.Since))
            {
                Expect(history.Live.Contains(saying.Text), $"{client.Node.Name} is in {room} and has not got {saying.Text}");
            }
        }
    }

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
