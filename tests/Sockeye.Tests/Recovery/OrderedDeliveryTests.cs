namespace Sockeye.Tests.Recovery;

/// <summary>Recovery across servers: what happens when sockets end, clients come back too late, and the backend is slow or away.</summary>
public sealed class OrderedDeliveryTests
{
    private readonly LoopbackLog _log = new();

    [Fact]
    public async Task Cut_OfASocketWhoseDataCannotBeWritten_EndsItAndItsSiblings()
    {
        var ended = new Inbox<string>();
        await using var server = await _log.StartAsync(io =>
        {
            io.Of("/other").OnConnection(socket => socket.OnDisconnect(_ => ended.Add("/other")));
            io.OnConnection(async socket =>
            {
                socket.OnDisconnect(_ => ended.Add("/"));
                socket.Data.Set(new Unwritable());
                await socket.JoinAsync("room");
            });
        });
        server.Log.Expect("Connection state recovery");
        await using var client = await server.OpenAsync();
        await client.SendAsync("40", "40/other,");
        await client.ReceiveAsync();
        await client.ReceiveAsync();

        client.Abort();

        Assert.Equal(["/", "/other"], (await ended.NextAsync(2)).Order());
        Assert.Empty(server.IO.Sockets);
        Assert.Empty(server.IO.MainNamespace.Adapter.Rooms);
        Assert.Empty(server.IO.Of("/other").Sockets);
    }

    [Fact]
    public async Task Disconnect_BehindAnEventThatWaits_RunsHandlersWithoutALock()
    {
        var seen = new Inbox<string>();
        await using var server = await _log.StartAsync(io =>
        {
            io.MainNamespace.Adapter.OnRoomLeft((room, _) => OnOtherThread(io, seen, $"left {room}"));
            io.OnConnection(async socket =>
            {
                await socket.JoinAsync("room");
                socket.OnDisconnecting(_ => OnOtherThread(io, seen, "disconnecting"));
                socket.OnDisconnect(_ => OnOtherThread(io, seen, "disconnect"));
                socket.OnAnyOutgoing(e => OnOtherThread(io, seen, e.Name));
            });
        });
        await using var client = new RecoveringClient(server);
        await client.ConnectAsync();
        var socket = server.IO.Sockets[client.Id];

        _log.Holds = true;
        var emitted = socket.EmitAsync("first");
        await socket.Volatile.EmitAsync("volatile");
        socket.Disconnect(reason: "you were told");
        await server.IO.EmitAsync("after");
        Assert.Equal(0, seen.Count);
        _log.Holds = false;

        await emitted.Within();
        Assert.Equal(
            ["first True", "volatile True", "disconnect_reason True", "disconnecting True", "left room True", $"left {client.Id} True", "disconnect True"],
            await seen.NextAsync(7));
        await client.ExpectAsync("first");
        await client.Connection.ExpectAsync("""42["volatile"]""", """42["disconnect_reason","you were told"]""", "41");
        await client.Connection.ExpectNothingAsync();
    }

    [Fact]
    public async Task Connect_OfAClientThatComesBack_TellsOfRoomsWithoutALock()
    {
        var seen = new Inbox<string>();
        await using var server = await _log.StartAsync();
        await using var client = new RecoveringClient(server);
        await client.ConnectAsync();
        await server.IO.Sockets[client.Id].JoinAsync("room");
        await client.LoseAsync();

        server.IO.MainNamespace.Adapter.OnRoomJoined((room, _) => OnOtherThread(server.IO, seen, room));
        await client.ConnectAsync();

        Assert.True(client.Recovered);
        Assert.Equal([$"{client.Id} True", "room True"], await seen.NextAsync(2));
    }

