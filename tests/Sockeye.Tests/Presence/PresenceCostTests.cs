namespace Sockeye.Tests.Presences;

/// <summary>What a join costs each of those who are there.</summary>
public sealed class PresenceCostTests
{
    [Fact]
    public async Task Join_IntoARoomOfAThousand_IsOneMessageForEachMember()
    {
        await using var server = await PresenceServer.StartAsync();
        await FillAsync(server, 0, 1000, TimeSpan.Zero);
        server.PassWindow();
        await Task.WhenAll(server.Clients.Select(static client => client.DrainAsync()));

        var newcomer = await server.JoinAsync("newcomer");
        server.PassWindow();

        Assert.Equal(2, (await newcomer.DrainAsync()).Count);
        Assert.All(await Task.WhenAll(server.Clients.SkipLast(1).Select(static client => client.DrainAsync())), static packets => Assert.Single(packets));
    }

    [Fact]
    public async Task Joins_OfAThousandInTenSeconds_AreAtMostAHundredMessagesForEachMember()
    {
        await using var server = await PresenceServer.StartAsync();

        await FillAsync(server, 0, 1000, TimeSpan.FromMilliseconds(10));
        server.PassWindow();

        var received = await Task.WhenAll(server.Clients.Select(static client => client.DrainAsync()));
        Assert.All(received, static packets => Assert.InRange(packets.Count, 2, 50));
        foreach (var packets in new[] { received[0], received[500], received[^1] })
        {
            var view = new PresenceView("tea");
            packets.ForEach(packet => view.Hear(packet["42/chat,".Length..]));
            Assert.Equal(server.Members(), view.ToString());
            Assert.Equal(1000, view.Count);
        }
    }

    private static async Task FillAsync(PresenceServer server, int from, int count, TimeSpan pause)
    {
        foreach (var users in Enumerable.Range(from, count).Chunk(50))
        {
            var clients = await Task.WhenAll(users.Select(user => server.Server.ConnectAsync("/chat", auth: $$"""{"user":"user {{user}}"}""")));
            server.Clients.AddRange(clients);
            foreach (var client in clients)
            {
                await server.SocketOf(client).JoinAsync("tea");
                server.Time.Advance(pause);
            }
        }
    }
}
