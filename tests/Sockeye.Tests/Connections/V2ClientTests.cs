using System.Text.Json;

namespace Sockeye.Tests.Connections;

/// <summary>Clients of Socket.IO v2, on Engine.IO v3.</summary>
public sealed class V2ClientTests
{
    private const string V3 = "&EIO=3";

    [Fact]
    public async Task Connect_MainNamespace_IsWithoutAskingAndWithoutPayload()
    {
        var sockets = new Inbox<Socket>();
        await using var server = await StartAsync(io => io.OnConnection(sockets.Add));
        await using var client = await server.OpenAsync(query: V3);

        await client.ExpectAsync("40");

        var socket = await sockets.NextAsync();
        Assert.Equal(client.SessionId, socket.Id);
        Assert.Equal([socket.Id], socket.Rooms);
        Assert.Same(socket, server.IO.Sockets[client.SessionId]);
        Assert.Equal(3, socket.Session.Protocol);
        Assert.Equal("{}", socket.Handshake.Auth.Json.GetRawText());
    }

    [Theory]
    [InlineData(TestTransport.WebSocket)]
    [InlineData(TestTransport.Polling)]
    public async Task Connect_LaterClients_HaveToAsk(TestTransport transport)
    {
        await using var server = await StartAsync();
        await using var client = await server.OpenAsync(transport);

        await client.ExpectNothingAsync();

        Assert.Empty(server.IO.Sockets);
        Assert.NotEqual(client.SessionId, await client.JoinAsync());
    }

    [Fact]
    public async Task Connect_OtherNamespace_HasTheIdOfNamespaceAndSession()
    {
        var sockets = new Inbox<Socket>();
        await using var server = await StartAsync(io => io.Of("/custom").OnConnection(sockets.Add));
        await using var client = await OpenAsync(server);

        await client.SendAsync("40/custom,");

        await client.ExpectAsync("40/custom,");
        var socket = await sockets.NextAsync();
        Assert.Equal("/custom#" + client.SessionId, socket.Id);
        await server.IO.Of("/custom").To(socket.Id).EmitAsync("own room");
        await client.ExpectAsync("""42/custom,["own room"]""");
    }