    [Fact]
    public async Task Recovery_ThatFailsLate_IsNotGivenBackWithoutRooms()
    {
        var expired = new Inbox<RecoverySession>();
        var entered = new Inbox<Socket>();
        var release = new TaskCompletionSource();
        var slow = false;
        await using var server = await _log.StartAsync(
            io =>
            {
                io.MainNamespace.OnSessionExpired(expired.Add);
                io.Use(async socket =>
                {
                    if (slow)
                    {
                        entered.Add(socket);
                        await release.Task;
                    }
                });
            },
            static options =>
            {
                options.SkipMiddlewares = false;
                options.MaxPackets = 3;
            });
        await using var client = new RecoveringClient(server);
        await client.ConnectAsync();
        var id = client.Id;
        await server.IO.Sockets[id].JoinAsync("room");
        await client.LoseAsync();

        // More than it may miss comes while the middlewares decide.
        slow = true;
        await client.SendConnectAsync();
        await entered.NextAsync();
        for (var i = 0; i < 4; i++)
        {
            await server.IO.To("room").EmitAsync("missed", i);
        }

        release.SetResult();
        Assert.Equal([], await client.Connection.ClosedAsync());
        Assert.Equal(id, (await expired.NextAsync()).SocketId);
        Assert.Empty(server.IO.MainNamespace.Adapter.Rooms);

        slow = false;
        Assert.Equal([], await client.ConnectAsync());
        Assert.False(client.Recovered);
    }

    [Fact]
    public async Task Recovery_OfMoreBytesThanASessionMayMiss_IsAFreshSessionAtOnce()
    {
        var expired = new Inbox<RecoverySession>();
        await using var server = await _log.StartAsync(io => io.MainNamespace.OnSessionExpired(expired.Add), static options => options.MaxBytesPerSession = 1000);
        await using var client = new RecoveringClient(server);
        await client.ConnectAsync();
        await client.LoseAsync();
        await server.IO.EmitAsync("missed", new string('x', 1000));

        Assert.Equal([], await client.ConnectAsync());

        Assert.False(client.Recovered);
        await expired.NextAsync();
        await server.IO.EmitAsync("again");
        await client.ExpectAsync("again");
    }

    [Fact]
    public async Task Recovery_OfAClientThatGoesBeforeItIsIn_MayBeTriedAgain()
    {
        var entered = new Inbox<Socket>();
        var gate = new TaskCompletionSource();
        var slow = false;
        await using var server = await _log.StartAsync(
            io => io.Use(async socket =>
            {
                if (slow)
                {
                    entered.Add(socket);
                    await gate.Task;
                }
            }),
            static options => options.SkipMiddlewares = false);
        await using var client = new RecoveringClient(server);
        await client.ConnectAsync();
        await server.IO.Sockets[client.Id].JoinAsync("room");
        await client.LoseAsync();
        await server.IO.To("room").EmitAsync("missed");

        slow = true;
        await client.SendConnectAsync();
        var first = await entered.NextAsync();
        client.Connection.Abort();
        await Waiting.Until(() => server.IO.Engine.ClientsCount == 0);
        gate.SetResult();
        await Waiting.Until(() => _log.Sessions.Count == 1);
        Assert.False(first.Connected);

        slow = false;
        Assert.Equal(["missed"], await client.ConnectAsync());
        Assert.True(client.Recovered);
        Assert.True(server.IO.Sockets[client.Id].IsIn("room"));
    }

    [Fact]
    public async Task Emit_WhileTheBackendDoesNotShowIt_WaitsShortlyAndOnce()
    {
        await using var server = await _log.StartAsync();
        await using var client = new RecoveringClient(server);
        await client.ConnectAsync();

        _log.Holds = true;
        await server.IO.EmitAsync("n", 1);
        await server.IO.EmitAsync("n", 2);
        await client.Connection.ExpectNothingAsync();
        server.Time.Advance(TimeSpan.FromMilliseconds(300));
        await client.Connection.ExpectAsync("""42["n",1]""", """42["n",2]""");

        // It is known to be away: nothing waits, until it shows something again.
        await server.IO.EmitAsync("n", 3);
        await client.Connection.ExpectAsync("""42["n",3]""");
        _log.Holds = false;
        await Waiting.Until(() => ((IClusterEventLog)server.IO.MainNamespace.Adapter).Position == "3");
        await server.IO.EmitAsync("n", 4);
        Assert.Equal("n 4", await client.NextAsync());
        Assert.Equal("4", client.Offset);
    }

    [Fact]
    public async Task Emit_WhileTheBackendIsDown_ArrivesAtOnceAndInOrder()
    {
        await using var server = await _log.StartAsync();
        await using var client = new RecoveringClient(server);
        await client.ConnectAsync();

        _log.IsDown = true;
        for (var i = 0; i < 3; i++)
        {
            try
            {
                await server.IO.EmitAsync("n", i);
            }
            catch (ClusterPublishException)
            {
                // The sockets of this server have it.
            }
        }

        await client.Connection.ExpectAsync("""42["n",0]""", """42["n",1]""", """42["n",2]""");
        _log.IsDown = false;
        await server.IO.EmitAsync("n", 3);
        await client.Connection.ExpectAsync("""42["n",3]""");
    }

