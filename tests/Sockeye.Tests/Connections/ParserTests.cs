using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Tests.Connections;

/// <summary>A server with another parser than the default one.</summary>
public sealed class ParserTests
{
    [Theory]
    [InlineData(TestTransport.WebSocket)]
    [InlineData(TestTransport.Polling)]
    public async Task EveryPacket_GoesThroughTheParser(TestTransport transport)
    {
        await using var server = await StartAsync(io =>
        {
            io.OnConnection(socket => socket
                .On<string>("echo", async (text, ack) => await ack.SendAsync(text))
                .On("leave", () => socket.Disconnect()));
            io.Of("/closed").Use(static _ => throw new ConnectRefusedException("No", new { code = 1 }));
        });
        await using var client = await server.OpenAsync(transport);

        await JoinAsync(client);
        await client.SendAsync("""4Event|/|7|0|["echo","hello"]""");
        await client.ExpectAsync("""4Ack|/|7|0|["hello"]""");
        await server.IO.EmitAsync("news", 1);
        await client.ExpectAsync("""4Event|/|-1|0|["news",1]""");
        await client.SendAsync("4Connect|/closed|-1|0|", "4Connect|/nowhere|-1|0|");
        await client.ExpectAsync(
            """4ConnectError|/closed|-1|0|{"message":"No","data":{"code":1}}""",
            """4ConnectError|/nowhere|-1|0|{"message":"Invalid namespace"}""");
        await client.SendAsync("""4Event|/|-1|0|["leave"]""");
        await client.ExpectAsync("4Disconnect|/|-1|0|");
    }

    [Theory]
    [InlineData(TestTransport.WebSocket)]
    [InlineData(TestTransport.Polling)]
    public async Task Binary_BothWays_FollowsAsTheParserSays(TestTransport transport)
    {
        await using var server = await StartAsync(static io => io.OnConnection(static socket =>
            socket.On<byte[], byte[]>("swap", async (first, second) => await socket.EmitAsync("swapped", second, first))));
        await using var client = await server.OpenAsync(transport);
        await JoinAsync(client);

        await client.SendAsync(
            Encoding.UTF8.GetBytes("""Event|/|-1|2|["swap",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"""),
            new byte[] { 1 },
            new byte[] { 2, 2 });

        Assert.Equal(
            """Event|/|-1|2|["swapped",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]""",
            Encoding.UTF8.GetString(await client.ReceiveBinaryAsync()));
        Assert.Equal([2, 2], await client.ReceiveBinaryAsync());
        Assert.Equal([1], await client.ReceiveBinaryAsync());
    }

    [Fact]
    public async Task Refusal_WithBinaryData_CarriesItWhereTheParserCan()
    {
        await using var server = await StartAsync(static io => io.Use(static _ => throw new ConnectRefusedException("No", new { bytes = new byte[] { 5 } })));
        await using var client = await server.OpenAsync();

        await client.SendAsync("4Connect|/|-1|0|");

        Assert.Equal(
            """ConnectError|/|-1|1|{"message":"No","data":{"bytes":{"_placeholder":true,"num":0}}}""",
            Encoding.UTF8.GetString(await client.ReceiveBinaryAsync()));
        Assert.Equal([5], await client.ReceiveBinaryAsync());
    }

    [Fact]
    public async Task Credentials_WithBinary_AreReadWhereTheParserCarriesThem()
    {
        var token = new TaskCompletionSource<byte[]?>();
        await using var server = await StartAsync(io => io.OnConnection(socket => token.TrySetResult(socket.Handshake.Auth.Get<byte[]>("token"))));
        await using var client = await server.OpenAsync();

        await client.SendAsync(Encoding.UTF8.GetBytes("""Connect|/|-1|1|{"token":{"_placeholder":true,"num":0}}"""), new byte[] { 4, 2 });

        Assert.Equal([4, 2], await token.Task.Within());
    }

    [Fact]
    public async Task BroadcastAcknowledgements_AndOutgoingListeners_SeeWhatWasSent()
    {
        await using var server = await StartAsync();
        await using var client = await server.OpenAsync();
        var id = await JoinAsync(client);
        var outgoing = new List<string>();
        server.IO.Sockets[id].OnAnyOutgoing(e => outgoing.Add($"{e.Name} {e.Arguments.Get<int>(0)} {e.Arguments.Get<byte[]>(1)!.Length}"));

        var answers = server.IO.EmitWithAckAsync("question", 42, new byte[3]);
        var asked = Encoding.UTF8.GetString(await client.ReceiveBinaryAsync());
        await client.ReceiveBinaryAsync();
        await client.SendAsync($"4Ack|/|{asked.Split('|')[2]}|0|[\"yes\"]");

        Assert.Equal("yes", (await answers.Within()).Answers.Single().Arguments.Get<string>(0));
        Assert.Equal(["question 42 3"], outgoing);
    }

    [Fact]
    public async Task Packet_ThatTheDecoderRefuses_ClosesItsConnection()
    {
        var reason = new TaskCompletionSource<DisconnectReason>();
        await using var server = await StartAsync(io => io.OnConnection(socket => socket.OnDisconnect(reason.SetResult)));
        await using var client = await server.OpenAsync();
        await JoinAsync(client);

        await client.SendAsync("4nonsense");

        await client.ClosedAsync();
        Assert.Equal(DisconnectReason.ForcedClose, (await reason.Task.Within()).Name);
    }

    [Fact]
    public async Task Decoder_ThatThrows_CostsItsConnectionOnly()
    {
        await using var server = await StartAsync();
        await using var other = await server.OpenAsync();
        await JoinAsync(other);
        await using var client = await server.OpenAsync();
        await JoinAsync(client);

        await client.SendAsync("4!");

        await client.ClosedAsync();
        server.Log.Expect(nameof(FormatException));
        await server.IO.EmitAsync("still", "here");
        await other.ExpectAsync("""4Event|/|-1|0|["still","here"]""");
    }

    [Fact]
    public async Task ServerOfAnotherName_KeepsItsOwnParser()
    {
        await using var server = await TestServer.StartAsync(
            services: static services => services.AddSocketIO("devices").UseParser(static _ => new PipeParser()),
            app: static app => app.MapSocketIO("/devices", "devices"));
        await using var client = await server.ConnectAsync();
        await using var device = await TestClient.OpenAsync(server.Url, "/devices/", TestTransport.WebSocket);

        await JoinAsync(device);

        await client.ExpectNothingAsync();
    }

    [Fact]
    public void UseParser_WithoutOne_Throws() =>
        Assert.Throws<ArgumentNullException>(() => new ServiceCollection().AddSocketIO().UseParser(null!));

    private static Task<TestServer> StartAsync(Action<SocketIOServer>? io = null) =>
        TestServer.StartAsync(io, services: static services => services.AddSocketIO().UseParser(static _ => new PipeParser()));

    private static async Task<string> JoinAsync(TestClient client)
    {
        await client.SendAsync("4Connect|/|-1|0|");
        var welcome = await client.ReceiveAsync();
        Assert.StartsWith("""4Connect|/|-1|0|{"sid":""", welcome);
        return welcome.Split('"')[3];
    }
}