    [Theory]
    [InlineData("40/custom?token=abc,", """{"token":"abc"}""")]
    [InlineData("40/custom?token=abc", """{"token":"abc"}""")]
    [InlineData("40/custom?token=a%20b+c%2C%22&x=1&x=2&Token=T&e,", """{"token":"a b c,\"","x":"2","Token":"T","e":""}""")]
    [InlineData("40/custom?,", "{}")]
    [InlineData("40/custom?a=b?c=%C3%A9,", """{"a":"b?c=é"}""")]
    public async Task Connect_Query_IsTheAuth(string packet, string expected)
    {
        var sockets = new Inbox<Socket>();
        await using var server = await StartAsync(io => io.Of("/custom").OnConnection(sockets.Add));
        await using var client = await OpenAsync(server);

        await client.SendAsync(packet);

        await client.ExpectAsync("40/custom,");
        var auth = (await sockets.NextAsync()).Handshake.Auth.Json;
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), auth), auth.GetRawText());
        Assert.Equal(["/", "/custom"], server.IO.Namespaces.Select(static ns => ns.Name).Order());
    }

    [Fact]
    public async Task Connect_QueryLongerThanAName_IsTaken()
    {
        var sockets = new Inbox<Socket>();
        await using var server = await StartAsync(io => io.Of("/custom").OnConnection(sockets.Add));
        await using var client = await OpenAsync(server);
        var token = new string('t', 8000);

        await client.SendAsync($"40/custom?token={token},");

        await client.ExpectAsync("40/custom,");
        Assert.Equal(token, (await sockets.NextAsync()).Handshake.Auth.GetString("token"));
    }

    [Theory]
    [InlineData(513, 0)]
    [InlineData(100, 20_000)]
    public async Task Connect_NameOrQueryTooLong_ClosesTheConnection(int name, int query)
    {
        await using var server = await StartAsync();
        await using var client = await OpenAsync(server);

        await client.SendAsync($"40/{new string('n', name - 1)}?{new string('q', query)},");

        Assert.Equal([], await client.ClosedAsync());
    }

    [Fact]
    public async Task Connect_Refused_TellsTheMessageOrTheData()
    {
        await using var server = await StartAsync(io =>
        {
            io.Of("/deny").Use(static _ => throw new ConnectRefusedException("no"));
            io.Of("/deny2").Use(static _ => throw new ConnectRefusedException("no", new { c = 1 }));
            io.Of("/broken").Use(static _ => throw new NotSupportedException("secret"));
        });
        server.Log.Expect("secret");
        await using var client = await OpenAsync(server);

        await client.SendAsync("40/deny?token=1,", "40/deny2,", "40/broken,", "40/zzz?a=b,");

        await client.ExpectAsync(
            """44/deny,"no" """.Trim(),
            """44/deny2,{"c":1}""",
            """44/broken,"Internal server error" """.Trim(),
            """44/zzz,{"message":"Invalid namespace"}""");
        Assert.All(server.IO.Namespaces, static ns => Assert.True(ns.Name == "/" || ns.Sockets.Count == 0));
    }

    [Fact]
    public async Task Connect_MainNamespaceRefuses_OthersAreOpen()
    {
        await using var server = await StartAsync(io =>
        {
            io.Use(static _ => throw new ConnectRefusedException("no"));
            io.Of("/custom");
        });
        await using var client = await server.OpenAsync(query: V3);

        await client.ExpectAsync("44\"no\"");

        await client.SendAsync("40/custom,");
        await client.ExpectAsync("40/custom,");
        Assert.Empty(server.IO.Sockets);
    }

    [Fact]
    public async Task Connect_SecondTime_ClosesTheConnection()
    {
        await using var server = await StartAsync();
        await using var client = await OpenAsync(server);

        await client.SendAsync("40");

        Assert.Equal([], await client.ClosedAsync());
    }

    [Fact]
    public async Task Events_BothWays_CarryBinaryAndAcknowledgements()
    {
        var answers = new Inbox<string>();
        await using var server = await StartAsync(io => io.Of("/custom").OnConnection(socket =>
        {
            socket.On("echo", async (byte[] data, Acknowledgement ack) => await ack.SendAsync(data));
            socket.On("ask", async () => answers.Add(Convert.ToHexString((await socket.EmitWithAckAsync<byte[]>("question"))!)));
        }));
        await using var client = await OpenAsync(server);
        await client.SendAsync("40/custom,");
        await client.ExpectAsync("40/custom,");

        await client.SendAsync("""451-/custom?a=b,7["echo",{"_placeholder":true,"num":0}]""", new byte[] { 4, 1, 2 });
        await client.ExpectAsync("""461-/custom,7[{"_placeholder":true,"num":0}]""");
        Assert.Equal([4, 1, 2], await client.ReceiveBinaryAsync());

        await client.SendAsync("""42/custom,["ask"]""");
        await client.ExpectAsync("""42/custom,0["question"]""");
        await client.SendAsync("""461-/custom,0[{"_placeholder":true,"num":0}]""", new byte[] { 4, 255 });
        Assert.Equal("FF", await answers.NextAsync());
    }

    [Fact]
    public async Task Broadcast_ToClientsOfBothVersions_ReachesEachInItsForm()
    {
        await using var server = await StartAsync();
        await using var old = await OpenAsync(server);
        await using var later = await server.ConnectAsync();
        await using var polling = await server.ConnectAsync(transport: TestTransport.Polling);

        await server.IO.EmitAsync("hi", new byte[] { 1, 2 });

        foreach (var client in new[] { old, later, polling })
        {
            await client.ExpectAsync("""451-["hi",{"_placeholder":true,"num":0}]""");
        }

        Assert.Equal([4, 1, 2], await old.ReceiveBinaryAsync());
        Assert.Equal([1, 2], await later.ReceiveBinaryAsync());
        Assert.Equal([1, 2], await polling.ReceiveBinaryAsync());
    }

    [Fact]
    public async Task Disconnect_ByTheServerOrTheClient_LeavesTheNamespaceOnly()
    {
        var reasons = new Inbox<string>();
        await using var server = await StartAsync(io =>
        {
            io.OnConnection(socket => socket.On("bye", () => socket.Disconnect()).OnDisconnect(reason => reasons.Add(reason.Name)));
            io.Of("/custom").OnConnection(socket => socket.OnDisconnect(reason => reasons.Add(reason.Name)));
        });
        await using var client = await OpenAsync(server);
        await client.SendAsync("40/custom,");
        await client.ExpectAsync("40/custom,");

        await client.SendAsync("""42["bye"]""");
        await client.ExpectAsync("41");
        Assert.Equal(DisconnectReason.ServerNamespaceDisconnect, await reasons.NextAsync());

        await client.SendAsync("41/custom,");
        Assert.Equal(DisconnectReason.ClientNamespaceDisconnect, await reasons.NextAsync());
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task Middleware_ThatWaits_HoldsTheWelcomeBack()
    {
        var gate = new TaskCompletionSource();
        await using var server = await StartAsync(io => io.Use(_ => gate.Task));
        await using var client = await server.OpenAsync(query: V3);
        await client.ExpectNothingAsync();

        gate.SetResult();

        await client.ExpectAsync("40");
        Assert.Single(server.IO.Sockets);
    }

    [Fact]
    public async Task Recovery_On_TellsThemNeitherSecretNorPositions()
    {
        await using var server = await StartAsync(options: options => options.ConnectionStateRecovery = new RecoveryOptions());
        await using var client = await OpenAsync(server);
        await using var later = await server.ConnectAsync();

        await server.IO.EmitAsync("plain", "x");
        await server.IO.EmitAsync("binary", new byte[] { 1 });
        await server.IO.Sockets[client.SessionId].EmitAsync("own");

        await client.ExpectAsync("""42["plain","x"]""", """451-["binary",{"_placeholder":true,"num":0}]""");
        Assert.Equal([4, 1], await client.ReceiveBinaryAsync());
        await client.ExpectAsync("""42["own"]""");
        Assert.StartsWith("""42["plain","x",""" + '"', await later.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recovery_SecretOfALaterClient_IsNoUseToThem()
    {
        var sockets = new Inbox<Socket>();
        await using var server = await StartAsync(
            io => io.Of("/custom").OnConnection(sockets.Add),
            options => options.ConnectionStateRecovery = new RecoveryOptions());
        await using var later = await server.OpenAsync();
        await later.SendAsync("40/custom,");
        var welcome = JsonElement.Parse((await later.ReceiveAsync())["40/custom,".Length..]);
        var pid = welcome.GetProperty("pid").GetString();
        var gone = new TaskCompletionSource();
        (await sockets.NextAsync()).OnDisconnect(_ => gone.SetResult());
        later.Abort();
        await gone.Task.Within();

        await using var client = await OpenAsync(server);
        await client.SendAsync($"40/custom?pid={pid},");
        await client.ExpectAsync("40/custom,");
        Assert.False((await sockets.NextAsync()).Recovered);

        await using var back = await server.OpenAsync();
        await back.SendAsync($$"""40/custom,{"pid":"{{pid}}"}""");
        Assert.Equal(welcome.GetRawText(), (await back.ReceiveAsync())["40/custom,".Length..]);
    }

    private static Task<TestServer> StartAsync(Action<SocketIOServer>? io = null, Action<SocketIOOptions>? options = null) =>
        TestServer.StartAsync(io, set =>
        {
            set.Engine.AllowEIO3 = true;
            options?.Invoke(set);
        });

    private static async Task<TestClient> OpenAsync(TestServer server)
    {
        var client = await server.OpenAsync(query: V3);
        await client.ExpectAsync("40");
        return client;
    }
}
