using System.Text.Json;

namespace Sockeye.Tests.Connections;

/// <summary>The client's packets wait for the connection handlers, also where a middleware has moved them to another thread.</summary>
public sealed class StartOrderTests
{
    [Fact]
    public async Task Events_RightAfterTheWelcome_FindTheListeners()
    {
        var got = new Inbox<int>();
        await using var server = await TestServer.StartAsync(io => io
            .Use(static async _ => await Task.Delay(1))
            .OnConnection(socket =>
            {
                Thread.Sleep(20); // the handler is slow to add its listeners, the client quick to send
                socket.On<int>("e", got.Add);
            }));

        for (var i = 0; i < 10; i++)
        {
            await using var client = await server.ConnectAsync();
            await client.SendAsync($"42[\"e\",{i}]");
            Assert.Equal(i, await got.NextAsync());
        }
    }

    [Fact]
    public async Task Disconnect_RightAfterTheWelcome_FindsTheListeners()
    {
        var reasons = new Inbox<string>();
        await using var server = await TestServer.StartAsync(io => io
            .Use(static async _ => await Task.Delay(1))
            .OnConnection(socket =>
            {
                Thread.Sleep(20);
                socket.OnDisconnect(reason => reasons.Add(reason.Name));
            }));

        for (var i = 0; i < 10; i++)
        {
            await using var client = await server.ConnectAsync();
            await client.CloseAsync();
            Assert.Equal(DisconnectReason.TransportClose, await reasons.NextAsync());
        }
    }

    [Theory]
    [InlineData(TestTransport.WebSocket)]
    [InlineData(TestTransport.Polling)]
    public async Task Handler_ThatWaitsForAnotherNamespaceOfItsClient_GetsIt(TestTransport transport)
    {
        var seen = new Inbox<string>();
        using var other = new ManualResetEventSlim();
        await using var server = await StartAsync(seen, _ => seen.Add($"waited {other.Wait(Waiting.Limit)}"), io => io.Of("/other").OnConnection(socket => socket.On("go", other.Set)));
        await using var client = await ConnectAsync(server, transport);

        // The first ones wait for the handler; the handler waits for the last one.
        await client.SendAsync("""42["e",1]""", """42["e",2]""", """42/other,["go"]""");

        Assert.Equal(["waited True", "1", "2"], await seen.NextAsync(3));
        await client.SendAsync("""42["e",3]""");
        Assert.Equal("3", await seen.NextAsync());
    }

    [Fact]
    public async Task Handler_ThatWaitsForAPing_GetsIt()
    {
        var seen = new Inbox<string>();
        using var pinged = new ManualResetEventSlim();
        await using var server = await StartAsync(seen, _ => seen.Add($"waited {pinged.Wait(Waiting.Limit)}"), io => io.Of("/other").OnConnection(socket => socket.On("go", pinged.Set)), fakeTime: true);
        await using var client = await ConnectAsync(server);
        await client.SendAsync("""42["e",1]""");

        // The client answers the ping by itself; its time-out goes by.
        server.Time.Advance(TimeSpan.FromSeconds(25));
        await Waiting.Until(() => client.Pongs == 1);
        await client.DrainAsync();
        server.Time.Advance(TimeSpan.FromSeconds(20));
        await client.SendAsync("""42/other,["go"]""");

        Assert.Equal(["waited True", "1"], await seen.NextAsync(2));
    }

    [Fact]
    public async Task Handler_ThatWaitsForAnAnswerOfItsClient_GetsIt()
    {
        var seen = new Inbox<string>();
        await using var server = await StartAsync(seen, socket => seen.Add($"{socket.EmitWithAckAsync<string>("question").Within().GetAwaiter().GetResult()}"), static io => io.Of("/other"));
        await using var client = await ConnectAsync(server);
        await client.ExpectAsync("""420["question"]""");

        await client.SendAsync("""42["e",1]""", """430["answer"]""");

        Assert.Equal(["answer", "1"], await seen.NextAsync(2));
    }

