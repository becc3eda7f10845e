using System.Collections.Concurrent;

namespace Sockeye.Tests.Connections;

public sealed class HandlerConcurrencyTests
{
    [Fact]
    public async Task Handlers_ByDefault_StartInOrderAndOverlap()
    {
        var started = new Inbox<int>();
        var release = new TaskCompletionSource();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket.On("e", async (int number) =>
        {
            started.Add(number);
            await release.Task;
        })));
        await using var client = await server.ConnectAsync();

        await client.SendAsync([.. Enumerable.Range(0, 20).Select(static i => (Frame)$"42[\"e\",{i}]")]);

        Assert.Equal(Enumerable.Range(0, 20), await started.NextAsync(20));
        release.SetResult();
    }

    [Fact]
    public async Task Handlers_Serialized_StartWhenThePreviousHasEnded()
    {
        var events = new Inbox<string>();
        var gates = new ConcurrentDictionary<int, TaskCompletionSource>();
        await using var server = await TestServer.StartAsync(
            io => io.OnConnection(socket => socket.On("e", async (int number, byte[]? bytes) =>
            {
                events.Add($"start {number} {bytes?.Length ?? 0}");
                await gates.GetOrAdd(number, static _ => new()).Task;
                events.Add($"end {number}");
                if (number == 1)
                {
                    throw new InvalidOperationException("broken");
                }
            })),
            static options => options.SerializeHandlers = true);
        server.Log.Expect("broken");
        await using var client = await server.ConnectAsync();
        await using var other = await server.ConnectAsync();

        await client.SendAsync("""42["e",0]""", """451-["e",1,{"_placeholder":true,"num":0}]""", new byte[] { 1, 2 }, """42["e",2]""");
        await other.SendAsync("""42["e",9]""");

        Assert.Equal(new[] { "start 0 0", "start 9 0" }, (await events.NextAsync(2)).Order());
        await client.ExpectNothingAsync();
        Assert.Equal(0, events.Count);
        foreach (var number in (int[])[2, 1, 0])
        {
            gates.GetOrAdd(number, static _ => new()).SetResult();
        }

        Assert.Equal(["end 0", "start 1 2", "end 1", "start 2 0", "end 2"], await events.NextAsync(5));
        gates.GetOrAdd(9, static _ => new()).SetResult();
    }

    [Theory]
    [InlineData(TestTransport.WebSocket, false)]
    [InlineData(TestTransport.Polling, false)]
    [InlineData(TestTransport.WebSocket, true)]
    public async Task Handlers_AtTheBound_HoldBackFurtherEvents(TestTransport transport, bool serialize)
    {
        var started = new Inbox<int>();
        var gates = Enumerable.Range(0, 4).Select(static _ => new TaskCompletionSource()).ToArray();
        await using var server = await TestServer.StartAsync(
            io => io.OnConnection(socket => socket.On("e", async (int number) =>
            {
                started.Add(number);
                await gates[number].Task;
            })),
            options =>
            {
                options.MaxConcurrentHandlers = 2;
                options.SerializeHandlers = serialize;
            });
        await using var client = await server.ConnectAsync(transport: transport);
        await using var other = await server.ConnectAsync();

        var sending = client.SendAsync([.. Enumerable.Range(0, 4).Select(static i => (Frame)$"42[\"e\",{i}]")]);

        Assert.Equal(Enumerable.Range(0, serialize ? 1 : 2), await started.NextAsync(serialize ? 1 : 2));
        await other.ExpectNothingAsync();
        await other.ExpectNothingAsync();
        Assert.Equal(0, started.Count);
        gates[0].SetResult();
        Assert.Equal(serialize ? 1 : 2, await started.NextAsync());
        gates[1].SetResult();
        gates[2].SetResult();
        gates[3].SetResult();
        Assert.Equal(3, (await started.NextAsync(serialize ? 2 : 1))[^1]);
        await sending.Within();
    }

    [Fact]
    public async Task Handlers_AtTheBound_DoNotKeepTheConnectionFromEnding()
    {
        var started = new Inbox<int>();
        var reasons = new Inbox<string>();
        var release = new TaskCompletionSource();
        await using var server = await TestServer.StartAsync(
            io => io.OnConnection(socket => socket
                .On("e", async (int number) =>
                {
                    started.Add(number);
                    await release.Task;
                })
                .OnDisconnect(reason => reasons.Add(reason.Name))),
            static options => options.MaxConcurrentHandlers = 1);
        await using var client = await server.ConnectAsync();
        await client.SendAsync("""42["e",0]""", """42["e",1]""");
        await started.NextAsync();

        server.IO.Sockets[client.Id].Disconnect(close: true);

        Assert.Equal(DisconnectReason.ServerNamespaceDisconnect, await reasons.NextAsync());
        Assert.Equal(["41"], await client.ClosedAsync());
        await Waiting.Until(() => server.IO.Engine.ClientsCount == 0);
        release.SetResult();
    }

    [Fact]
    public async Task Connects_AtTheBound_WaitToo()
    {
        var entered = new Inbox<string>();
        var release = new TaskCompletionSource();
        await using var server = await TestServer.StartAsync(
            io => io.Of(static (name, _) => name.StartsWith("/slow-", StringComparison.Ordinal)).Use(async socket =>
            {
                entered.Add(socket.Namespace.Name);
                await release.Task;
            }),
            static options => options.MaxConcurrentHandlers = 2);
        await using var client = await server.OpenAsync();
        await using var other = await server.OpenAsync();

        await client.SendAsync("40/slow-0,", "40/slow-1,", "40/slow-2,");

        Assert.Equal(["/slow-0", "/slow-1"], await entered.NextAsync(2));
        await other.ExpectNothingAsync();
        Assert.Equal(0, entered.Count);
        release.SetResult();
        Assert.Equal("/slow-2", await entered.NextAsync());
    }

    [Theory]
    [InlineData(TestTransport.WebSocket, false)]
    [InlineData(TestTransport.Polling, false)]
    [InlineData(TestTransport.WebSocket, true)]
    public async Task Handlers_AtTheBoundThatAskTheirOwnClient_GetTheirAnswers(TestTransport transport, bool binary)
    {
        var answers = new Inbox<int>();
        await using var server = await TestServer.StartAsync(
            io => io.OnConnection(socket => socket.On("e", async (int number, byte[]? _) => answers.Add(await socket.EmitWithAckAsync<int>("ask", number)))),
            static options => options.MaxConcurrentHandlers = 2,
            fakeTime: true);
        await using var client = await server.ConnectAsync(transport: transport);

        for (var i = 0; i < 10; i++)
        {
            if (binary)
            {
                await client.SendAsync($$"""451-["e",{{i}},{"_placeholder":true,"num":0}]""", new byte[] { 1 });
            }
            else
            {
                await client.SendAsync($"42[\"e\",{i}]");
            }
        }

        for (var i = 0; i < 10; i++)
        {
            await client.ExpectAsync($"42{i}[\"ask\",{i}]");
            await client.SendAsync($"43{i}[{i}]");
            Assert.Equal(i, await answers.NextAsync());
        }
    }

    [Theory]
    [InlineData(1, 6_000)]
    [InlineData(300_000, 20)]
    public async Task Client_WhoseEventsAreNotReadForAWhile_IsNotTimedOut(int size, int count)
    {
        var reasons = new Inbox<string>();
        var release = new TaskCompletionSource();
        var handled = 0;
        await using var server = await TestServer.StartAsync(
            io => io.OnConnection(socket => socket
                .On("e", async (int number, string _) =>
                {
                    Assert.Equal(number, Interlocked.Increment(ref handled) - 1);
                    await release.Task;
                })
                .OnDisconnect(reason => reasons.Add(reason.Name))),
            static options => options.MaxConcurrentHandlers = 2,
            fakeTime: true);
        await using var client = await server.ConnectAsync();
        var text = new string('x', size);
        var sending = client.SendAsync([.. Enumerable.Range(0, count).Select(i => (Frame)$"42[\"e\",{i},\"{text}\"]")]);
        await Waiting.Until(() => server.IO.Sockets.Values.Single().Client.Backlog is { IsFull: true });

        for (var i = 0; i < 10; i++)
        {
            server.Time.Advance(TimeSpan.FromSeconds(15));
        }

        Assert.Equal(2, Volatile.Read(ref handled));
        Assert.Single(server.IO.Sockets);
        release.SetResult();
        await sending.Within();
        await Waiting.Until(() => Volatile.Read(ref handled) == count);
        await client.ExpectNothingAsync();
        Assert.Equal(0, reasons.Count);

        // It is read again: its time runs.
        client.AnswersPings = false;
        server.Time.Advance(TimeSpan.FromSeconds(26));
        await client.ExpectNothingAsync();
        server.Time.Advance(TimeSpan.FromSeconds(21));
        server.Time.Advance(TimeSpan.FromSeconds(21));
        Assert.Equal(DisconnectReason.PingTimeout, await reasons.NextAsync());
    }

    [Fact]
    public async Task Events_ThatWaitWhenTheConnectionEnds_AreHandledBeforeItsEnd()
    {
        var seen = new Inbox<string>();
        var release = new TaskCompletionSource();
        await using var server = await TestServer.StartAsync(
            io => io.OnConnection(socket => socket
                .On("e", async (int number) =>
                {
                    seen.Add($"e {number}");
                    await release.Task;
                })
                .OnDisconnect(reason => seen.Add(reason.Name))),
            static options => options.MaxConcurrentHandlers = 1);
        await using var client = await server.ConnectAsync();

        await client.SendAsync([.. Enumerable.Range(0, 5).Select(static i => (Frame)$"42[\"e\",{i}]")]);
        await client.CloseAsync();

        Assert.Equal(["e 0", "e 1", "e 2", "e 3", "e 4", DisconnectReason.TransportClose], await seen.NextAsync(6));
        release.SetResult();
    }

    // More than the backlog holds: the reading stops for a while. On an event loop neither what waited nor what is read then may wait for a thread of the pool, which somebody else may block.
    [Fact]
    public async Task Handlers_ThatWaitedForOthers_RunOnEventLoops()
    {
        Assert.SkipUnless(Sockeye.EventLoops.EventLoop.IsSupported, "There are no event loops here.");
        const int count = 10_000;
        var release = new TaskCompletionSource();
        var started = new Inbox<(int Number, bool IsOnPool)>();
        await using var server = await TestServer.StartAsync(
            io => io.OnConnection(socket => socket
                .On("wait", () => release.Task)
                .On("e", (int number) => started.Add((number, Thread.CurrentThread.IsThreadPoolThread)))),
            static options => options.MaxConcurrentHandlers = 1,
            eventLoops: true);
        await using var client = await server.ConnectAsync();
        await client.SendAsync("""42["wait"]""");

        var sending = client.SendAsync([.. Enumerable.Range(0, count).Select(static i => (Frame)$"42[\"e\",{i}]")]);
        await Waiting.Until(() => server.IO.Sockets.Single().Value.Client.Backlog is { IsFull: true });
        release.SetResult();

        Assert.Equal(Enumerable.Range(0, count).Select(static i => (i, false)), await started.NextAsync(count));
        await sending;
    }
}
