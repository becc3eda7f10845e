using System.IO.Compression;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Sockeye.Engine.Delivery;
using Sockeye.Engine.Sessions;
using Sockeye.Engine.Tests.Fixture;

namespace Sockeye.Engine.Tests;

public sealed class EngineServerTests
{
    [Fact]
    public async Task CloseAsync_SessionsOnBothTransports_AreFlushedAndTold()
    {
        await using EngineApp app = await EngineApp.StartAsync(time: new FakeTimeProvider());
        (string parked, RecordingHandler parkedHandler) = await app.OpenPollingAsync();
        Task<string> poll = app.PollAsync(parked);
        await EngineApp.WhenParked(parkedHandler);
        (string absent, RecordingHandler absentHandler) = await app.OpenPollingAsync();
        absentHandler.Session.Send(EncodedPacket.FromText("fetch me"u8));
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        RecordingHandler webSocketHandler = await app.NextSessionAsync();
        webSocketHandler.Session.Send(EncodedPacket.FromText("last"u8));

        Task closing = app.Server.CloseAsync(CancellationToken.None);
        foreach (RecordingHandler handler in new[] { parkedHandler, absentHandler, webSocketHandler })
        {
            Assert.Equal(EngineCloseReason.ServerShutdown, (await handler.Closed.Within()).Reason);
        }

        using HttpResponseMessage refused = await app.Http.GetAsync(EngineApp.Url()).Within();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.True(refused.Headers.Contains("Retry-After"));
        Assert.Equal("1", await poll);
        Assert.Equal("4last", await socket.ReadTextAsync());
        Assert.Equal(0, await socket.ReadCloseAsync());
        Assert.False(closing.IsCompleted);
        Assert.Equal("4fetch me", await app.PollAsync(absent));
        Assert.Equal("1", await app.PollAsync(absent));
        await socket.SendRawAsync(RawWebSocket.Frame(0x88, []));
        await closing.Within();
        await app.Server.CloseAsync(CancellationToken.None).Within();
        Assert.Equal(0, app.Server.ClientsCount);
    }

    [Fact]
    public async Task CloseAsync_PollingClientHasVanished_IsNotWaitedForLong()
    {
        var time = new FakeTimeProvider();
        await using EngineApp app = await EngineApp.StartAsync(time: time);
        await app.OpenPollingAsync();
        Task closing = app.Server.CloseAsync(CancellationToken.None);
        Assert.False(closing.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1.1));
        await closing.Within();
    }

    [Fact]
    public async Task CloseAsync_TokenFires_AbortsTheRest()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        await app.OpenPollingAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        using var limit = new CancellationTokenSource();
        Task closing = app.Server.CloseAsync(limit.Token);
        Assert.Equal(0, await socket.ReadCloseAsync());
        Assert.False(closing.IsCompleted);
        await limit.CancelAsync();
        await closing.Within();
        await socket.ReadEndAsync();
    }

    [Fact]
    public async Task CloseAsync_NothingOpen_CompletesAtOnce()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        await app.Server.CloseAsync(CancellationToken.None).Within();
    }

    [Fact]
    public void Constructor_InvalidOptions_Throws()
    {
        Assert.Throws<ArgumentException>(() => Make(new EngineOptions { Transports = EngineTransports.None }));
        Assert.Throws<ArgumentException>(() => Make(new EngineOptions { PingInterval = TimeSpan.Zero }));
        Assert.Throws<ArgumentException>(() => Make(new EngineOptions { PingTimeout = TimeSpan.MaxValue }));
        Assert.Throws<ArgumentException>(() => Make(new EngineOptions { MaxPayload = 0 }));
        Assert.Throws<ArgumentException>(() => Make(new EngineOptions { MaxBufferedBytes = 0 }));
        Assert.Throws<ArgumentException>(() => Make(new EngineOptions { MaxPendingConnections = 0 }));
        Assert.Throws<ArgumentException>(() => Make(new EngineOptions { MaxPendingConnectionsPerAddress = 0 }));
        Assert.Throws<ArgumentException>(() => Make(new EngineOptions { HttpRequestBodyTimeout = TimeSpan.Zero }));
        Assert.Throws<ArgumentException>(() => Make(new EngineOptions { HttpCompression = new HttpCompressionOptions { Threshold = -1 } }));
        Assert.Throws<ArgumentException>(() => Make(new EngineOptions { HttpCompression = new HttpCompressionOptions { Level = (CompressionLevel)9 } }));
        Assert.Throws<ArgumentException>(() => Make(new EngineOptions { PerMessageDeflate = new PerMessageDeflateOptions { Threshold = -1 } }));
    }

    // A client in JavaScript sets one timer for both, whose delay is 32 bits: a longer one would fire at once.
    [Fact]
    public void Constructor_PingsThatClientsHaveNoTimerFor_Throws()
    {
        TimeSpan longest = TimeSpan.FromMilliseconds(int.MaxValue);
        TimeSpan timeout = TimeSpan.FromSeconds(20);
        Make(new EngineOptions { PingInterval = longest - timeout, PingTimeout = timeout });
        var exception = Assert.Throws<ArgumentException>(() => Make(new EngineOptions { PingInterval = longest, PingTimeout = timeout }));
        Assert.Contains("PingInterval is not valid. Together with PingTimeout at most 2147483647 ms", exception.Message, StringComparison.Ordinal);
    }

    private static EngineServer Make(EngineOptions options) =>
        new(options, _ => throw new NotSupportedException(), TimeProvider.System, NullLoggerFactory.Instance);
}
