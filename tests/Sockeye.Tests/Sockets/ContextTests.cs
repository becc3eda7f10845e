using System.Diagnostics;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Tests.Sockets;

/// <summary>What handlers find in their context: nothing of a request, whoever's thread calls them.</summary>
public sealed class ContextTests
{
    private static readonly AsyncLocal<string?> Local = new();

    private readonly HttpContextAccessor _accessor = new();
    private readonly Inbox<string> _seen = new();

    [Theory]
    [InlineData(TestTransport.Polling, false)]
    [InlineData(TestTransport.WebSocket, false)]
    [InlineData(TestTransport.Polling, true)]
    [InlineData(TestTransport.WebSocket, true)]
    public async Task Handlers_OfEveryKind_RunInACleanContext(TestTransport transport, bool eventLoops)
    {
        await using var server = await StartAsync(eventLoops);
        await using var client = await server.OpenAsync(transport);

        await client.JoinAsync("/made");
        await client.SendAsync("""42/made,["first",1]""", """42/made,["second",2]""");
        Assert.Equal(
            ["any", "any", "connection", "connection later", "first", "first later", "middleware", "middleware later", "predicate", "unhandled", "use", "use", "use later", "use later"],
            (await _seen.NextAsync(14)).Order(StringComparer.Ordinal));
        server.IO.Of("/made").Emit("told");
        Assert.Equal("outgoing", await _seen.NextAsync());
        await client.SendAsync("41/made,");
        Assert.Equal(["disconnecting", "disconnect", "disconnect later"], await _seen.NextAsync(3));
    }

    [Fact]
    public async Task UpgradeHandler_RunsInACleanContext_AndSoDoWhatFollows()
    {
        await using var server = await StartAsync(eventLoops: false);
        await using var client = await server.OpenAsync(TestTransport.Polling);
        await client.JoinAsync("/made");
        await _seen.NextAsync(5);

        using var webSocket = new ClientWebSocket();
        var uri = new UriBuilder(server.Url) { Scheme = "ws", Path = "/socket.io/", Query = $"EIO=4&transport=websocket&sid={client.SessionId}" }.Uri;
        await webSocket.ConnectAsync(uri, CancellationToken.None).Within();
        await SendAsync("2probe");
        await webSocket.ReceiveAsync(new byte[16].AsMemory(), CancellationToken.None);
        await SendAsync("5");
        Assert.Equal("upgrade", await _seen.NextAsync());
        await SendAsync("""42/made,["first",1]""");
        Assert.Equal(["any", "use", "use later", "first", "first later"], await _seen.NextAsync(5)); // each behind the one before

        Task SendAsync(string text) => webSocket.SendAsync(System.Text.Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None).Within();
    }

    [Fact]
    public async Task Handlers_ThatAnotherRequestCauses_RunInACleanContext()
    {
        await using var server = await StartAsync(eventLoops: false);
        await using var client = await server.ConnectAsync("/made");
        await _seen.NextAsync(5);

        using var http = new HttpClient();
        await http.GetAsync(new Uri(server.Url, "/kick")).Within();

        Assert.Equal(["outgoing", "disconnecting", "disconnect", "disconnect later"], await _seen.NextAsync(4));
    }

    // In the flow of the code that asks it is as everywhere in .NET: what was there before the await is there behind it.
    [Fact]
    public async Task Acknowledgement_IsAwaitedInTheContextOfTheCaller()
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket.On("ask", async () =>
        {
            Local.Value = "mine";
            await socket.EmitWithAckAsync("question");
            _seen.Add(Local.Value);
        })));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""42["ask"]""");
        await client.ExpectAsync("""420["question"]""");
        await client.SendAsync("430[]");

        Assert.Equal("mine", await _seen.NextAsync());
    }

    [Fact]
    public async Task Call_WithoutFlow_KeepsItSo()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var socket = server.IO.Sockets[client.Id];
        socket.OnAnyOutgoing(_ => _seen.Add($"flows {!ExecutionContext.IsFlowSuppressed()}"));

        using (ExecutionContext.SuppressFlow())
        {
            socket.Emit("e");
            Assert.True(ExecutionContext.IsFlowSuppressed());
        }

        Assert.Equal("flows True", await _seen.NextAsync());
    }

    private Task<TestServer> StartAsync(bool eventLoops) => TestServer.StartAsync(
        io => io.Of((_, _) =>
        {
            See("predicate");
            return true;
        }).Use(_ => SeeAsync("middleware")).OnConnection(socket =>
        {
            socket
                .OnAny(_ => See("any"))
                .OnAnyOutgoing(_ => See("outgoing"))
                .OnUpgrade(_ => See("upgrade"))
                .OnUnhandled(_ => See("unhandled"))
                .OnDisconnecting(_ => See("disconnecting"))
                .OnDisconnect(_ => SeeAsync("disconnect"))
                .Use(_ => SeeAsync("use"))
                .On("first", (int _) => SeeAsync("first"));
            return SeeAsync("connection");
        }),
        services: services => services.AddSingleton<IHttpContextAccessor>(_accessor),
        app: app =>
        {
            app.Use(async (HttpContext context, RequestDelegate next) =>
            {
                using var activity = new Activity("request").Start();
                Local.Value = "left by the request";
                Assert.NotNull(_accessor.HttpContext);
                await next(context);
            });
            app.Map("/kick", static (SocketIOServer io) =>
            {
                io.Of("/made").Emit("bye");
                io.Of("/made").Sockets.Values.Single().Disconnect();
                Assert.Equal(("left by the request", "request"), (Local.Value, Activity.Current?.OperationName));
            });
        },
        eventLoops: eventLoops);

    private async Task SeeAsync(string what)
    {
        See(what);
        await Task.Yield();
        See(what + " later");
    }

    private void See(string what)
    {
        // Tests that run at the same time may listen to the activities of events.
        var activity = Activity.Current is { Source.Name: not "Sockeye" } current ? current.OperationName : null;
        string?[] found = [Local.Value, activity, _accessor.HttpContext?.Request.Method];
        _seen.Add(found.Any(static value => value is not null) ? $"{what}: {string.Join(", ", found)}" : what);

    }
}