    [Fact]
    public async Task Cut_WhileAHandlerStarts_EndsTheOthersAtOnceAndItselfAfterWhatWasSent()
    {
        var seen = new Inbox<string>();
        using var ended = new ManualResetEventSlim();
        await using var server = await StartAsync(
            seen,
            _ => seen.Add($"waited {ended.Wait(Waiting.Limit)}"),
            io => io.Of("/other").OnConnection(socket => socket.On("mark", () => seen.Add("mark")).OnDisconnect(_ => ended.Set())));
        await using var client = await ConnectAsync(server);
        await client.SendAsync("""42["e",1]""", """42["e",2]""", """42/other,["mark"]""");
        Assert.Equal("mark", await seen.NextAsync());

        client.Abort();

        Assert.Equal(["waited True", "1", "2", DisconnectReason.TransportClose], await seen.NextAsync(4));
        await Waiting.Until(() => server.IO.Sockets.Count == 0);
    }

    [Fact]
    public async Task Leave_WhileAHandlerStarts_WaitsAndTheClientMayComeBack()
    {
        var seen = new Inbox<string>();
        using var other = new ManualResetEventSlim();
        await using var server = await StartAsync(seen, _ => seen.Add($"waited {other.Wait(Waiting.Limit)}"), io => io.Of("/other").OnConnection(socket => socket.On("go", other.Set)));
        await using var client = await ConnectAsync(server);
        var id = server.IO.Sockets.Keys.Single();

        await client.SendAsync("""42["e",1]""", "41", "40", """42/other,["go"]""");

        Assert.Equal(["waited True", "1", DisconnectReason.ClientNamespaceDisconnect, "waited True"], await seen.NextAsync(4));
        Assert.StartsWith("40{", await client.ReceiveAsync());
        await client.SendAsync("""42["e",2]""");
        Assert.Equal("2", await seen.NextAsync());
        Assert.DoesNotContain(id, server.IO.Sockets.Keys);
    }

    [Fact]
    public async Task Events_ForASocketThatItsOwnHandlerEnds_DoNotReachTheNextOne()
    {
        var seen = new Inbox<string>();
        using var release = new ManualResetEventSlim();
        var isFirst = true;
        await using var server = await StartAsync(
            seen,
            socket =>
            {
                if (!isFirst)
                {
                    return;
                }

                isFirst = false;
                seen.Add($"held {release.Wait(Waiting.Limit)}");
                release.Reset();
                socket.Disconnect();
                seen.Add($"back {release.Wait(Waiting.Limit)}");
            },
            io => io.Of("/other").OnConnection(socket => socket.On("mark", release.Set)));
        await using var client = await ConnectAsync(server);
        await client.SendAsync("""42["e","old"]""", """42/other,["mark"]""");
        Assert.Equal("held True", await seen.NextAsync());
        await client.ExpectAsync("41");
        Assert.Equal(DisconnectReason.ServerNamespaceDisconnect, await seen.NextAsync());

        await client.JoinAsync();
        await client.SendAsync("""42["e","new"]""");
        Assert.Equal("new", await seen.NextAsync());
        await client.SendAsync("""42/other,["mark"]""");

        Assert.Equal("back True", await seen.NextAsync());
        await client.SendAsync("""42["e","last"]""");
        Assert.Equal("last", await seen.NextAsync());
    }

    private static async Task<TestClient> ConnectAsync(TestServer server, TestTransport transport = TestTransport.WebSocket)
    {
        var client = await server.OpenAsync(transport);
        await client.JoinAsync("/other");
        await client.JoinAsync("/door");
        await client.SendAsync("40", """42/door,["let in"]""");
        Assert.StartsWith("40{", await client.ReceiveAsync());
        return client;
    }

    private static Task<TestServer> StartAsync(Inbox<string> seen, Action<Socket> whileStarting, Action<SocketIOServer>? io = null, bool fakeTime = false) => TestServer.StartAsync(
        server =>
        {
            // The client lets itself in: so the thread that reads from it has gone on when the connection handler runs, on another one.
            var letIn = new TaskCompletionSource();
            server.Of("/door").OnConnection(socket => socket.On("let in", () => new Thread(letIn.SetResult).Start()));
            server.Use(_ => letIn.Task);
            server.OnConnection(socket =>
            {
                socket.OnDisconnect(reason => seen.Add(reason.Name));
                socket.On<JsonElement>("e", value => seen.Add(value.ToString()));
                whileStarting(socket);
            });
            io?.Invoke(server);
        },
        fakeTime: fakeTime);
}
