using System.Net;
using Microsoft.AspNetCore.Builder;

namespace Sockeye.Tests.Connections;

public sealed class IncompletePacketsTests
{
    private const int MaxPacket = 10_000;

    // The namespace, the event, a placeholder, and room for the rest of the packet.
    private static readonly string _begun = "451-[\"x\",\"" + new string('y', 9000) + "\",{\"_placeholder\":true,\"num\":0}]";

    [Theory]
    [InlineData(TestTransport.WebSocket)]
    [InlineData(TestTransport.Polling)]
    public async Task Packets_ThatHoldTooMuchTogether_CostTheConnectionThatWaitsLongest(TestTransport transport)
    {
        await using var server = await StartAsync(limit: 3 * MaxPacket);
        var clients = new List<TestClient>();
        for (var i = 0; i < 4; i++)
        {
            clients.Add(await server.ConnectAsync(transport: transport));
            await clients[i].SendAsync(_begun);
            var held = Math.Min(i + 1, 3);
            await Waiting.Until(() => server.IO.IncompletePackets.Bytes / 9000 == held);
        }

        Assert.Equal([], await clients[0].ClosedAsync());
        foreach (var client in clients.Skip(1))
        {
            await client.SendAsync(new byte[] { 1 });
            await client.ExpectAsync("42[\"got\",1]");
        }

        Assert.Equal(0, server.IO.IncompletePackets.Bytes);
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.8")]
    [InlineData("2001:db8:1:1::7", "2001:db8:1:2::7")]
    [InlineData("203.0.113.7", "")]
    [InlineData("", "203.0.113.7")]
    public async Task Packets_ThatHoldTooMuchTogether_CostNobodyButTheAddressThatHoldsMost(string greedy, string honest)
    {
        await using var server = await StartAsync(limit: 3 * MaxPacket);
        await using var slow = await OpenAsync(server, honest);
        await slow.SendAsync(_begun);
        await Waiting.Until(() => server.IO.IncompletePackets.Bytes > 0);

        var flood = new List<TestClient>();
        for (var i = 0; i < 6; i++)
        {
            flood.Add(await OpenAsync(server, greedy));
            await flood[i].SendAsync(_begun);
            var held = Math.Min(i + 2, 3);
            await Waiting.Until(() => server.IO.IncompletePackets.Bytes / 9000 == held);
            if (i >= 2)
            {
                Assert.Equal([], await flood[i - 2].ClosedAsync());
            }
        }

        Assert.Equal(2, server.IO.IncompletePackets.AddressCount);
        await slow.SendAsync(new byte[] { 1 });
        await slow.ExpectAsync("42[\"got\",1]");
        foreach (var client in flood)
        {
            client.Abort();
            await client.DisposeAsync();
        }

        await Waiting.Until(() => server.IO.IncompletePackets.Bytes == 0);
        Assert.Equal(0, server.IO.IncompletePackets.AddressCount);
    }

    [Fact]
    public async Task Packet_OfAConnectionThatEnds_HoldsNothing()
    {
        await using var server = await StartAsync(limit: 3 * MaxPacket);
        var client = await server.ConnectAsync();
        await client.SendAsync(_begun);
        await Waiting.Until(() => server.IO.IncompletePackets.Bytes > 0);

        client.Abort();

        await Waiting.Until(() => server.IO.IncompletePackets.Bytes == 0);
        await client.DisposeAsync();
    }

    [Fact]
    public async Task Packet_AsLargeAsOneMayBe_IsTakenWhateverTheLimitOfAllIs()
    {
        await using var server = await StartAsync(limit: 1);
        await using var client = await server.ConnectAsync();
        await client.SendAsync(_begun);
        await client.SendAsync(new byte[500]);
        await client.ExpectAsync("42[\"got\",500]");
    }

    private static async Task<TestClient> OpenAsync(TestServer server, string address)
    {
        var client = await server.OpenAsync(headers: ("X-Address", address));
        await client.JoinAsync();
        return client;
    }

    private static Task<TestServer> StartAsync(long limit) => TestServer.StartAsync(
        static io => io.OnConnection(static socket => socket.On<string, byte[]>("x", (_, data) => socket.EmitAsync("got", data.Length))),
        options =>
        {
            options.Packets.MaxPacketBytes = MaxPacket;
            options.MaxIncompletePacketBytes = limit;
        },
        app: static app => app.Use(static (context, next) =>
        {
            context.Connection.RemoteIpAddress = context.Request.Headers["X-Address"] is [{ Length: > 0 } address] ? IPAddress.Parse(address) : null;
            return next(context);
        }));
}
