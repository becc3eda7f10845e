using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sockeye.Testing.Tests.Support;

namespace Sockeye.Testing.Tests.Hosting;

public sealed class CreateSocketIOClientTests
{
    [Theory]
    [InlineData(ClientTransport.Polling)]
    [InlineData(ClientTransport.WebSocket)]
    [InlineData(ClientTransport.Polling, ClientTransport.WebSocket)]
    public async Task Client_OverEachTransport_SendsAndReceives(params ClientTransport[] transports)
    {
        await using var app = await MemoryApp.StartAsync(io => io.Of("/chat").OnConnection(socket => socket
            .On<string>("say", text => socket.EmitAsync("said", text, new byte[] { 1, 2 }))
            .On<byte[]>("echo", (bytes, answer) => answer.SendAsync(bytes))));
        await using var client = app.CreateClient("/chat", options => options.Transports = transports);
        var chat = client.Of();
        var upgraded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.OnUpgrade(_ => upgraded.TrySetResult());
        var said = new Inbox<(string, byte[])>();
        chat.On<string, byte[]>("said", (text, bytes) => said.Add((text, bytes)));
        await chat.ConnectAsync().Within();
        if (transports.Length > 1)
        {
            await upgraded.Task.Within();
        }

        await chat.EmitAsync("say", "hello");
        var (text, bytes) = await said.NextAsync();
        var large = new byte[200_000];
        Random.Shared.NextBytes(large);

        Assert.Equal("hello", text);
        Assert.Equal([1, 2], bytes);
        Assert.Equal(large, await chat.EmitWithAckAsync<byte[]>("echo", large).Within());
        Assert.Equal(transports[^1] == ClientTransport.WebSocket ? "websocket" : "polling", client.TransportName);
        Assert.Equal("/chat", chat.Namespace);
    }

    [Theory]
    [InlineData(ClientTransport.Polling)]
    [InlineData(ClientTransport.WebSocket)]
    public async Task Client_WithHeadersQueryCookiesAndAuth_PassesThemOn(ClientTransport transport)
    {
        var handshakes = new Inbox<Handshake>();
        await using var app = await MemoryApp.StartAsync(io => io.OnConnection(socket => handshakes.Add(socket.Handshake)));
        var cookies = new CookieContainer();
        cookies.Add(new Uri("http://localhost"), new Cookie("session", "s1"));
        await using var client = app.CreateClient(configure: options =>
        {
            options.Transports = [transport];
            options.Headers["Authorization"] = "Bearer t";
            options.Query["room"] = "tea & milk";
            options.Cookies = cookies;
        });
        var socket = client.Of();
        socket.Auth = new { token = "abc" };

        await socket.ConnectAsync().Within();

        var handshake = await handshakes.NextAsync();
        Assert.Equal("Bearer t", handshake.Header("Authorization"));
        Assert.Equal("session=s1", handshake.Header("Cookie"));
        Assert.Equal("tea & milk", handshake.Query["room"]);
        Assert.Equal("abc", handshake.Auth.GetString("token"));
    }

    [Theory]
    [InlineData(ClientTransport.Polling)]
    [InlineData(ClientTransport.WebSocket)]
    public async Task Connect_RefusedByMiddleware_SaysSo(ClientTransport transport)
    {
        await using var app = await MemoryApp.StartAsync(app: app => app.Use((HttpContext context, RequestDelegate next) =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }));
        await using var client = app.CreateClient(configure: options =>
        {
            options.Transports = [transport];
            options.Reconnection = false;
        });

        var refused = await Assert.ThrowsAsync<ConnectException>(() => client.Of().ConnectAsync()).Within();

        Assert.Equal(ConnectErrorKind.Http, refused.Kind);
        Assert.Contains("403", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_WithSubprotocol_AsksForIt()
    {
        var asked = new Inbox<string>();
        await using var app = await MemoryApp.StartAsync(app: app => app.Use((HttpContext context, RequestDelegate next) =>
        {
            asked.Add(context.Request.Headers.SecWebSocketProtocol.ToString());
            return next(context);
        }));
        await using var client = app.CreateClient(configure: options =>
        {
            options.Transports = [ClientTransport.WebSocket];
            options.Protocols.Add("one");
        });

        await client.Of().ConnectAsync().Within();

        Assert.Equal("one", await asked.NextAsync());
    }

    [Theory]
    [InlineData(ClientTransport.Polling)]
    [InlineData(ClientTransport.WebSocket)]
    public async Task Message_AboveTheServersLimit_LosesTheConnection(ClientTransport transport)
    {
        var reasons = new Inbox<DisconnectReason>();
        await using var app = await MemoryApp.StartAsync(io => io.OnConnection(socket => socket.OnDisconnect(reasons.Add)), options => options.Engine.MaxPayload = 1000);
        await using var client = app.CreateClient(configure: options =>
        {
            options.Transports = [transport];
            options.Reconnection = false;
        });
        var socket = client.Of();
        var lost = new Inbox<Client.DisconnectReason>();
        socket.OnDisconnect(lost.Add);
        await socket.ConnectAsync().Within();

        await socket.EmitAsync("large", new string('x', 2000));

        await lost.NextAsync();
        await reasons.NextAsync();
        Assert.False(socket.Connected);
    }

    [Theory]
    [InlineData(ClientTransport.Polling)]
    [InlineData(ClientTransport.WebSocket)]
    public async Task Connection_BrokenByEitherSide_ComesBack(ClientTransport transport)
    {
        var sockets = new Inbox<Socket>();
        await using var app = await MemoryApp.StartAsync(io => io.OnConnection(sockets.Add));
        await using var client = app.CreateClient(configure: options =>
        {
            options.Transports = [transport];
            options.ReconnectionDelay = TimeSpan.FromMilliseconds(1);
        });
        await client.Of().ConnectAsync().Within();
        (await sockets.NextAsync()).Session.Close();
        await sockets.NextAsync();

        client.Abort();

        Assert.Equal("/", (await sockets.NextAsync()).Namespace.Name);
    }

    [Fact]
    public async Task Client_ByDefault_HasTheClockOfTheApplication()
    {
        await using var app = await MemoryApp.StartAsync(fakeTime: true);
        TimeProvider? clock = null;
        await using var client = app.CreateClient(configure: options => clock = options.TimeProvider);

        Assert.Same(app.Time, clock);
    }
}
