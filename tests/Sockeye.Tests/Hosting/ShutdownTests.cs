using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Tests.Hosting;

public sealed class ShutdownTests
{
    [Theory]
    [InlineData(TestTransport.WebSocket)]
    [InlineData(TestTransport.Polling)]
    public async Task Stop_OfTheApplication_DeliversWhatIsQueuedAndTellsOnce(TestTransport transport)
    {
        var events = new Inbox<string>();
        await using var server = await TestServer.StartAsync(io =>
        {
            io.OnConnection(Watch);
            io.Of("/a").OnConnection(Watch);
        });
        await using var client = await server.ConnectAsync(transport: transport);
        await client.JoinAsync("/a");
        foreach (var number in Enumerable.Range(0, 50))
        {
            await server.IO.EmitAsync("queued", number, new byte[] { 1 });
        }

        await server.App.StopAsync().Within();

        var received = await client.ClosedAsync();
        Assert.Equal(100, received.Count);
        Assert.Equal("""451-["queued",49,{"_placeholder":true,"num":0}]""", received[^2]);
        Assert.Equal(
            ["disconnect / server shutting down", "disconnect /a server shutting down", "disconnecting / 1", "disconnecting /a 1"],
            (await events.NextAsync(4)).Order());
        Assert.Equal(0, events.Count);
        Assert.Empty(server.IO.Sockets);

        void Watch(Socket socket) => socket
            .OnDisconnecting(_ => events.Add($"disconnecting {socket.Namespace} {socket.Rooms.Count}"))
            .OnDisconnect(reason => events.Add($"disconnect {socket.Namespace} {reason}"));
    }

