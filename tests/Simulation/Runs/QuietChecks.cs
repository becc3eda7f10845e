using System.Text.Json;
using Sockeye.Hosting;

namespace Sockeye.Simulation;

/// <summary>What has to hold when nothing has happened for a while: all servers and all clients agree with the truth.</summary>
internal static class QuietChecks
{
    // A deletion may be made long after it was asked for.
    private static readonly TimeSpan LongestDeletion = TimeSpan.FromSeconds(20);

    public static void Check(Cluster cluster, IReadOnlyList<SimulatedClient> clients, Plan plan)
    {
        var scenario = plan.Scenario;
        foreach (var client in clients)
        {
            CheckConnection(cluster, client);
        }

        for (var i = 0; i < scenario.Rooms && scenario.Has(Features.Presence); i++)
        {
            CheckPresence(cluster, clients, scenario.Room(i));
        }

        // A record that no server knows of any more cannot end.
        if (scenario.Has(Features.Records) && Serving(cluster).Any())
        {
            CheckRecords(cluster, clients, scenario);
        }

        HistoryChecks.CheckLive(cluster, clients, plan);
        if (scenario.Has(Features.History))
        {
            HistoryChecks.Check(cluster, clients, plan);
        }

        foreach (var socket in Serving(cluster).SelectMany(static server => server.Application!.Namespace.Sockets.Values))
        {
            foreach (var room in socket.Rooms.Where(room => room != socket.Id))
            {
                Expect(cluster.Grants.Allows(Application.UserOf(socket), room), "permission", $"{Application.UserOf(socket)} is in {room}, and may not be");
            }
        }
    }

    /// <summary>What has to hold when everybody has gone.</summary>
    public static void CheckEmpty(Cluster cluster)
    {
        foreach (var server in cluster.Running)
        {
            Expect(server.IO.Engine.ClientsCount == 0, "left-over", $"{server.Name} has {server.IO.Engine.ClientsCount} clients");
            Expect(server.IO.Engine.PendingConnections == 0, "left-over", $"{server.Name} has {server.IO.Engine.PendingConnections} pending connections");
            if (server.Application is not { } application)
            {
                continue;
            }

            Expect(application.Namespace.Sockets.Count == 0, "left-over", $"{server.Name} has {application.Namespace.Sockets.Count} sockets");
            Expect(application.Presence is null or { Rooms.Count: 0 }, "left-over", $"{server.Name} has presence in {string.Join(' ', application.Presence?.Rooms ?? [])}");
            Expect(application.Records?.List().Records.All(static record => !record.EndsWithLastMember) != false, "left-over", $"{server.Name} has records of rooms that nobody is in");
        }
    }

    /// <summary>What has to hold when all servers have ended.</summary>
    public static void CheckEnded(Cluster cluster)
    {
        foreach (var server in cluster.Servers.Where(static server => !server.Node.IsDead))
        {
            Expect(server.Node.TimerCount == 0, "left-over", $"{server.Name} has ended, and {server.Node.TimerCount} of its timers wait");
        }

        Expect(cluster.Rooms.Count == 0, "left-over", $"{cluster.Rooms.Count} servers still listen");
        Expect(cluster.Adapters.Count == 0, "left-over", $"{cluster.Adapters.Count} adapters still listen");
    }

    private static void CheckConnection(Cluster cluster, SimulatedClient client)
    {
        if (client.Server is not { } server)
        {
            return;
        }

        Expect(server.IsRunning, "connection", $"{client.Node.Name} is connected to {server.Name}, which is gone");
        Expect(server.Application!.Namespace.Sockets.TryGetValue(client.Id!, out var socket), "connection", $"{client.Node.Name} is connected, and {server.Name} does not know it");
        foreach (var (name, room) in client.Rooms.ToArray())
        {
            // What the log did not take is not recovered (R05), also that a client was taken out of a room.
            var mayHaveMissedIt = cluster.Scenario.Recovery == RecoveryKind.Log && !cluster.IsCalm && client.WasRecovered && !cluster.Grants.IsStable(client.User, name);
            if (mayHaveMissedIt && room.Phase == RoomPhase.Joined && !socket!.IsIn(name))
            {
                client.Forget(name);
                continue;
            }

            Expect(room.Phase == RoomPhase.Joined && socket!.IsIn(name), "connection", $"{client.Node.Name} is {room.Phase} {name} long since, and in {string.Join(' ', socket!.Rooms)}");
        }
    }

    private static void CheckPresence(Cluster cluster, IReadOnlyList<SimulatedClient> clients, string room)
    {
        var expected = string.Join(' ', UsersIn(cluster, room));
        string? agreed = null;
        foreach (var server in Serving(cluster))
        {
            var presence = server.Application!.Presence!;
            var members = presence.Members(room);
            var actual = string.Join(' ', members.Select(static member => member.Id));
            Expect(actual == expected, "presence", $"{room}: {server.Name} has [{actual}], there are [{expected}]");
            Expect(presence.Count(room) == members.Count, "presence", $"{room}: {server.Name} counts {presence.Count(room)} of {members.Count}");
            var answer = cluster.Asker.AnswerOf(server.IO.RoomCluster.ServerId, room);
            Expect(answer == expected, "presence-answer", $"{room}: {server.Name} has answered with [{answer}], there are [{expected}]");
            var states = PresenceView.Text(members.Select(static member => KeyValuePair.Create(member.Id, member.State.GetRawText())));
            Expect((agreed ??= states) == states, "presence-state", $"{room}: {server.Name} has [{states}], another one [{agreed}]");
        }

        foreach (var client in clients.Where(client => client.Server is not null))
        {
            if (client.Rooms.TryGetValue(room, out var known) && !cluster.Grants.Denies(client.User, room, RoomAccess.Presence))
            {
                Expect(known.Presence.HasSnapshot, "presence-view", $"{room}: {client.Node.Name} has no snapshot");
                Expect(known.Presence.ToString() == agreed, "presence-view", $"{room}: {client.Node.Name} knows [{known.Presence}], there are [{agreed}]");
            }
        }
    }

