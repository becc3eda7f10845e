using Microsoft.Extensions.Time.Testing;
using Sockeye.Engine.Sessions;
using Sockeye.Engine.Tests.Fixture;

namespace Sockeye.Engine.Tests.Sessions;

public sealed class HeartbeatTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Tick = Sockeye.Timing.TimerWheel.Resolution;

    // How late a ping may be, so that those of many sessions are sent together.
    private static readonly TimeSpan Tolerance = Interval / 250;

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task WebSocket_PongsInTime_Lives()
    {
        await using EngineApp app = await EngineApp.StartAsync(time: _time, onSession: h => h.Echo = true);
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        for (int i = 0; i < 3; i++)
        {
            _time.Advance(Interval + Tolerance);
            Assert.Equal("2", await socket.ReadTextAsync());
            _time.Advance(Timeout - (Tolerance * 2));
            await socket.SendAsync("3");
            await socket.SendAsync("4here");
            Assert.Equal("4here", await socket.ReadTextAsync());
        }
    }

    // As long as clients in JavaScript have timers for.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WebSocket_TimeoutOrIntervalOfDays_Lives(bool isInterval)
    {
        TimeSpan longest = TimeSpan.FromMilliseconds(int.MaxValue);
        await using EngineApp app = await EngineApp.StartAsync(
            o =>
            {
                o.PingInterval = isInterval ? longest - Timeout : Interval;
                o.PingTimeout = isInterval ? Timeout : longest - Interval;
            },
            _time,
            onSession: h => h.Echo = true);
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        RecordingHandler handler = await app.NextSessionAsync();
        _time.Advance(Interval + Tolerance);
        if (!isInterval)
        {
            Assert.Equal("2", await socket.ReadTextAsync());
        }

        _time.Advance(TimeSpan.FromDays(24));
        await socket.SendAsync("4here");
        Assert.Equal("4here", await socket.ReadTextAsync());
        Assert.Equal(0, handler.ClosedCount);
    }

    [Fact]
    public async Task WebSocket_NoPong_EndsWithPingTimeout()
    {
        await using EngineApp app = await EngineApp.StartAsync(time: _time);
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        RecordingHandler handler = await app.NextSessionAsync();
        _time.Advance(Interval + Tick);
        Assert.Equal("2", await socket.ReadTextAsync());
        _time.Advance(Timeout - (Tick * 3));
        Assert.Equal(0, handler.ClosedCount);
        _time.Advance(Tick * 5);
        Assert.Equal(EngineCloseReason.PingTimeout, (await handler.Closed.Within()).Reason);
        Assert.Equal(0, await socket.ReadCloseAsync());
    }

    [Fact]
    public async Task WebSocket_OtherPackets_PutTheTimeoutOffOnce()
    {
        await using EngineApp app = await EngineApp.StartAsync(time: _time);
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        RecordingHandler handler = await app.NextSessionAsync();
        _time.Advance(Interval + Tick);
        Assert.Equal("2", await socket.ReadTextAsync());
        _time.Advance(Timeout / 2);
        await socket.SendAsync("4a");
        await handler.NextTextAsync();
        _time.Advance(Timeout - (Tick * 2));
        Assert.Equal(0, handler.ClosedCount);
        await socket.SendAsync("4b");
        await handler.NextTextAsync();
        _time.Advance(Tick * 4);
        Assert.Equal(EngineCloseReason.PingTimeout, (await handler.Closed.Within()).Reason);
    }

    [Fact]
    public async Task Polling_NoPong_AnswersParkedPollWithClose()
    {
        await using EngineApp app = await EngineApp.StartAsync(time: _time);
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        Task<string> ping = app.PollAsync(sid);
        await EngineApp.WhenParked(handler);
        _time.Advance(Interval + Tick);
        Assert.Equal("2", await ping);
        Task<string> poll = app.PollAsync(sid);
        await EngineApp.WhenParked(handler);
        _time.Advance(Timeout + Tick);
        Assert.Equal("1", await poll);
        Assert.Equal(EngineCloseReason.PingTimeout, (await handler.Closed.Within()).Reason);
    }

    [Fact]
    public async Task Polling_ClientNeverComesBack_IsForgotten()
    {
        await using EngineApp app = await EngineApp.StartAsync(time: _time);
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        _time.Advance(Interval + Tick);
        _time.Advance(Timeout + Tick);
        Assert.Equal(EngineCloseReason.PingTimeout, (await handler.Closed.Within()).Reason);
        using HttpResponseMessage response = await app.GetAsync(sid);
        Assert.Contains("\"code\":1", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, app.Server.ClientsCount);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, app.Server.Timers.Count);
    }

    [Fact]
    public async Task Process_WasPaused_SendsOnePingAndWaits()
    {
        await using EngineApp app = await EngineApp.StartAsync(time: _time);
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        RecordingHandler handler = await app.NextSessionAsync();

        // The fake clock fires the wheel only after the jump.
        _time.AutoAdvanceAmount = TimeSpan.Zero;
        _time.SetUtcNow(_time.GetUtcNow() + Interval + Tick);
        Assert.Equal("2", await socket.ReadTextAsync());
        Assert.Equal(EngineSessionState.Open, handler.Session.State);
        await socket.SendAsync("3");
        await socket.SendRawAsync(RawWebSocket.Frame(0x89, []));
        Assert.Equal(10, (await socket.ReadFrameAsync()).Opcode);
    }
}
