using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Sockeye.Engine;

namespace Sockeye.Testing.Tests.Fakes;

public sealed class FakeServerTests
{
    [Fact]
    public async Task Sockets_OfOneServer_HearEachOther()
    {
        await using var server = new FakeServer();
        server.IO.Of("/chat").OnConnection(static socket => socket
            .On("join", (string room) => socket.JoinAsync(room))
            .On("say", (string room, string text) => socket.To(room).EmitAsync("said", text)));
        await using var ann = await server.ConnectAsync("/chat");
        await using var bob = await server.ConnectAsync("/chat");
        var heard = new Inbox<string>();
        bob.Client.On<string>("said", heard.Add);
        await ann.DeliverAsync("join", "tea").Within();
        await bob.DeliverAsync("join", "tea").Within();

        await ann.DeliverAsync("say", "tea", "hello").Within();

        Assert.Equal("hello", Assert.Single(bob.Received).Get<string>());
        Assert.Empty(ann.Received);
        Assert.Equal("hello", await heard.NextAsync());
        var emit = Assert.Single(server.Emits);
        Assert.Equal(["tea"], emit.Rooms);
        Assert.Equal("/chat", emit.Namespace);
    }

    [Fact]
    public async Task Emits_ToNobody_AreWrittenDownToo()
    {
        await using var server = new FakeServer();

        await server.IO.To("empty").EmitAsync("news", 1);
        await server.IO.EmitAsync("all");
        var acks = await server.IO.To("empty").EmitWithAckAsync("ask").Within();

        Assert.Equal(["news", "all", "ask"], server.Emits.Select(static emit => emit.Name));
        Assert.Equal([false, false, true], server.Emits.Select(static emit => emit.AsksForAnswers));
        Assert.True(acks.IsComplete);
        server.Clear();
        Assert.Empty(server.Emits);
    }

    [Fact]
    public async Task Emits_OfAListenerOfOutgoingEvents_DoNotRepeatTheBroadcastAround()
    {
        await using var server = new FakeServer();
        await using var ann = await server.ConnectAsync();
        await using var bob = await server.ConnectAsync();
        var audits = 0;
        foreach (var socket in new[] { ann.Socket, bob.Socket })
        {
            socket.OnAnyOutgoing(e =>
            {
                if (e.Name == "news" && Interlocked.Increment(ref audits) == 1)
                {
                    server.IO.To("auditors").Emit("audit");
                }
            });
        }

        await server.IO.EmitAsync("news");

        Assert.Equal(["audit", "news"], server.Emits.Select(static emit => emit.Name).Order());
    }

    [Fact]
    public async Task Emits_OfOneSocket_AreNotThoseOfAnother()
    {
        await using var server = new FakeServer();
        await using var ann = await server.ConnectAsync();
        await using var bob = await server.ConnectAsync();
        server.IO.Of("/other");
        await using var other = await server.ConnectAsync("/other");

        await ann.Socket.EmitAsync("a");
        await bob.Socket.EmitAsync("b");
        await other.Socket.EmitAsync("c");
        await server.IO.EmitAsync("all");

        Assert.Equal(["a", "all"], ann.Emits.Select(static emit => emit.Name));
        Assert.Equal(["b", "all"], bob.Emits.Select(static emit => emit.Name));
        Assert.Equal(["c"], other.Emits.Select(static emit => emit.Name));
        Assert.Equal(["a", "all"], ann.Received.Select(static emit => emit.Name));
    }

    [Fact]
    public async Task Connect_RefusedByAMiddleware_Throws()
    {
        await using var server = new FakeServer();
        server.IO.Use(socket =>
        {
            if (socket.Handshake.Auth.GetString("token") != "good")
            {
                throw new ConnectRefusedException("no entry", new { code = 3 });
            }
        });

        var refused = await Assert.ThrowsAsync<ConnectException>(() => server.ConnectAsync()).Within();
        await Assert.ThrowsAsync<ConnectException>(() => server.ConnectAsync("/unknown")).Within();
        await using var fake = await server.ConnectAsync(configure: client => client.Auth = new { token = "good" });

        Assert.Equal("no entry", refused.Message);
        Assert.True(fake.Socket.Connected);
        Assert.Single(server.IO.Sockets);
    }

