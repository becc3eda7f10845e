namespace Sockeye.Tests.Connections;

/// <summary>Well-formed packets that the state of the connection does not allow close it, with all its sockets.</summary>
public sealed class ConnectionStateTests
{
    [Theory]
    [InlineData("40")]
    [InlineData("""40{"token":"again"}""")]
    [InlineData("""42/other,["x"]""")]
    [InlineData("""43/other,1["x"]""")]
    [InlineData("""43/other,1[]""")]
    [InlineData("41/other,")]
    [InlineData("""42/nowhere,["x"]""")]
    [InlineData("""44{"message":"no"}""")]
    [InlineData("""44/nowhere,"no" """)]
    public async Task Packet_NotAllowedInThisState_ClosesTheConnection(string packet)
    {
        var reasons = new Inbox<DisconnectReason>();
        await using var server = await TestServer.StartAsync(io =>
        {
            io.OnConnection(socket => socket.OnDisconnect(reasons.Add));
            io.Of("/second").OnConnection(socket => socket.OnDisconnect(reasons.Add));
            io.Of("/other");
        });
        await using var client = await server.ConnectAsync();
        await client.JoinAsync("/second");

        await client.SendAsync(packet.TrimEnd());

        Assert.Equal([], await client.ClosedAsync());
        Assert.Equal(DisconnectReason.ForcedServerClose, (await reasons.NextAsync()).Name);
        Assert.Equal(DisconnectReason.ForcedServerClose, (await reasons.NextAsync()).Name);
        Assert.Empty(server.IO.Sockets);
    }

