using System.Net;
using Microsoft.Extensions.Time.Testing;
using Sockeye.Engine.Sessions;
using Sockeye.Engine.Tests.Fixture;

namespace Sockeye.Engine.Tests.Sessions;

public sealed class HeartbeatV3Tests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Tick = Sockeye.Timing.TimerWheel.Resolution;

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task WebSocket_PingsInTime_GetsPongsAndNoPings()
    {
        await using EngineApp app = await StartAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, protocol: "EIO=3");
        for (int i = 0; i < 3; i++)
        {
            _time.Advance(Limit - (Tick * 3));
            await socket.SendAsync("2with data");
            Assert.Equal("3", await socket.ReadTextAsync());
        }
    }

    [Fact]
    public async Task WebSocket_TimesOfDays_Lives()
    {
        await using EngineApp app = await EngineApp.StartAsync(
            o =>
            {
                o.AllowEIO3 = true;
                o.PingInterval = TimeSpan.FromMilliseconds(int.MaxValue) / 2;
                o.PingTimeout = TimeSpan.FromMilliseconds(int.MaxValue) / 2;
            },
            _time);
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, protocol: "EIO=3");
        _time.Advance(TimeSpan.FromDays(24));
        await socket.SendAsync("2");
        Assert.Equal("3", await socket.ReadTextAsync());
    }

    [Fact]
    public async Task WebSocket_NoPing_EndsWithPingTimeout()
    {
        await using EngineApp app = await StartAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, protocol: "EIO=3");
        RecordingHandler handler = await app.NextSessionAsync();
        _time.Advance(Limit - (Tick * 3));
        Assert.Equal(0, handler.ClosedCount);

        // Nothing but a ping counts.
        await socket.SendAsync("4a");
        await handler.NextTextAsync();
        _time.Advance(Tick * 5);
        Assert.Equal(EngineCloseReason.PingTimeout, (await handler.Closed.Within()).Reason);
        Assert.Equal(0, await socket.ReadCloseAsync());
    }

    [Fact]
    public async Task Polling_PingsInTime_Lives()
    {
        await using EngineApp app = await StartAsync();
        PollingV3Client client = await PollingV3Client.OpenAsync(app);
        for (int i = 0; i < 3; i++)
        {
            _time.Advance(Limit - (Tick * 3));
            await client.SendAsync("1:2");
            Assert.Equal("1:3", await client.PollAsync());
        }
    }

    [Fact]
    public async Task Polling_NoPing_IsForgotten()
    {
        await using EngineApp app = await StartAsync();
        PollingV3Client client = await PollingV3Client.OpenAsync(app);
        Task<string> poll = client.PollAsync();
        await EngineApp.WhenParked(client.Handler);
        _time.Advance(Limit + Tick);
        Assert.Equal("1:1", await poll);
        Assert.Equal(EngineCloseReason.PingTimeout, (await client.Handler.Closed.Within()).Reason);
        using HttpResponseMessage response = await client.PostAsync("1:2");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(0, app.Server.ClientsCount);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, app.Server.Timers.Count);
    }

    [Fact]
    public async Task Pong_OfTheClient_IsATransportError()
    {
        await using EngineApp app = await StartAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, protocol: "EIO=3");
        RecordingHandler handler = await app.NextSessionAsync();
        await socket.SendAsync("3");
        Assert.Equal(EngineCloseReason.TransportError, (await handler.Closed.Within()).Reason);
        Assert.Equal(0, await socket.ReadCloseAsync());
    }

    private Task<EngineApp> StartAsync() => EngineApp.StartAsync(o => o.AllowEIO3 = true, time: _time);
}
