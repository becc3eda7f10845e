using System.Text.Json;

namespace Sockeye.Simulation;

/// <summary>While servers and network do what they should: who leaves is gone at once. As long as servers are heard, nobody else is, also where one was deaf.</summary>
internal static class LeaveChecks
{
    // Messages between servers, the window in which changes are told together, rules that take their time, and the way to the client.
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(1.5);

    // A server that was deaf may tell late what has happened meanwhile.
    private static readonly TimeSpan UntilHeard = TimeSpan.FromSeconds(10);

    /// <summary>A user has left a room by one of its connections: if that was the last one, it is not in the room any more, whatever connections it has lost before.</summary>
    public static void Watch(World world, Cluster cluster, string user, string room)
    {
        if (!cluster.IsCalm || IsIn(cluster, user, room))
        {
            return;
        }

        var left = world.Now;
        world.After(world.Harness, AtOnce.Ticks, () =>
        {
            // Another connection may have been on its way into the room, or back into it.
            var since = Math.Max(cluster.Ledger.Joins[(user, room)], cluster.Ledger.Returns.GetValueOrDefault((user, room)));
            if (IsIn(cluster, user, room) || since >= left - AtOnce.Ticks)
            {
                return;
            }

            foreach (var server in cluster.Running)
            {
                if (server.Application?.Presence?.Find(room, user) is not null)
                {
                    throw new FindingException("leave", $"{user} has left {room} by its last connection, and is still there on {server.Name}");
                }
            }
        });
    }

    /// <summary>A client is told that members have left a room.</summary>
    public static void CheckLeft(World world, Cluster cluster, string room, JsonElement argument)
    {
        foreach (var member in argument.GetProperty("members").EnumerateArray())
        {
            cluster.Ledger.Lefts[(member.GetProperty("id").GetString()!, room)] = world.Now;
        }

        if (!cluster.IsHeard)
        {
            return;
        }

        var longSince = cluster.IsCalm ? AtOnce * 2 : UntilHeard;
        foreach (var member in argument.GetProperty("members").EnumerateArray())
        {
            var user = member.GetProperty("id").GetString()!;
            var asked = cluster.Ledger.Joins.GetValueOrDefault((user, room));
            if (world.Now - asked > longSince.Ticks && IsIn(cluster, user, room))
            {
                throw new FindingException("flap", $"{user} is in {room} long since, and is told to have left");
            }
        }
    }

    private static bool IsIn(Cluster cluster, string user, string room) => cluster.Running
        .Where(static server => server.Application is not null)
        .SelectMany(static server => server.Application!.Namespace.Sockets.Values)
        .Any(socket => socket.IsIn(room) && Application.UserOf(socket) == user);
}