    [Fact]
    public async Task Event_BeforeAnyConnect_ClosesTheConnection()
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(_ => Assert.Fail("nobody connected")));
        await using var client = await server.OpenAsync();

        await client.SendAsync("""42["x"]""");

        Assert.Equal([], await client.ClosedAsync());
    }

    [Fact]
    public async Task Attachments_ForANamespaceNotJoined_CloseTheConnection()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.OpenAsync();

        await client.SendAsync("""451-/x,["x",{"_placeholder":true,"num":0}]""", new byte[] { 1 });

        Assert.Equal([], await client.ClosedAsync());
    }

    [Theory]
    [InlineData("40")]
    [InlineData("""42["x"]""")]
    [InlineData("41")]
    public async Task Packet_WhileMiddlewaresDecide_ClosesTheConnection(string packet)
    {
        var release = new TaskCompletionSource();
        var entered = new Inbox<Socket>();
        await using var server = await TestServer.StartAsync(io => io
            .Use(async socket =>
            {
                entered.Add(socket);
                await release.Task;
            })
            .OnConnection(_ => Assert.Fail("the connection was closed")));
        await using var client = await server.OpenAsync();
        await client.SendAsync("40");
        var socket = await entered.NextAsync();

        await client.SendAsync(packet);

        Assert.Equal([], await client.ClosedAsync());
        release.SetResult();
        await Waiting.Until(() => server.IO.Engine.ClientsCount == 0);
        Assert.False(socket.Connected);
        Assert.Empty(server.IO.MainNamespace.Adapter.Rooms);
    }

    [Fact]
    public async Task Disconnect_OfTheOnlyNamespace_KeepsTheConnection()
    {
        var reasons = new Inbox<DisconnectReason>();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket.OnDisconnect(reasons.Add)));
        await using var client = await server.OpenAsync();
        var first = await client.JoinAsync();

        await client.SendAsync("41");

        Assert.Equal(DisconnectReason.ClientNamespaceDisconnect, (await reasons.NextAsync()).Name);
        await client.ExpectNothingAsync();
        Assert.NotEqual(first, await client.JoinAsync());
    }

    [Fact]
    public async Task Disconnect_OfOneNamespace_KeepsTheOthers()
    {
        var reasons = new Inbox<DisconnectReason>();
        await using var server = await TestServer.StartAsync(io =>
        {
            io.OnConnection(socket => socket.On("echo", (string text, Acknowledgement ack) => ack.SendAsync(text).AsTask()));
            io.Of("/a").OnConnection(socket => socket.OnDisconnect(reasons.Add));
        });
        await using var client = await server.ConnectAsync();
        await client.JoinAsync("/a");

        await client.SendAsync("41/a,");

        Assert.Equal(DisconnectReason.ClientNamespaceDisconnect, (await reasons.NextAsync()).Name);
        await client.SendAsync("""420["echo","still here"]""");
        await client.ExpectAsync("""430["still here"]""");
        Assert.Empty(server.IO.Of("/a").Sockets);
    }

    [Fact]
    public async Task Connect_AfterARefusal_MayBeTriedAgain()
    {
        await using var server = await TestServer.StartAsync(io => io.Use(socket =>
        {
            if (socket.Handshake.Auth.GetString("token") != "right")
            {
                throw new ConnectRefusedException("wrong");
            }
        }));
        await using var client = await server.OpenAsync();

        await client.SendAsync("40");
        await client.ExpectAsync("""44{"message":"wrong"}""");
        await client.JoinAsync("/", """{"token":"right"}""");
    }

    [Fact]
    public async Task Ack_OfAnUnknownId_IsIgnored()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();

        await client.SendAsync("43999[]", """439007199254740991["x"]""", "430[]");

        await client.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Packet_ForANamespaceThatWasJustLeft_IsIgnored(bool byServer)
    {
        await using var server = await TestServer.StartAsync(io =>
        {
            io.OnConnection(static socket => socket.On("echo", static (string text, Acknowledgement ack) => ack.SendAsync(text).AsTask()));
            io.Of("/chat").OnConnection(static socket => socket.OnAny(_ => Assert.Fail("it has left")));
        });
        await using var client = await server.ConnectAsync();
        var id = await client.JoinAsync("/chat");
        if (byServer)
        {
            server.IO.Of("/chat").Sockets[id].Disconnect();
            await client.ExpectAsync("41/chat,");
        }
        else
        {
            await client.SendAsync("41/chat,");
        }

        await client.SendAsync("""42/chat,["x"]""", """43/chat,0[]""", "41/chat,");
        await client.SendAsync("""451-/chat,["x",{"_placeholder":true,"num":0}]""", new byte[] { 1 });
        await client.SendAsync("""420["echo","still here"]""");

        await client.ExpectAsync("""430["still here"]""");
        await client.JoinAsync("/chat");
        Assert.Single(server.IO.Of("/chat").Sockets);
    }

    [Fact]
    public async Task Packet_WhileTheNamespaceIsBeingLeft_IsIgnored()
    {
        var leaving = new TaskCompletionSource();
        using var go = new ManualResetEventSlim();
        await using var server = await TestServer.StartAsync(io =>
        {
            io.OnConnection(static socket => socket.On("echo", static (string text, Acknowledgement ack) => ack.SendAsync(text).AsTask()));
            io.Of("/chat").OnConnection(socket => socket.OnDisconnect(_ =>
            {
                leaving.SetResult();
                Assert.True(go.Wait(Waiting.Limit));
            }));
        });
        await using var client = await server.ConnectAsync();
        var id = await client.JoinAsync("/chat");
        var kicking = Task.Run(() => server.IO.Of("/chat").Sockets[id].Disconnect());
        await leaving.Task.Within();

        await client.SendAsync("""42/chat,["x"]""", """420["echo","still here"]""");
        await client.ExpectAsync("41/chat,", """430["still here"]""");

        go.Set();
        await kicking.Within();
    }

    [Fact]
    public async Task Packet_ForANamespaceThatWasLeftBeforeManyOthers_ClosesTheConnection()
    {
        await using var server = await TestServer.StartAsync(static io => io.Of(static (name, _) => name.StartsWith("/n", StringComparison.Ordinal)));
        await using var client = await server.ConnectAsync();
        for (var i = 0; i <= 64; i++)
        {
            await client.JoinAsync($"/n{i}");
            await client.SendAsync($"41/n{i},");
        }

        await client.SendAsync("""42/n1,["x"]""");
        await client.ExpectNothingAsync();
        await client.SendAsync("""42/n0,["x"]""");

        Assert.Equal([], await client.ClosedAsync());
    }
}
