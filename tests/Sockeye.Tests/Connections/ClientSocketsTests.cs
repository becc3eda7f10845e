using Sockeye.Connections;

namespace Sockeye.Tests.Connections;

/// <summary>The table of a connection's sockets, read while it grows beyond the number up to which it is an array.</summary>
public sealed class ClientSocketsTests
{
    [Fact]
    public async Task Find_WhileOthersAreAdded_AlwaysFindsWhoIsThere()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var sockets = new List<Socket>();
        for (var i = 0; i < 10; i++)
        {
            server.IO.Of($"/{i}");
            var id = await client.JoinAsync($"/{i}");
            sockets.Add(server.IO.Of($"/{i}").Sockets[id]);
        }

        var table = new ClientSockets();
        table.Add(sockets[0]);
        var ended = false;
        var missed = 0;
        var reading = Task.Run(() =>
        {
            while (!Volatile.Read(ref ended))
            {
                var current = Volatile.Read(ref table);
                missed += current.Find("/0"u8) is null || current.All.Count == 0 || current.Count == 0 ? 1 : 0;
            }
        });
        for (var round = 0; round < 200_000 && Volatile.Read(ref missed) == 0; round++)
        {
            var next = new ClientSockets();
            next.Add(sockets[0]);
            Volatile.Write(ref table, next);
            foreach (var socket in sockets[1..])
            {
                next.Add(socket);
            }
        }

        Volatile.Write(ref ended, true);
        await reading.Within();
        Assert.Equal(0, missed);
    }
}
