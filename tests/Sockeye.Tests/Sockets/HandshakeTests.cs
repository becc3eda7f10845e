using System.Text.Json;

namespace Sockeye.Tests.Sockets;

public sealed class HandshakeTests
{
    [Theory]
    [InlineData(TestTransport.WebSocket, "websocket")]
    [InlineData(TestTransport.Polling, "polling")]
    public async Task Handshake_OfEitherTransport_ShowsTheFirstRequest(TestTransport transport, string name)
    {
        var sockets = new Inbox<Socket>();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(sockets.Add), fakeTime: true);
        await using var client = await server.OpenAsync(transport, "&token=a%20b&x=1&x=2", ("X-Custom", "value"), ("Cookie", "a=b"));
        await client.JoinAsync("/", """{"user":{"name":"n"},"number":3}""");

        var socket = await sockets.NextAsync();
        var handshake = socket.Handshake;
        Assert.Equal("value", handshake.Header("x-custom").ToString());
        Assert.Equal("a=b", handshake.Header("Cookie").ToString());
        Assert.Equal(0, handshake.Header("missing").Count);
        Assert.Equal("a b", handshake.Query["token"].ToString());
        Assert.Equal("4", handshake.Query["EIO"].ToString());
        Assert.Equal($"/socket.io/?EIO=4&transport={name}&token=a%20b&x=1&x=2", handshake.Url);
        Assert.Equal("127.0.0.1", handshake.Address);
        Assert.False(handshake.Secure);
        Assert.False(handshake.CrossDomain);
        Assert.Equal(server.Time.GetUtcNow(), handshake.Issued);
        Assert.Equal(3, handshake.Auth.Get<int>("number"));
        Assert.Equal("n", handshake.Auth.Get<User>("user")!.Name);
        Assert.Equal("n", handshake.Auth.Get<Auth>()!.User.Name);
        Assert.Null(handshake.Auth.GetString("number"));
        Assert.Null(handshake.Auth.Get<string>("missing"));
        Assert.False(handshake.User.Identity!.IsAuthenticated);
        Assert.Equal(name, socket.TransportName);
        Assert.Equal(client.SessionId, socket.Session.Id);
        Assert.False(socket.Recovered);
    }

    [Fact]
    public async Task Handshake_ToJson_HasTheShapeOfTheReference()
    {
        await using var server = await TestServer.StartAsync(fakeTime: true);
        await using var client = await server.OpenAsync(TestTransport.Polling, "&x=1&x=2", ("X-Custom", "value"));
        await client.JoinAsync("/", """{"token":"t"}""");

        var json = server.IO.Sockets[client.Id].Handshake.ToJson();

        Assert.Equal(
            ["headers", "time", "address", "xdomain", "secure", "issued", "url", "query", "auth"],
            json.EnumerateObject().Select(static member => member.Name));
        Assert.Equal("value", json.GetProperty("headers").GetProperty("x-custom").GetString());
        Assert.Equal("Fri Jan 02 2026 03:04:05 GMT+0000 (Coordinated Universal Time)", json.GetProperty("time").GetString());
        Assert.Equal(server.Time.GetUtcNow().ToUnixTimeMilliseconds(), json.GetProperty("issued").GetInt64());
        Assert.Equal("2", json.GetProperty("query").GetProperty("x").GetString());
        Assert.Equal("""{"token":"t"}""", json.GetProperty("auth").GetRawText());
    }

    [Fact]
    public async Task Handshake_WithoutAuth_HasAnEmptyObject()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();

        var auth = server.IO.Sockets[client.Id].Handshake.Auth;

        Assert.Equal("{}", auth.Json.GetRawText());
        Assert.Null(auth.GetString("token"));
    }

    [Fact]
    public async Task Handshake_CrossOrigin_IsSaid()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.OpenAsync(TestTransport.Polling, "", ("Origin", "https://elsewhere.example"));
        await client.JoinAsync();

        Assert.True(server.IO.Sockets[client.Id].Handshake.CrossDomain);
    }

    [Fact]
    public async Task Handshake_OfSeveralNamespaces_HaveAuthOfTheirOwn()
    {
        var sockets = new Inbox<Socket>();
        await using var server = await TestServer.StartAsync(io => io.Of("/a").OnConnection(sockets.Add));
        await using var client = await server.ConnectAsync("/", auth: """{"n":1}""");
        await client.JoinAsync("/a", """{"n":2}""");

        var socket = await sockets.NextAsync();
        var main = Assert.Single(server.IO.Sockets.Values);
        Assert.Equal((1, 2), (main.Handshake.Auth.Get<int>("n"), socket.Handshake.Auth.Get<int>("n")));
        Assert.Equal(main.Handshake.Url, socket.Handshake.Url);
        Assert.Same(main.Session, socket.Session);
        Assert.Throws<JsonException>(() => socket.Handshake.Auth.Get<DateTime>("n"));
    }

    private sealed record User(string Name);

    private sealed record Auth(User User);
}
