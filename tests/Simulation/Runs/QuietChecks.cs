namespace Sockeye.Simulation;

/// <summary>What has to hold when nothing has happened for a while: all servers and all clients agree with the truth.</summary>
internal static class QuietChecks
{
    public static void Check(Cluster cluster, IReadOnlyList<SimulatedClient> clients, Scenario scenario)
    {
        foreach (var client in clients)
        {
            CheckConnection(client);
        }

        for (var i = 0; i < scenario.Rooms; i++)
        {
            CheckPresence(cluster, clients, scenario.Room(i));
        }
    }

    /// <summary>What has to hold when everybody has gone.</summary>
    public static void CheckEmpty(Cluster cluster)
    {
        foreach (var server in cluster.Running)
        {
            var application = server.Application;
            Expect(server.IO.Engine.ClientsCount == 0, "left-over", $"{server.Name} has {server.IO.Engine.ClientsCount} clients");
            Expect(server.IO.Engine.PendingConnections == 0, "left-over", $"{server.Name} has {server.IO.Engine.PendingConnections} pending connections");
            Expect(application.Namespace.Sockets.Count == 0, "left-over", $"{server.Name} has {application.Namespace.Sockets.Count} sockets");
            Expect(application.Presence.Rooms.Count == 0, "left-over", $"{server.Name} has presence in {string.Join(' ', application.Presence.Rooms)}");
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

    private static void CheckConnection(SimulatedClient client)
    {
        if (client.Server is not { } server)
        {
            return;
        }

        Expect(server.IsRunning, "connection", $"{client.Node.Name} is connected to {server.Name}, which is gone");
        Expect(server.Application.Namespace.Sockets.TryGetValue(client.Id!, out var socket), "connection", $"{client.Node.Name} is connected, and {server.Name} does not know it");
        foreach (var (name, room) in client.Rooms)
        {
            Expect(room.Phase == RoomPhase.Joined && socket!.IsIn(name), "connection", $"{client.Node.Name} is {room.Phase} {name} long since, and in {string.Join(' ', socket!.Rooms)}");
        }
    }

    private static void CheckPresence(Cluster cluster, IReadOnlyList<SimulatedClient> clients, string room)
    {
        var expected = string.Join(' ', cluster.Running
            .SelectMany(static server => server.Application.Namespace.Sockets.Values)
            .Where(socket => socket.IsIn(room))
            .Select(Application.UserOf)
            .Distinct()
            .Order(StringComparer.Ordinal));
        string? agreed = null;
        foreach (var server in cluster.Running)
        {
            var presence = server.Application.Presence;
            var members = presence.Members(room);
            var actual = string.Join(' ', members.Select(static member => member.Id));
            Expect(actual == expected, "presence", $"{room}: {server.Name} has [{actual}], there are [{expected}]");
            Expect(presence.Count(room) == members.Count, "presence", $"{room}: {server.Name} counts {presence.Count(room)} of {members.Count}");
            var states = PresenceView.Text(members.Select(static member => KeyValuePair.Create(member.Id, member.State.GetRawText())));
            Expect((agreed ??= states) == states, "presence-state", $"{room}: {server.Name} has [{states}], another one [{agreed}]");
        }

        foreach (var client in clients.Where(client => client.Server is not null))
        {
            if (client.Rooms.TryGetValue(room, out var known))
            {
                Expect(known.Presence.HasSnapshot, "presence-view", $"{room}: {client.Node.Name} has no snapshot");
                Expect(known.Presence.ToString() == agreed, "presence-view", $"{room}: {client.Node.Name} knows [{known.Presence}], there are [{agreed}]");
            }
        }
    }

    private static void Expect(bool isSo, string kind, string otherwise)
    {
        if (!isSo)
        {
            throw new FindingException(kind, otherwise);
        }
    }
}
