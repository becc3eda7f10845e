namespace Sockeye.Tests.Connections;

public sealed class ConnectTests
{
    [Theory]
    [InlineData(TestTransport.WebSocket)]
    [InlineData(TestTransport.Polling)]
    public async Task Connect_MainNamespace_AnswersWithSocketId(TestTransport transport)
    {
        var sockets = new Inbox<Socket>();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(sockets.Add));
        await using var client = await server.OpenAsync(transport);

        await client.SendAsync("40");

        var answer = await client.ReceiveAsync();
        var socket = await sockets.NextAsync();
        Assert.Equal($$"""40{"sid":"{{socket.Id}}"}""", answer);
        Assert.Equal(20, socket.Id.Length);
        Assert.NotEqual(client.SessionId, socket.Id);
        Assert.True(socket.Connected);
        Assert.Same(socket, server.IO.Sockets[socket.Id]);
    }

    [Theory]
    [InlineData(TestTransport.WebSocket)]
    [InlineData(TestTransport.Polling)]
    public async Task Connect_CustomNamespace_AnswersInThatNamespace(TestTransport transport)
    {
        var sockets = new Inbox<Socket>();
        await using var server = await TestServer.StartAsync(io => io.Of("/custom").OnConnection(sockets.Add));
        await using var client = await server.OpenAsync(transport);

        await client.SendAsync("40/custom,");

        var answer = await client.ReceiveAsync();
        var socket = await sockets.NextAsync();
        Assert.Equal($$"""40/custom,{"sid":"{{socket.Id}}"}""", answer);
        Assert.Equal("/custom", socket.Namespace.Name);
        Assert.Empty(server.IO.Sockets);
    }

    [Fact]
    public async Task Connect_WithAuth_HandsItToTheSocket()
    {
        var sockets = new Inbox<Socket>();
        await using var server = await TestServer.StartAsync(io =>
        {
            io.OnConnection(sockets.Add);
            io.Of("/custom").OnConnection(sockets.Add);
        });
        await using var client = await server.OpenAsync();

        await client.JoinAsync("/", """{"token":"123","n":[1,{"a":null}]}""");
        await client.JoinAsync("/custom", """{"token":"456"}""");

        var main = await sockets.NextAsync();
        Assert.Equal("123", main.Handshake.Auth.GetString("token"));
        Assert.Equal("""{"token":"123","n":[1,{"a":null}]}""", main.Handshake.Auth.Json.GetRawText());
        Assert.Equal("456", (await sockets.NextAsync()).Handshake.Auth.GetString("token"));
    }

    [Theory]
    [InlineData("40/nope,", "/nope")]
    [InlineData("40/nope", "/nope")]
    [InlineData("""40/nope,{"token":"x"}""", "/nope")]
    [InlineData("40/custom?a=b,", "/custom?a=b")]
    [InlineData("40/Custom,", "/Custom")]
    [InlineData("40/custom/,", "/custom/")]
    public async Task Connect_UnknownNamespace_IsRefusedAndStaysUnknown(string packet, string ns)
    {
        await using var server = await TestServer.StartAsync(io => io.Of("/custom"));
        await using var client = await server.OpenAsync();

        await client.SendAsync(packet);

        await client.ExpectAsync($$"""44{{ns}},{"message":"Invalid namespace"}""");
        Assert.Equal(["/", "/custom"], server.IO.Namespaces.Select(static known => known.Name).Order());
        await client.JoinAsync("/custom");
    }

    [Theory]
    [InlineData("4")]
    [InlineData("40/,")]
    [InlineData("40{}")]
    [InlineData("40/")]
    public async Task Connect_OtherSpellingsOfMainNamespace_Join(string packet)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.OpenAsync();

        await client.SendAsync(packet);

        Assert.StartsWith("""40{"sid":""", await client.ReceiveAsync());
    }

    [Theory]
    [InlineData(TestTransport.WebSocket)]
    [InlineData(TestTransport.Polling)]
    public async Task Connect_SeveralNamespaces_HaveSocketsOfTheirOwn(TestTransport transport)
    {
        await using var server = await TestServer.StartAsync(io => io.Of("/a"));
        await using var client = await server.OpenAsync(transport);

        await client.SendAsync("40", "40/a,");

        var main = await client.ReceiveAsync();
        var other = await client.ReceiveAsync();
        Assert.StartsWith("40{", main);
        Assert.StartsWith("40/a,{", other);
        Assert.NotEqual(main[2..], other[5..]);
        Assert.Equal(1, server.IO.Engine.ClientsCount);
    }

    [Fact]
    public async Task Connect_NameWithoutSlash_IsTheSameNamespace()
    {
        await using var server = await TestServer.StartAsync();

        Assert.Same(server.IO.Of("/a"), server.IO.Of("a"));
        Assert.Same(server.IO.MainNamespace, server.IO.Of("/"));
        Assert.Same(server.IO.MainNamespace, server.IO.Of(""));
    }

    [Fact]
    public async Task Connect_EventsInTheSamePayload_ReachListenersOfTheConnectionHandler()
    {
        var got = new Inbox<string>();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket.On<string>("first", got.Add)));
        await using var client = await server.OpenAsync(TestTransport.Polling);

        await client.SendAsync("40", """42["first","now"]""");

        Assert.Equal("now", await got.NextAsync());
    }
}