    [Fact]
    public async Task Emit_InADisconnectHandlerOfTheShutdown_IsNotSent()
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket =>
            socket.OnDisconnect(_ => socket.EmitAsync("too late").AsTask())));
        await using var client = await server.ConnectAsync();

        await server.IO.CloseAsync().Within();

        Assert.Equal([], await client.ClosedAsync());
    }

    [Fact]
    public async Task Close_ManyTimes_IsOnce()
    {
        var reasons = new Inbox<string>();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket.OnDisconnect(reason => reasons.Add(reason.Name))));
        await using var client = await server.ConnectAsync();

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => server.IO.CloseAsync()))).Within();
        await server.IO.CloseAsync().Within();
        await server.IO.DisposeAsync().Within();
        await server.IO.DisposeAsync().Within();

        Assert.Equal(DisconnectReason.ServerShuttingDown, await reasons.NextAsync());
        Assert.Equal(0, reasons.Count);
        Assert.Equal([], await client.ClosedAsync());
    }

    [Fact]
    public async Task Close_ThenConnect_IsRefused()
    {
        await using var server = await TestServer.StartAsync();
        using var http = new HttpClient { BaseAddress = server.Url };

        await server.IO.CloseAsync().Within();

        using var response = await http.GetAsync("/socket.io/?EIO=4&transport=polling").Within();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(0, server.IO.Engine.ClientsCount);
    }

    [Fact]
    public async Task Close_WhileAMiddlewareIsWaiting_DoesNotHang()
    {
        var entered = new Inbox<Socket>();
        var release = new TaskCompletionSource();
        await using var server = await TestServer.StartAsync(io => io.Use(async socket =>
        {
            entered.Add(socket);
            await release.Task;
        }));
        await using var client = await server.OpenAsync();
        await client.SendAsync("40");
        var socket = await entered.NextAsync();

        await server.IO.CloseAsync().Within();

        Assert.Equal([], await client.ClosedAsync());
        release.SetResult();
        Assert.False(socket.Connected);
    }

    [Fact]
    public async Task Close_InsideAHandler_DoesNotHang()
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket
            .On("stop", () => io.CloseAsync())
            .OnDisconnect(_ => io.CloseAsync())));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""42["stop"]""");

        Assert.Equal([], await client.ClosedAsync());
        await server.IO.CloseAsync().Within();
    }

    [Fact]
    public async Task Close_ClosesTheAdapters()
    {
        var closed = new Inbox<string>();
        await using var server = await TestServer.StartAsync(
            static io => io.Of("/a"),
            services: services => services.AddSocketIO().UseAdapter((_, ns) => new ClosingAdapter(ns, closed)));

        await server.IO.CloseAsync().Within();

        Assert.Equal(["/", "/a"], (await closed.NextAsync(2)).Order());
    }

    private sealed class ClosingAdapter(Namespace ns, Inbox<string> closed) : InMemoryAdapter(ns)
    {
        public override async ValueTask DisposeAsync()
        {
            closed.Add(Namespace.Name);
            await base.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Close_WhileDisconnectHandlersRun_WaitsForThem(bool byShutdown)
    {
        var started = new Inbox<string>();
        var release = new TaskCompletionSource();
        var ended = 0;
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket =>
        {
            socket.OnDisconnecting(_ => SaveAsync("disconnecting"));
            socket.OnDisconnect(_ => SaveAsync("disconnect"));
        }));
        await using var early = await server.ConnectAsync();
        await using var client = await server.ConnectAsync();
        await early.CloseAsync();
        await started.NextAsync(2);

        var closing = byShutdown ? server.App.StopAsync() : server.IO.CloseAsync();
        await started.NextAsync(2);
        await client.ClosedAsync();
        await Waiting.Until(() => server.IO.Engine.ClientsCount == 0);
        Assert.False(closing.IsCompleted);
        release.SetResult();

        await closing.Within();
        Assert.Equal(4, ended);

        async Task SaveAsync(string what)
        {
            started.Add(what);
            await release.Task;
            Interlocked.Increment(ref ended);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Close_OfASocketOrItsNamespace_WaitsForItsDisconnectHandlers(bool ofNamespace)
    {
        var release = new TaskCompletionSource();
        var ended = 0;
        await using var server = await TestServer.StartAsync(io => io.Of("/chat").OnConnection(socket =>
        {
            socket.OnDisconnecting(_ => SaveAsync());
            socket.OnDisconnect(_ => SaveAsync());
        }));
        await using var client = await server.ConnectAsync("/chat");
        var socket = server.IO.Of("/chat").Sockets[client.Id];

        var closing = CloseAsync();
        var again = CloseAsync();
        await Waiting.Until(() => !socket.Connected);
        Assert.False(closing.IsCompleted || again.IsCompleted);
        using var enough = new CancellationTokenSource();
        var impatient = socket.CloseAsync(cancellationToken: enough.Token).AsTask();
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient.Within());
        release.SetResult();

        await Task.WhenAll(closing, again).Within();
        Assert.Equal(2, ended);
        await socket.CloseAsync().AsTask().Within();

        Task CloseAsync() => ofNamespace ? socket.Namespace.RemoveAsync().AsTask() : socket.CloseAsync().AsTask();

        async Task SaveAsync()
        {
            await release.Task;
            Interlocked.Increment(ref ended);
        }
    }

    [Fact]
    public async Task Close_InADisconnectHandler_DoesNotWaitForItself()
    {
        var done = new Inbox<string>();
        await using var server = await TestServer.StartAsync(io => io.Of("/chat").OnConnection(socket => socket.OnDisconnect(async _ =>
        {
            await Task.Yield();
            await socket.CloseAsync();
            await Task.Run(async () => await socket.Namespace.RemoveAsync());
            foreach (var other in socket.Namespace.Sockets.Values)
            {
                await other.CloseAsync();
            }

            await io.CloseAsync();
            done.Add("done");
        })));
        await using var client = await server.ConnectAsync("/chat");
        await using var other = await server.ConnectAsync("/chat");

        await server.IO.Of("/chat").Sockets[client.Id].CloseAsync().AsTask().Within();

        await done.NextAsync(2);
        await server.IO.CloseAsync().Within();
    }

    [Fact]
    public async Task Close_InAnEventHandlerOfTheSameSocket_Ends()
    {
        var done = new Inbox<string>();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket
            .On("bye", async () =>
            {
                await socket.CloseAsync();
                done.Add("closed");
            })
            .OnDisconnect(async _ =>
            {
                await Task.Yield();
                done.Add("disconnected");
            })));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""42["bye"]""");

        Assert.Equal(["disconnected", "closed"], await done.NextAsync(2));
    }

    [Fact]
    public async Task Shutdown_GivesDisconnectHandlersAllOfItsTime()
    {
        var release = new TaskCompletionSource();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket.OnDisconnect(_ => release.Task)), fakeTime: true);
        await using var client = await server.ConnectAsync();
        using var shutdown = new CancellationTokenSource();

        var closing = server.IO.CloseAsync(shutdown.Token);
        await client.ClosedAsync();
        await Waiting.Until(() => server.IO.Engine.ClientsCount == 0);
        server.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.False(closing.IsCompleted);
        release.SetResult();

        await closing.Within();
        Assert.DoesNotContain(server.Log.Entries, static entry => entry.Text.Contains("did not end in time", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Close_WithADisconnectHandlerThatHangs_EndsWithTheToken()
    {
        await using var server = await TestServer.StartAsync(static io => io.OnConnection(static socket => socket.OnDisconnect(static _ => new TaskCompletionSource().Task)));
        await using var client = await server.ConnectAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await server.IO.CloseAsync(limit.Token).Within();

        await server.Log.FindAsync("Disconnect handlers or streams did not end in time");
    }

    [Fact]
    public async Task Close_ByADisconnectHandlerThatWaitsForIt_Ends()
    {
        var closed = new TaskCompletionSource();
        await using var server = await TestServer.StartAsync(
            io => io.OnConnection(socket => socket.OnDisconnect(async _ =>
            {
                await io.CloseAsync();
                closed.SetResult();
            })),
            fakeTime: true);
        await using var client = await server.ConnectAsync();

        var closing = server.IO.CloseAsync();
        await client.ClosedAsync();
        await Waiting.Until(() =>
        {
            server.Time.Advance(TimeSpan.FromSeconds(1));
            return closing.IsCompleted;
        });

        await closed.Task.Within();
    }

    [Fact]
    public async Task Close_WhoseDisconnectHandlersCloseTheServerToo_ClosesItOnce()
    {
        var seen = new Inbox<string>();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket.OnDisconnect(_ =>
        {
            // On this thread, and on another one that this one waits for.
            var own = io.CloseAsync();
            Task? other = null;
            var thread = new Thread(() => other = io.CloseAsync());
            thread.Start();
            seen.Add($"{thread.Join(TimeSpan.FromSeconds(5))} {ReferenceEquals(own, other)}");
        })));
        await using var client = await server.ConnectAsync();

        var closing = server.IO.CloseAsync();

        await closing.Within();
        Assert.Equal("True True", await seen.NextAsync());
        Assert.Same(closing, server.IO.CloseAsync());
    }
}