    [Fact]
    public async Task Connect_RequiringAuthorization_AsksForTheUser()
    {
        await using var server = new FakeServer(services => services.AddAuthorization());
        server.IO.Of("/admin").RequireAuthorization();

        await Assert.ThrowsAsync<ConnectException>(() => server.ConnectAsync("/admin")).Within();
        await using var fake = await server.ConnectAsync("/admin", client => client.SignIn("ann"));

        Assert.True(fake.Socket.Connected);
    }

    [Fact]
    public async Task Handler_TakingAScopedServiceFromTheRoot_Fails()
    {
        await using var server = new FakeServer(services => services.AddScoped<Stay>());
        server.IO.OnConnection(socket => socket.On("take", () => server.Services.GetRequiredService<Stay>()));
        await using var fake = await server.ConnectAsync();

        await fake.DeliverAsync("take").Within();

        Assert.IsType<InvalidOperationException>(Assert.Single(server.Errors).Exception);
    }

    [Fact]
    public async Task Connect_WithARequestThatTakesScopedServices_HasAScopeOfItsOwn()
    {
        var stays = new List<Stay>();
        await using var server = new FakeServer(services => services.AddScoped<Stay>().Configure<SocketIOOptions>(options => options.Engine.AllowRequest = context =>
        {
            stays.Add(context.RequestServices.GetRequiredService<Stay>());
            return new(AllowRequestResult.Allow);
        }));

        await using var ann = await server.ConnectAsync();
        await using (await server.ConnectAsync())
        {
            Assert.Equal(2, stays.Distinct().Count());
            Assert.All(stays, static stay => Assert.False(stay.Ended.IsCompleted));
        }

        await stays[1].Ended.Within();
        Assert.False(stays[0].Ended.IsCompleted);
    }

    [Fact]
    public async Task Connect_WithConnectionHandlersThatWait_ComesBehindThem()
    {
        await using var server = new FakeServer();
        server.IO.OnConnection(async Task (socket) =>
        {
            await Task.Yield();
            await socket.EmitAsync("welcome");
        });

        await using var fake = await server.ConnectAsync();

        Assert.Equal("welcome", Assert.Single(fake.Received).Name);
    }

    [Fact]
    public async Task Connect_ToADynamicNamespace_IsWatched()
    {
        await using var server = new FakeServer();
        server.IO.Of(static (name, _) => name == "/room-1").OnConnection(static socket => socket.EmitAsync("hello"));

        await using var fake = await server.ConnectAsync("/room-1");

        Assert.Equal("hello", Assert.Single(fake.Received).Name);
    }

    [Fact]
    public async Task Handlers_ThatSeeEverything_SeeNothingOfTheFake()
    {
        await using var server = new FakeServer();
        var seen = new List<string>();
        server.IO.OnConnection(socket => socket.OnAny(e => seen.Add(e.Name)));
        await using var fake = await server.ConnectAsync();

        await fake.DeliverAsync("one").Within();
        await fake.SettleAsync().Within();

        Assert.Equal(["one"], seen);
    }

    [Fact]
    public async Task Server_WithASocket_IsMadeWithoutThreads()
    {
        await using (var first = await FakeSocket.ConnectAsync())
        {
        }

        var threads = Process.GetCurrentProcess().Threads.Count;
        var fakes = new List<FakeSocket>();
        for (var i = 0; i < 100; i++)
        {
            fakes.Add(await FakeSocket.ConnectAsync());
        }

        // Those of the thread pool come and go; a thread for each would be a hundred.
        Assert.InRange(Process.GetCurrentProcess().Threads.Count, 0, threads + 50);
        foreach (var fake in fakes)
        {
            await fake.DisposeAsync();
        }
    }

    private sealed class Stay : IDisposable
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Ended => _ended.Task;

        public void Dispose() => _ended.TrySetResult();
    }
}