    [Fact]
    public async Task Cut_AmongManyMissedEvents_DoublesNoneThatFollowsTheWelcome()
    {
        await using var server = await _log.StartAsync();
        await using var client = new RecoveringClient(server);
        await client.ConnectAsync();
        await client.LoseAsync();
        string[] events = [.. Enumerable.Range(0, 200).Select(static i => $"n {i}")];
        for (var i = 0; i < events.Length; i++)
        {
            await server.IO.EmitAsync("n", i);
        }

        // Official clients do not move their position before the welcome: only a bounded part goes before it.
        await client.SendConnectAsync();
        Assert.Equal(events[..50], await client.WelcomeAsync());
        Assert.True(client.Recovered);
        await client.ExpectAsync(events[50..57]);
        await client.LoseAsync();

        Assert.Equal(events[57..], await client.ConnectAsync());
        Assert.True(client.Recovered);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Recovery_WhileTheBackendIsReadLate_LosesNothing(bool isOfAnotherServer)
    {
        await using var server = await _log.StartAsync();
        await using var client = new RecoveringClient(server);
        await client.ConnectAsync();
        await client.LoseAsync();

        // It was given up, and sent to those who are there. The client is not.
        _log.Holds = true;
        if (isOfAnotherServer)
        {
            _log.Add("""["n",1]""");
        }
        else
        {
            await server.IO.EmitAsync("n", 1);
            server.Time.Advance(TimeSpan.FromMilliseconds(300));
        }

        var got = await client.ConnectAsync();
        Assert.True(client.Recovered);
        await server.IO.Sockets[client.Id].EmitAsync("n", 2);
        server.Time.Advance(TimeSpan.FromMilliseconds(300));
        _log.Holds = false;
        await Waiting.Until(() => ((IClusterEventLog)server.IO.MainNamespace.Adapter).Position == "2");
        await server.IO.EmitAsync("n", 3);
        while (!got.Contains("n 3"))
        {
            got.Add(LastOf(await client.Connection.ReceiveAsync()));
        }

        Assert.Equal(["n 1", "n 2", "n 3"], got.Order(StringComparer.Ordinal));

        static string LastOf(string packet) => "n " + System.Text.Json.JsonElement.Parse(packet[2..])[1];
    }

    [Fact]
    public async Task Recovery_WhileEventsAreGivenUp_LosesNothing()
    {
        await using var server = await _log.StartAsync();
        await using var client = new RecoveringClient(server);
        await client.ConnectAsync();
        await client.LoseAsync();
        _log.Holds = true;
        var asked = new Inbox<bool>();
        var answer = new TaskCompletionSource();
        var times = 0;
        _log.Answering = () =>
        {
            asked.Add(true);
            return ++times == 1 ? Task.CompletedTask : answer.Task;
        };
        await client.SendConnectAsync();
        await asked.NextAsync(2);

        // The backend has answered without them; nobody waits for it any more.
        await server.IO.EmitAsync("n", 1);
        server.Time.Advance(TimeSpan.FromMilliseconds(300));
        await server.IO.EmitAsync("n", 2);
        answer.SetResult();

        await client.Connection.ExpectAsync("""42["n",1]""", """42["n",2]""");
        Assert.Equal([], await client.WelcomeAsync());
        Assert.True(client.Recovered);
        _log.Holds = false;
        await Waiting.Until(() => ((IClusterEventLog)server.IO.MainNamespace.Adapter).Position == "2");
        await server.IO.EmitAsync("n", 3);
        await client.ExpectAsync("n 3");
    }

    // Another thread emits, which it could not if this one held the lock.
    private static void OnOtherThread(SocketIOServer io, Inbox<string> seen, string what)
    {
        using var emitted = new ManualResetEventSlim();
        _ = Task.Run(async () =>
        {
            await io.To("nobody").EmitAsync("inner");
            emitted.Set();
        });
        seen.Add($"{what} {emitted.Wait(TimeSpan.FromSeconds(3))}");
    }

    private sealed class Unwritable
    {
        private readonly string _why = "it cannot be written";

        public string Value => throw new InvalidOperationException(_why);
    }
}
