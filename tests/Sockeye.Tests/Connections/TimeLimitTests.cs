namespace Sockeye.Tests.Connections;

public sealed class TimeLimitTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Beyond = Limit + TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData(TestTransport.WebSocket)]
    [InlineData(TestTransport.Polling)]
    public async Task Connection_JoiningNothing_IsClosed(TestTransport transport)
    {
        await using var server = await StartAsync();
        await using var client = await server.OpenAsync(transport);

        server.Time.Advance(Beyond);

        Assert.Equal([], await client.ClosedAsync());
        await Waiting.Until(() => server.IO.Engine.ClientsCount == 0);
    }

    [Fact]
    public async Task Connection_JoiningNothing_IsNotClosedBeforeTheTime()
    {
        await using var server = await StartAsync();
        await using var client = await server.OpenAsync();

        server.Time.Advance(Limit - TimeSpan.FromSeconds(1));

        await client.JoinAsync();
        server.Time.Advance(Beyond);
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task Connection_ThatLeftItsNamespaces_IsKept()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync();
        await client.SendAsync("41");
        await client.ExpectNothingAsync();

        server.Time.Advance(Beyond);

        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task Connection_ThatWasOnlyRefused_IsClosed()
    {
        await using var server = await StartAsync(io => io.Use(static _ => throw new ConnectRefusedException("no")));
        await using var client = await server.OpenAsync();
        await client.SendAsync("40");
        await client.ExpectAsync("""44{"message":"no"}""");

        server.Time.Advance(Beyond);

        Assert.Equal([], await client.ClosedAsync());
    }

    [Fact]
    public async Task Connection_StillWaitingForAMiddleware_IsClosed()
    {
        var entered = new Inbox<Socket>();
        var release = new TaskCompletionSource();
        await using var server = await StartAsync(io => io.Use(async socket =>
        {
            entered.Add(socket);
            await release.Task;
        }));
        await using var client = await server.OpenAsync();
        await client.SendAsync("40");
        await entered.NextAsync();

        server.Time.Advance(Beyond);

        Assert.Equal([], await client.ClosedAsync());
        release.SetResult();
    }

    [Fact]
    public async Task Packet_WhoseAttachmentsDoNotCome_ClosesTheConnection()
    {
        var reasons = new Inbox<DisconnectReason>();
        await using var server = await StartAsync(io => io.OnConnection(socket => socket.OnDisconnect(reasons.Add)));
        await using var client = await server.ConnectAsync();
        var timers = server.IO.Timers.Count;
        await client.SendAsync("""452-["x",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]""", new byte[] { 1 });
        await Waiting.Until(() => server.IO.Timers.Count > timers);

        server.Time.Advance(Beyond);

        Assert.Equal([], await client.ClosedAsync());
        Assert.Equal(DisconnectReason.ForcedClose, (await reasons.NextAsync()).Name);
    }

    [Fact]
    public async Task Packet_WhoseAttachmentsCome_DoesNotCloseTheConnection()
    {
        var received = new Inbox<byte[]>();
        await using var server = await StartAsync(io => io.OnConnection(socket => socket.On<byte[]>("x", received.Add)));
        await using var client = await server.ConnectAsync();
        await client.SendAsync("""451-["x",{"_placeholder":true,"num":0}]""", new byte[] { 1 });
        await received.NextAsync();

        server.Time.Advance(Beyond);

        await client.ExpectNothingAsync();
    }

    private static Task<TestServer> StartAsync(Action<SocketIOServer>? io = null) =>
        TestServer.StartAsync(io, static options => options.ConnectTimeout = Limit, fakeTime: true);
}
