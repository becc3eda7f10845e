using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Tests.Namespaces;

/// <summary>A namespace that a client made appear goes with its last client.</summary>
public sealed class NamespaceCleanupTests
{
    [Fact]
    public async Task LastSocket_Leaving_RemovesTheNamespace()
    {
        await using var server = await StartAsync();
        await using var one = await server.ConnectAsync("/t-1");
        await using var two = await server.ConnectAsync("/t-1");

        await one.SendAsync("41/t-1,");
        await one.ExpectNothingAsync();
        Assert.Contains("/t-1", Names(server));
        await two.CloseAsync();

        await Waiting.Until(() => !Names(server).Contains("/t-1"));
        await one.JoinAsync("/t-1");
        Assert.Contains("/t-1", Names(server));
    }

    [Fact]
    public async Task RefusedClients_LeaveNoNamespace()
    {
        await using var server = await StartAsync(static parent => parent.Use(static _ => throw new ConnectRefusedException("no")));
        await using var client = await server.OpenAsync();

        for (var i = 0; i < 500; i++)
        {
            await client.SendAsync($"40/t-{i},");
            await client.ExpectAsync($$"""44/t-{{i}},{"message":"no"}""");
        }

        await Waiting.Until(() => Names(server).Count == 1);
    }

    [Fact]
    public async Task Namespace_NamedByTheApplication_Stays()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync("/t-1");
        var ns = server.IO.Of("/t-1");

        await client.SendAsync("41/t-1,");
        await client.ExpectNothingAsync();