    private static void CheckRecords(Cluster cluster, IReadOnlyList<SimulatedClient> clients, Scenario scenario)
    {
        var stored = cluster.Store.Look(static stores => stores.Records.ReadAsync(Application.Path, default, 1000)).Changes
            .Select(static change => change.Record)
            .OfType<StoredRecord>()
            .OrderBy(static record => record.Room, StringComparer.Ordinal)
            .ToArray();
        foreach (var record in stored)
        {
            Expect(record.Expires is null, "record-end", $"the time of {record.Room} is over, and it is still there");
            Expect(!record.EndsWithLastMember || MembersOf(cluster, record.Room) > 0, "record-end", $"{record.Room} ends with its last member, and nobody is in it");
        }

        var texts = stored.ToDictionary(
            static record => record.Room,
            record => $"{record.Room} v{record.Version} {JsonDocument.Parse(record.Value).RootElement.GetProperty("text")} {MembersOf(cluster, record.Room)}");
        var expected = string.Join(", ", stored.Select(record => texts[record.Room]));
        foreach (var server in Serving(cluster))
        {
            var records = server.Application!.Records!;
            var listed = string.Join(", ", records.List().Records.Select(RecordsTold.Text));
            Expect(listed == expected, "records", $"{server.Name} has [{listed}], the store [{expected}]");
            if (server.Application.Told!.Finding is { } finding)
            {
                throw finding;
            }

            foreach (var (room, change) in server.Application.Told!.Last)
            {
                Expect(
                    (change.Kind == RoomRecordChangeKind.Deleted) == (records.Find(room) is null), "records-told", $"{server.Name} told last that {room} was {change.Kind}; there are [{expected}]");
            }
        }

        foreach (var change in cluster.IsCalm ? Serving(cluster).SelectMany(static server => server.Application!.Told!.Changes).Distinct() : [])
        {
            Expect(cluster.Ledger.Handled.GetValueOrDefault(change) == 1, "once", $"the change {change} was handled {cluster.Ledger.Handled.GetValueOrDefault(change)} times");
        }

        foreach (var client in clients.Where(static client => client.Records is { IsComplete: true }))
        {
            for (var i = 0; i < scenario.Rooms; i++)
            {
                var room = scenario.Room(i);
                var seen = cluster.Grants.Allows(client.User, room, RoomAccess.List) ? texts.GetValueOrDefault(room, "") : "";
                Expect(
                    !cluster.Grants.IsStable(client.User, room) || client.Records!.TextOf(room) == seen,
                    "records-view",
                    $"{client.Node.Name} of {client.User} knows [{client.Records}], and of {room} there is [{seen}]");
            }
        }

        foreach (var client in clients.Where(static client => client.Server is not null))
        {
            foreach (var (room, known) in client.Rooms)
            {
                Expect(!MustHaveRecord(cluster, client.Server!, room, known) || texts.ContainsKey(room), "record-lost", $"{room} has had a member since its record is known, and has none any more");
            }
        }
    }

    // Its server has known, while somebody was in the room, that it ends with its last member; and nobody has wanted to delete it since.
    private static bool MustHaveRecord(Cluster cluster, SimulatedServer server, string room, RoomOfClient client) =>
        server.Application!.Told!.Kept.TryGetValue(room, out var since)
        && since > NodeClock.TimestampAt(client.PresentSince)
        && !(cluster.Ledger.Deletions.TryGetValue(room, out var deleted) && NodeClock.TimestampAt(deleted + LongestDeletion.Ticks) >= since);

    private static int MembersOf(Cluster cluster, string room) =>
        Serving(cluster).FirstOrDefault()?.Application!.Presence is null ? SocketsIn(cluster, room).Count() : UsersIn(cluster, room).Count();

    private static IEnumerable<SimulatedServer> Serving(Cluster cluster) => cluster.Running.Where(static server => server.Application is not null);

    private static IEnumerable<Socket> SocketsIn(Cluster cluster, string room) =>
        Serving(cluster).SelectMany(static server => server.Application!.Namespace.Sockets.Values).Where(socket => socket.IsIn(room));

    private static IEnumerable<string?> UsersIn(Cluster cluster, string room) => SocketsIn(cluster, room).Select(Application.UserOf).Distinct().Order(StringComparer.Ordinal);

    private static void Expect(bool isSo, string kind, string otherwise)
    {
        if (!isSo)
        {
            throw new FindingException(kind, otherwise);
        }
    }
}
