namespace Sockeye.Tests.Connections;

/// <summary>What is no packet closes the connection with <c>forced close</c>; each socket hears an error first.</summary>
public sealed class InvalidPacketTests
{
    public static TheoryData<string> Texts =>
    [
        "47", "4x", "4 2[\"a\"]", "4-1",
        "40[]", "40\"x\"", "40null", "40{", "40/a,[]", "40{}x", "40true",
        "41{}", "41[]", "41/a,\"x\"",
        "42", "42[]", "42{}", "42[\"x\"", "42[null]", "42[{\"toString\":\"x\"}]", "42[[\"a\"]]", "42[true]", "42\"x\"", "42nope", "42[\"x\"]x",
        "421", "42/a1[\"x\"]",
        "42[\"connect\"]", "42[\"connect_error\"]", "42[\"disconnect\"]", "42[\"disconnecting\"]", "42[\"newListener\"]", "42[\"removeListener\"]",
        "42[\"dis\\u0063onnect\"]",
        "431{}", "431\"x\"", "431[",
        "429007199254740993[\"x\"]",
        "44[]", "44true",
        "45[\"x\"]", "45-[\"x\"]", "45x-[\"x\"]", "451.5-[\"x\"]", "45-1-[\"x\"]", "451e9-[\"x\"]", "451-", "450-[\"a\"]", "460-1[\"a\"]",
        "4511-[\"a\",{\"_placeholder\":true,\"num\":0}]", "451000000-[\"a\",{\"_placeholder\":true,\"num\":0}]",
        "451-[\"h\",{\"_placeholder\":true,\"num\":\"splice\"}]", "451-[\"h\",{\"_placeholder\":true,\"num\":-1}]",
        "451-[\"h\",{\"_placeholder\":true,\"num\":1}]", "451-[\"h\",{\"_placeholder\":true,\"num\":1.5}]", "451-[\"h\",{\"_placeholder\":true}]",
    ];

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Text_ThatIsNoPacket_ClosesTheConnection(string text)
    {
        await using var scene = await Scene.StartAsync();

        await scene.Client.SendAsync(text);

        await scene.ExpectForcedCloseAsync();
    }

    [Fact]
    public async Task Binary_WhileNoneIsExpected_ClosesTheConnection()
    {
        await using var scene = await Scene.StartAsync();

        await scene.Client.SendAsync(new byte[] { 1, 2, 3 });

        await scene.ExpectForcedCloseAsync();
    }

    [Fact]
    public async Task Text_WhileAttachmentsAreMissing_ClosesTheConnection()
    {
        await using var scene = await Scene.StartAsync();

        await scene.Client.SendAsync("""451-["x",{"_placeholder":true,"num":0}]""", """42["y"]""");

        await scene.ExpectForcedCloseAsync();
    }

    [Fact]
    public async Task Payload_NestedTooDeeply_ClosesTheConnection()
    {
        await using var scene = await Scene.StartAsync();

        await scene.Client.SendAsync("42[\"x\"," + new string('[', 100_000) + new string(']', 100_000) + "]");

        await scene.ExpectForcedCloseAsync();
    }

    [Fact]
    public async Task Namespace_TooLong_ClosesTheConnection()
    {
        await using var scene = await Scene.StartAsync();

        await scene.Client.SendAsync("40/" + new string('a', 600) + ",");

        await scene.ExpectForcedCloseAsync();
    }

    [Fact]
    public async Task Text_BeforeAnyNamespaceIsJoined_ClosesTheConnection()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.OpenAsync();

        await client.SendAsync("4nonsense");

        Assert.Equal([], await client.ClosedAsync());
        await Waiting.Until(() => server.IO.Engine.ClientsCount == 0);
    }

    [Fact]
    public async Task Text_OverPolling_ClosesTheConnection()
    {
        var reasons = new Inbox<DisconnectReason>();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket.OnDisconnect(reasons.Add)));
        await using var client = await server.ConnectAsync(transport: TestTransport.Polling);

        await client.SendAsync("42{}");

        Assert.Equal([], await client.ClosedAsync());
        Assert.Equal(DisconnectReason.ForcedClose, (await reasons.NextAsync()).Name);
    }

    [Fact]
    public async Task Packets_BehindAnInvalidOne_AreNotTaken()
    {
        var seen = new Inbox<string>();

        // In one payload: a WebSocket may be closed before the second frame is sent.
        await using var scene = await Scene.StartAsync(socket => socket.On("late", () => seen.Add("late")), TestTransport.Polling);

        await scene.Client.SendAsync("42{}", """42["late"]""");

        await scene.ExpectForcedCloseAsync();
        Assert.Equal(0, seen.Count);
    }

    [Fact]
    public async Task ErrorListener_ThatThrows_DoesNotKeepTheOthersFromHearing()
    {
        var errors = new Inbox<Exception>();
        await using var scene = await Scene.StartAsync(socket => socket
            .OnError(_ => throw new InvalidOperationException("listener broke"))
            .OnError(errors.Add));
        scene.Server.Log.Expect("listener broke");

        await scene.Client.SendAsync("42{}");

        await scene.ExpectForcedCloseAsync();
        Assert.Contains("invalid packet", (await errors.NextAsync()).Message, StringComparison.Ordinal);
    }

    private sealed class Scene : IAsyncDisposable
    {
        private readonly Inbox<string> _events = new();

        public required TestServer Server { get; init; }

        public required TestClient Client { get; init; }

        public static async Task<Scene> StartAsync(Action<Socket>? connection = null, TestTransport transport = TestTransport.WebSocket)
        {
            Scene? scene = null;
            var server = await TestServer.StartAsync(io =>
            {
                io.OnConnection(socket => Watch(socket));
                io.Of("/a").OnConnection(socket => Watch(socket));
            });
            scene = new Scene { Server = server, Client = await server.OpenAsync(transport) };
            await scene.Client.JoinAsync();
            await scene.Client.JoinAsync("/a");
            return scene;

            void Watch(Socket socket)
            {
                socket.OnError(_ => scene!._events.Add("error"));
                socket.OnDisconnect(reason => scene!._events.Add(reason.Name));
                connection?.Invoke(socket);
            }
        }

        public async Task ExpectForcedCloseAsync()
        {
            Assert.Equal([], await Client.ClosedAsync());
            Assert.Equal(["error", "error", "forced close", "forced close"], await _events.NextAsync(4));
        }

        public async ValueTask DisposeAsync()
        {
            await Client.DisposeAsync();
            await Server.DisposeAsync();
        }
    }
}
