using System.Text.Json;

namespace Sockeye.Client.Tests.Sockets;

/// <summary>Events and acknowledgements, with our server and with Node's, over both transports.</summary>
public sealed class EventTests(BothServers servers) : IClassFixture<BothServers>
{
    private static readonly byte[] Bytes = [0, 1, 4, 0x1e, 0x62, 255];

    public static TheoryData<ServerKind, ClientTransport> Ways { get; } = new(
        from kind in Enum.GetValues<ServerKind>()
        from transport in Enum.GetValues<ClientTransport>()
        select (kind, transport));

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Emit_JsonUnicodeAndBinary_ComeBack(ServerKind kind, ClientTransport transport)
    {
        await using var client = await ConnectAsync(kind, transport);
        var came = new Inbox<EventArguments>();
        client.Of().On("said", (ReceivedEvent incoming) => came.Add(incoming.Arguments));

        await client.Of().EmitAsync("say", "grüße €😀\u2028\"\\", 2.5, Bytes, new { deep = new object?[] { true, null, new byte[70_000] } });

        var said = await came.NextAsync();
        Assert.Equal(4, said.Count);
        Assert.Equal("grüße €😀\u2028\"\\", said.Get<string>(0));
        Assert.Equal(2.5, said.Get<double>(1));
        Assert.Equal(Bytes, said.Get<byte[]>(2));
        Assert.Equal(2, said.Attachments.Count);
        Assert.Equal(new byte[70_000], said.Attachments[1].ToArray());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Listener_BlocksItsThread_HoldsUpNeitherAnswersNorOtherSockets(ServerKind kind, ClientTransport transport)
    {
        await using var client = await ConnectAsync(kind, transport);
        var socket = client.Of();
        var chat = client.Of("/chat");
        await chat.ConnectAsync().Within();
        using var release = new ManualResetEventSlim();
        var began = new Inbox<string>();
        var heard = new Inbox<string>();
        socket.On("said", (string text) =>
        {
            began.Add(text);
            release.Wait(TestContext.Current.CancellationToken);
        });
        chat.On("said", (string text) => heard.Add(text));

        try
        {
            await socket.EmitAsync("say", "first");
            Assert.Equal("first", await began.NextAsync());
            await chat.EmitAsync("say", "second");

            Assert.Equal("second", await heard.NextAsync());
            Assert.Equal("third", await socket.EmitWithAckAsync<string>("echo", "third").Within());
        }
        finally
        {
            release.Set();
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task EmitWithAck_EachShape_IsAnswered(ServerKind kind, ClientTransport transport)
    {
        await using var client = await ConnectAsync(kind, transport);
        var socket = client.Of();

        Assert.Equal(0, (await socket.EmitWithAckAsync("echo")).Count);
        Assert.Null(await socket.EmitWithAckAsync<string>("echo"));
        Assert.Equal("a", await socket.EmitWithAckAsync<string>("echo", "a"));
        Assert.Equal("a", await socket.EmitWithAckAsync<string>("echo", "a", 2));
        Assert.Equal("a", await socket.EmitWithAckAsync<string>("echo", "a", 2, 3));
        Assert.Equal(1, await socket.EmitWithAckAsync<int>("echo", [1, 2, 3, 4]));
        Assert.Equal(Bytes, await socket.EmitWithAckAsync<byte[]>("echo", Bytes));
        var all = await socket.EmitWithAckAsync("echo", 1, Bytes, "c", null);
        Assert.Equal((4, 1, "c"), (all.Count, all.Get<int>(0), all.Get<string>(2)));
        var again = await socket.EmitWithAckAsync("echo", all);
        Assert.Equal(Bytes, again.Get<byte[]>(1));
        Assert.Equal(0, socket.PendingAcks);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Emit_EachShape_Arrives(ServerKind kind, ClientTransport transport)
    {
        await using var client = await ConnectAsync(kind, transport);
        var socket = client.Of();
        var counts = new Inbox<int>();
        socket.On("said", (ReceivedEvent incoming) => counts.Add(incoming.Arguments.Count));

        await socket.EmitAsync("say");
        await socket.EmitAsync("say", 1);
        await socket.EmitAsync("say", 1, 2);
        await socket.EmitAsync("say", 1, 2, 3);
        await socket.EmitAsync("say", 1, 2, 3, 4);
        await socket.EmitAsync("say", 1, 2, 3, 4, 5);
        await socket.Compress(false).EmitAsync("say", 1);

        Assert.Equal([0, 1, 2, 3, 4, 5, 1], await counts.NextAsync(7));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Listeners_EachShape_GetTheirArguments(ServerKind kind, ClientTransport transport)
    {
        await using var client = await ConnectAsync(kind, transport);
        var socket = client.Of();
        var came = new Inbox<string>();
        socket.On("said", () => came.Add("none"));
        socket.On<int>("said", a => came.Add($"{a}"));
        socket.On<int, string>("said", (a, b) => came.Add($"{a} {b}"));
        socket.On<int, string, bool>("said", async (a, b, c) =>
        {
            await Task.Yield();
            came.Add($"{a} {b} {c}");
        });
        socket.On<int, string, bool, byte[]>("said", (a, b, c, d) => came.Add($"{a} {b} {c} {d[0]}"));
        socket.On<JsonElement>("said", a => came.Add(a.GetRawText() + " as JSON"));

        await socket.EmitAsync("say", 1, "b", true, Bytes);

        Assert.Equal(["1", "1 as JSON", "1 b", "1 b True", "1 b True 0", "none"], (await came.NextAsync(6)).Order());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Ask_FromTheServer_IsAnsweredOnce(ServerKind kind, ClientTransport transport)
    {
        await using var client = await ConnectAsync(kind, transport);
        var socket = client.Of();
        var answers = new Inbox<EventArguments>();
        socket.On("answered", (ReceivedEvent incoming) => answers.Add(incoming.Arguments));
        socket.On<int>("double", async (value, ack) =>
        {
            Assert.True(ack.IsRequested);
            await ack.SendAsync(value * 2, Bytes);
            await ack.SendAsync("again");
        });
        socket.On("plain", static incoming => Assert.True(incoming.Acknowledgement.IsRequested));
        socket.On<string>("said", (_, ack) => Assert.False(ack.IsRequested));

        await socket.EmitAsync("ask", "double", 21);
        await socket.EmitAsync("say", "no answer is wanted");
        var answer = await answers.NextAsync();
        await socket.EmitAsync("ask", "double", 1);

        Assert.Equal((42, 2), (answer.Get<int>(0), answer.Count));
        Assert.Equal(Bytes, answer.Get<byte[]>(1));
        Assert.Equal(2, (await answers.NextAsync()).Get<int>(0));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task CatchAll_EventsWithBinary_AreSeenInOrder(ServerKind kind, ClientTransport transport)
    {
        await using var client = await ConnectAsync(kind, transport);
        var socket = client.Of();
        var seen = new Inbox<string>();
        socket.OnAny(incoming => seen.Add($"any {incoming.Name} {incoming.Arguments.Get<byte[]>(0)!.Length} {incoming.Socket.Namespace}"));
        using var first = socket.PrependAny(incoming => seen.Add($"first {incoming.Name}"));
        socket.On("said", () => seen.Add("listener"));
        socket.OnAnyOutgoing(sent => seen.Add($"sent {sent.Name} {sent.Arguments.Get<byte[]>(0)!.Length}"));
        socket.PrependAnyOutgoing(sent => seen.Add($"sent first {sent.Name}"));

        await socket.EmitAsync("say", Bytes);
        Assert.Equal(["sent first say", "sent say 6", "first said", "any said 6 /", "listener"], await seen.NextAsync(5));

        first.Dispose();
        socket.OffAnyOutgoing();
        await socket.EmitAsync("say", Bytes);
        Assert.Equal(["any said 6 /", "listener"], await seen.NextAsync(2));
        socket.OffAny();
        await socket.EmitAsync("say", Bytes);
        Assert.Equal("listener", await seen.NextAsync());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Numbers_HundredThousandWithBinary_ComeInOrder(ServerKind kind, ClientTransport transport)
    {
        await using var client = await ConnectAsync(kind, transport);
        var count = transport == ClientTransport.WebSocket ? 100_000 : 20_000;
        var next = 0;
        var wrong = 0;
        var done = new TaskCompletionSource();
        client.Of().On<int, byte[]?>("number", (number, bytes) =>
        {
            if (number != next || (number % 7 == 0) != (bytes is not null) || (bytes is not null && BitConverter.ToInt32(bytes) != number))
            {
                wrong++;
            }

            if (++next == count)
            {
                done.SetResult();
            }
        });

        for (var sent = 0; sent < count; sent += 2000)
        {
            // Each part waits for the one before, since our server closes a connection that lets too much wait.
            await client.Of().EmitAsync("numbers from", sent, 2000);
            await Waiting.Until(() => Volatile.Read(ref next) >= sent);
        }

        await done.Task.Within();
        Assert.Equal(0, wrong);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Numbers_HundredThousandSent_AreRecordedInOrder(ServerKind kind, ClientTransport transport)
    {
        await using var client = await ConnectAsync(kind, transport);
        var count = transport == ClientTransport.WebSocket ? 100_000 : 20_000;
        for (var i = 0; i < count; i++)
        {
            await client.Of().EmitAsync("count", i, i % 7 == 0 ? Bytes : null);
        }

        // The number that was expected next, and how many came otherwise.
        Assert.Equal([count, 0], await client.Of().Timeout(Waiting.Limit).EmitWithAckAsync<int[]>("counted") ?? []);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task OnceAndOff_AreGoneAfterwards(ServerKind kind, ClientTransport transport)
    {
        await using var client = await ConnectAsync(kind, transport);
        var socket = client.Of();
        var came = new Inbox<string>();
        socket.Once<int>("said", value => came.Add($"once {value}"));
        socket.Once<int>("said", async (value, ack) =>
        {
            await ack.SendAsync();
            came.Add($"once async {value}");
        });
        var disposed = socket.On<int>("said", async value =>
        {
            await Task.Yield();
            came.Add($"disposed {value}");
        });
        disposed.Dispose();
        disposed.Dispose();
        Func<int, Task> removed = async value =>
        {
            await Task.Yield();
            came.Add($"removed {value}");
        };
        socket.On("said", removed);
        socket.Off("said", removed);
        socket.On<int>("said", value => came.Add($"last {value}"));

        await socket.EmitAsync("say", 1);
        await socket.EmitAsync("say", 2);
        Assert.Equal(["once 1", "once async 1", "last 1", "last 2"], await came.NextAsync(4));

        socket.Off("said");
        socket.On("end", () => came.Add("end"));
        await socket.EmitAsync("say", 3);
        await socket.EmitAsync("ask", "end");
        Assert.Equal("end", await came.NextAsync());
        socket.Off();
        await socket.EmitAsync("ask", "end");
        await socket.EmitWithAckAsync("echo");
        Assert.Equal(0, came.Count);
    }

    [Theory]
    [InlineData("connect")]
    [InlineData("connect_error")]
    [InlineData("disconnect")]
    [InlineData("disconnecting")]
    [InlineData("newListener")]
    [InlineData("removeListener")]
    public async Task Emit_ReservedName_Throws(string name)
    {
        await using var client = new SocketIOClient("http://localhost");
        await Assert.ThrowsAsync<ArgumentException>(async () => await client.Of().EmitAsync(name));
        await Assert.ThrowsAsync<ArgumentException>(async () => await client.Of().EmitWithAckAsync<int>(name));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Kick_ByTheServer_IsItsReasonAndNoReconnection(ServerKind kind, ClientTransport transport)
    {
        await using var client = await ConnectAsync(kind, transport);
        var reasons = new Inbox<string>();
        client.Of().OnDisconnect(reason => reasons.Add(reason.Name));

        await client.Of().EmitAsync("kick");

        Assert.Equal(DisconnectReason.ServerDisconnect, await reasons.NextAsync());
        Assert.False(client.Of().Active);
        Assert.False(client.IsOpen);
        await client.Of().ConnectAsync().Within();
        client.Of().Disconnect();
        Assert.Equal(DisconnectReason.ClientDisconnect, await reasons.NextAsync());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Cut_ByTheServer_ReconnectsAndSendsWhatWaited(ServerKind kind, ClientTransport transport)
    {
        await using var client = await ConnectAsync(kind, transport);
        var socket = client.Of();
        var reasons = new Inbox<string>();
        socket.OnDisconnect(async reason =>
        {
            await socket.EmitAsync("say", "waited");
            reasons.Add(reason.Name);
        });
        var attempts = new Inbox<int>();
        client.OnReconnect(attempts.Add);
        var said = socket.Hear<string>("said");
        var id = socket.Id;

        await socket.EmitAsync("cut");

        Assert.Equal(DisconnectReason.TransportClose, await reasons.NextAsync());
        Assert.Equal(1, await attempts.NextAsync());
        Assert.Equal("waited", await said.NextAsync());
        Assert.NotEqual(id, socket.Id);
        Assert.False(socket.Recovered);
    }

    [Theory]
    [InlineData(ServerKind.Sockeye)]
    [InlineData(ServerKind.Node)]
    public async Task Default_BeginsWithPollingAndGoesOver(ServerKind kind)
    {
        await using var client = new SocketIOClient(await servers.UrlAsync(kind));
        var upgrades = new Inbox<string>();
        client.OnUpgrade(upgrades.Add);
        await client.Of().ConnectAsync().Within();
        Assert.Equal("websocket", await upgrades.NextAsync());
        Assert.Equal("websocket", client.TransportName);
        Assert.Equal("websocket", await client.Of().EmitWithAckAsync<string>("transport"));
    }

    private async Task<SocketIOClient> ConnectAsync(ServerKind kind, ClientTransport transport)
    {
        var client = new SocketIOClient(await servers.UrlAsync(kind), options =>
        {
            options.Transports = [transport];
            options.ReconnectionDelay = TimeSpan.FromMilliseconds(10);
        });
        await client.Of().ConnectAsync().Within();
        return client;
    }
}