        Assert.Same(ns, server.IO.Of("/t-1"));
        Assert.Contains("/t-1", Names(server));
    }

    [Fact]
    public async Task Namespace_WithCleanupTurnedOff_Stays()
    {
        await using var server = await TestServer.StartAsync(
            static io => io.Of(static (_, _) => true), static options => options.CleanupEmptyChildNamespaces = false);
        await using var client = await server.OpenAsync();
        await client.JoinAsync("/t-1");

        await client.SendAsync("41/t-1,");
        await client.SendAsync("40/t-2,");
        await client.ReceiveAsync();

        Assert.Contains("/t-1", Names(server));
    }

    [Fact]
    public async Task Clients_JoiningWhileOthersLeave_AreNeverLost()
    {
        await using var server = await StartAsync(static parent => parent
            .Use(static async _ => await Task.Yield())
            .OnConnection(static socket => socket.On("echo", (int number, Acknowledgement ack) => ack.SendAsync(number).AsTask())));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(ComeAndGo)));

        await Waiting.Until(() => Names(server).Count == 1);

        async Task ComeAndGo()
        {
            await using var client = await server.OpenAsync();
            for (var i = 0; i < 100; i++)
            {
                var id = await client.JoinAsync("/t-1");
                await client.SendAsync($"42/t-1,{i}[\"echo\",{i}]");
                await client.ExpectAsync($"43/t-1,{i}[{i}]");
                var ns = server.IO.Namespaces.Single(static ns => ns.Name == "/t-1");
                Assert.True(ns.Sockets.ContainsKey(id), "The client is in a namespace that the server has forgotten.");
                await client.SendAsync("41/t-1,");
            }
        }
    }

    [Fact]
    public async Task Remove_DisconnectsItsSocketsOnly()
    {
        var reasons = new Inbox<string>();
        await using var server = await TestServer.StartAsync(io => io.Of("/a").OnConnection(socket => socket.OnDisconnect(r => reasons.Add(r.Name))));
        await using var client = await server.ConnectAsync("/a");
        await client.JoinAsync("/");
        var removed = server.IO.Of("/a");

        await removed.RemoveAsync();
        await removed.RemoveAsync();

        await client.ExpectAsync("41/a,");
        Assert.Equal(DisconnectReason.ServerNamespaceDisconnect, await reasons.NextAsync());
        await client.SendAsync("40/a,");
        await client.ExpectAsync("""44/a,{"message":"Invalid namespace"}""");
        Assert.True(server.IO.Sockets.ContainsKey(client.Id));
        Assert.NotSame(removed, server.IO.Of("/a"));
    }

    [Fact]
    public async Task Remove_InsideItsOwnHandler_DoesNotHang()
    {
        await using var server = await TestServer.StartAsync(io => io.Of("/a").OnConnection(socket =>
        {
            socket.On("end", () => socket.Namespace.RemoveAsync().AsTask());
            socket.OnDisconnect(_ => socket.Namespace.RemoveAsync().AsTask());
        }));
        await using var client = await server.ConnectAsync("/a");

        await client.SendAsync("""42/a,["end"]""");

        await client.ExpectAsync("41/a,");
        await client.ExpectNothingAsync();
        Assert.DoesNotContain("/a", Names(server));
    }

    [Fact]
    public async Task Remove_FromManyPlacesAtOnce_ClosesItOnce()
    {
        var closed = new Inbox<string>();
        await using var server = await TestServer.StartAsync(
            io => io.Of("/a").OnConnection(socket =>
            {
                socket.OnDisconnecting(_ => socket.Namespace.RemoveAsync().AsTask());
                socket.OnDisconnect(_ => socket.Namespace.RemoveAsync().AsTask());
            }),
            services: services => services.AddSocketIO().UseAdapter((_, ns) => new ClosingAdapter(ns, closed)));
        await using var client = await server.ConnectAsync("/a");
        var removed = server.IO.Of("/a");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await removed.RemoveAsync()))).Within();

        await client.ExpectAsync("41/a,");
        await client.ExpectNothingAsync();
        Assert.Equal("/a", await closed.NextAsync());
        Assert.Equal(0, closed.Count);
    }

    [Fact]
    public async Task Remove_InsideTheMiddlewareAndTheConnectionHandler_KeepsTheClientOut()
    {
        await using var server = await TestServer.StartAsync(io =>
        {
            io.Of("/a").Use(socket => socket.Namespace.RemoveAsync().AsTask());
            io.Of("/b").OnConnection(socket => socket.Namespace.RemoveAsync().AsTask());
        });
        await using var client = await server.OpenAsync();

        await client.SendAsync("40/a,");
        await client.ExpectAsync("""44/a,{"message":"Invalid namespace"}""");
        await client.JoinAsync("/b");
        await client.ExpectAsync("41/b,");
        Assert.Equal(["/"], Names(server));
    }

    [Fact]
    public async Task Remove_WhileAClientIsOnItsWayIn_DoesNotLetItIn()
    {
        var entered = new Inbox<Socket>();
        var release = new TaskCompletionSource();
        await using var server = await TestServer.StartAsync(io => io.Of("/a")
            .Use(async socket =>
            {
                entered.Add(socket);
                await release.Task;
            })
            .OnConnection(static _ => Assert.Fail("the namespace is gone")));
        await using var client = await server.OpenAsync();
        await client.SendAsync("40/a,");
        var socket = await entered.NextAsync();

        await socket.Namespace.RemoveAsync();
        release.SetResult();

        await client.ExpectAsync("""44/a,{"message":"Invalid namespace"}""");
        Assert.False(socket.Connected);
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task Remove_OfTheMainNamespace_Throws()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await server.IO.MainNamespace.RemoveAsync());

        await client.ExpectNothingAsync();
    }

    private sealed class ClosingAdapter(Namespace ns, Inbox<string> closed) : InMemoryAdapter(ns)
    {
        public override async ValueTask DisposeAsync()
        {
            closed.Add(Namespace.Name);
            await base.DisposeAsync();
        }
    }

    private static Task<TestServer> StartAsync(Action<ParentNamespace>? pattern = null) => TestServer.StartAsync(io =>
    {
        var parent = io.Of(static (name, _) => name.StartsWith("/t-", StringComparison.Ordinal));
        pattern?.Invoke(parent);
    });

    private static List<string> Names(TestServer server) => [.. server.IO.Namespaces.Select(static ns => ns.Name)];
}
