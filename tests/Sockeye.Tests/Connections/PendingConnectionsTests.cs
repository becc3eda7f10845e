using System.Net;

namespace Sockeye.Tests.Connections;

public sealed class PendingConnectionsTests
{
    private const int Limit = 20;

    [Theory]
    [InlineData(TestTransport.Polling)]
    [InlineData(TestTransport.WebSocket)]
    public async Task Flood_OfConnectionsThatJoinNothing_IsHeldAtTheLimitAndEndsByItself(TestTransport transport)
    {
        await using var server = await TestServer.StartAsync(options: static o => o.Engine.MaxPendingConnections = Limit, fakeTime: true);
        var flood = await Task.WhenAll(Enumerable.Range(0, Limit).Select(_ => server.OpenAsync(transport)));
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(server));
        }

        Assert.Equal(Limit, server.IO.Engine.ClientsCount);

        server.Time.Advance(server.IO.Options.ConnectTimeout + TimeSpan.FromSeconds(1));

        await Waiting.Until(() => server.IO.Engine.PendingConnections == 0);
        await using var client = await server.ConnectAsync();
        foreach (var idle in flood)
        {
            await idle.DisposeAsync();
        }
    }

    [Fact]
    public async Task Connection_ThatHasJoined_DoesNotCount()
    {
        await using var server = await TestServer.StartAsync(
            static io => io.Of("/refused").Use(static _ => throw new ConnectRefusedException("no")),
            static o => o.Engine.MaxPendingConnections = 1);
        await using var first = await server.ConnectAsync();
        await using var second = await server.ConnectAsync();
        Assert.Equal(0, server.IO.Engine.PendingConnections);

        await using var third = await server.OpenAsync();
        await third.SendAsync("40/refused,");
        await third.ExpectAsync("""44/refused,{"message":"no"}""");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(server));

        await third.JoinAsync();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server));
    }

    private static async Task<HttpStatusCode> StatusAsync(TestServer server)
    {
        using var http = new HttpClient();
        using var response = await http.GetAsync(new Uri(server.Url, "/socket.io/?EIO=4&transport=polling")).Within();
        return response.StatusCode;
    }
}
