using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Sockeye.Engine.Delivery;
using Sockeye.Engine.Sessions;
using Sockeye.Engine.Tests.Fixture;

namespace Sockeye.Engine.Tests.Sessions;

public sealed class UpgradeTests
{
    [Fact]
    public async Task Upgrade_Probed_TakesTheSessionOver()
    {
        await using EngineApp app = await EngineApp.StartAsync(onSession: h => h.Echo = true);
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        Task<string> poll = app.PollAsync(sid);
        await EngineApp.WhenParked(handler);
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, sid);
        await socket.SendAsync("2probe");
        Assert.Equal("3probe", await socket.ReadTextAsync());
        Assert.Equal("6", await poll);
        Assert.Equal("polling", handler.Session.TransportName);
        await socket.SendAsync("5");
        await socket.SendAsync("4a");
        Assert.Equal("4a", await socket.ReadTextAsync());
        Assert.Equal("websocket", handler.Session.TransportName);
        Assert.Equal(Suite.HasLoops, ((Engine.Transports.WebSockets.WebSocketTransport)handler.Session.Transport).IsHandedOver);
        using HttpResponseMessage late = await app.GetAsync(sid);
        Assert.Equal("""{"code":3,"message":"Bad request"}""", await late.Content.ReadAsStringAsync());
        using HttpResponseMessage latePost = await app.PostAsync(sid, "4x");
        Assert.Equal(HttpStatusCode.BadRequest, latePost.StatusCode);
        Assert.Equal(EngineSessionState.Open, handler.Session.State);
    }

    [Fact]
    public async Task Get_AfterProbe_EachIsAnsweredWithNoop()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, sid);
        await socket.SendAsync("2probe");
        await socket.ReadTextAsync();
        string[] answers = await Task.WhenAll(app.PollAsync(sid), app.PollAsync(sid), app.PollAsync(sid)).Within();
        Assert.All(answers, a => Assert.Equal("6", a));
        Assert.Equal("6", await app.PollAsync(sid));
        Assert.Equal(EngineSessionState.Open, handler.Session.State);
    }

    [Fact]
    public async Task Poll_AfterProbe_WaitsATenthOfASecondForAMessage()
    {
        var time = new FakeTimeProvider();
        await using EngineApp app = await EngineApp.StartAsync(time: time);
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        Task<string> poll = app.PollAsync(sid);
        await EngineApp.WhenParked(handler);
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, sid);
        await socket.SendAsync("2probe");
        Assert.Equal("3probe", await socket.ReadTextAsync());
        handler.Session.Send(EncodedPacket.FromText("a"u8));
        Assert.Equal("4a", await poll.Within());

        poll = app.PollAsync(sid);
        await EngineApp.WhenParked(handler);
        time.Advance(TimeSpan.FromMilliseconds(80));
        Assert.False(poll.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(40));
        Assert.Equal("6", await poll.Within());

        time.Advance(TimeSpan.FromSeconds(9));
        Assert.NotNull(handler.Session.Upgrade);
        time.Advance(TimeSpan.FromSeconds(1));
        await Waiting.Until(() => handler.Session.Upgrade is null);
        Assert.Equal(0, await socket.ReadCloseAsync());
    }

    [Fact]
    public async Task Send_BetweenProbeAndUpgrade_ArrivesOnceInOrder()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, sid);
        await socket.SendAsync("2probe");
        await socket.ReadTextAsync();
        Send(0, 50);
        Assert.Equal(SendResult.Dropped, handler.Session.Send(EncodedPacket.FromText("v"u8), SendFlags.Volatile));
        Assert.Equal(string.Join('\u001e', Enumerable.Range(0, 50).Select(i => $"4{i}")), await app.PollAsync(sid));
        Send(50, 100);
        await socket.SendAsync("5");
        for (int i = 50; i < 100; i++)
        {
            Assert.Equal($"4{i}", await socket.ReadTextAsync());
        }

        void Send(int from, int to)
        {
            for (int i = from; i < to; i++)
            {
                Assert.Equal(SendResult.Queued, handler.Session.Send(EncodedPacket.FromText(Encoding.UTF8.GetBytes($"{i}"))));
            }
        }
    }

    [Theory]
    [InlineData("4message")]
    [InlineData("2")]
    [InlineData("3probe")]
    [InlineData("")]
    [InlineData("garbage")]
    public async Task Probe_AnythingElse_ClosesTheProbeOnly(string message)
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, sid);
        await socket.SendAsync(message);
        Assert.Equal(0, await socket.ReadCloseAsync());
        handler.Session.Send(EncodedPacket.FromText("still here"u8));
        Assert.Equal("4still here", await app.PollAsync(sid));
        Assert.False(handler.HasMessage);
    }

    [Fact]
    public async Task Probe_FailsAfterProbing_TheSessionGoesOnByPolling()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        using (RawWebSocket socket = await RawWebSocket.ConnectAsync(app, sid))
        {
            await socket.SendAsync("2probe");
            await socket.ReadTextAsync();
            handler.Session.Send(EncodedPacket.FromText("before"u8));
            Assert.Equal("4before", await app.PollAsync(sid));
        }

        await Waiting.Until(() => handler.Session.Upgrade is null);
        handler.Session.Send(EncodedPacket.FromText("after"u8));
        Assert.Equal("4after", await app.PollAsync(sid));

        // And the next attempt is welcome.
        using RawWebSocket again = await RawWebSocket.ConnectAsync(app, sid);
        await again.SendAsync("2probe");
        Assert.Equal("3probe", await again.ReadTextAsync());
    }

    [Fact]
    public async Task Upgrade_NotCompletedInTime_ClosesTheProbeOnly()
    {
        var time = new FakeTimeProvider();
        await using EngineApp app = await EngineApp.StartAsync(o => o.PingInterval = TimeSpan.FromMinutes(5), time: time);
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, sid);
        await socket.SendAsync("2probe");
        await socket.ReadTextAsync();
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(0, await socket.ReadCloseAsync());
        Assert.Equal(EngineSessionState.Open, handler.Session.State);
        time.Advance(TimeSpan.FromMinutes(5));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(EngineCloseReason.PingTimeout, (await handler.Closed.Within()).Reason);
        Assert.Null(app.Server.Find(sid));
    }

    [Fact]
    public async Task Upgrade_Second_IsClosedAndTheFirstGoesOn()
    {
        await using EngineApp app = await EngineApp.StartAsync(onSession: h => h.Echo = true);
        (string sid, _) = await app.OpenPollingAsync();
        using RawWebSocket first = await RawWebSocket.ConnectAsync(app, sid);
        await first.SendAsync("2probe");
        await first.ReadTextAsync();
        using RawWebSocket during = await RawWebSocket.ConnectAsync(app, sid);
        Assert.Equal(0, await during.ReadCloseAsync());
        await first.SendAsync("5");
        await first.SendAsync("4a");
        Assert.Equal("4a", await first.ReadTextAsync());
        using RawWebSocket after = await RawWebSocket.ConnectAsync(app, sid);
        Assert.Equal(0, await after.ReadCloseAsync());
        await first.SendAsync("4b");
        Assert.Equal("4b", await first.ReadTextAsync());
    }

    [Fact]
    public async Task Upgrade_NotAllowed_IsClosed()
    {
        await using EngineApp app = await EngineApp.StartAsync(o => o.AllowUpgrades = false);
        (string sid, _) = await app.OpenPollingAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, sid);
        Assert.Equal(0, await socket.ReadCloseAsync());
    }

    [Fact]
    public async Task Upgrade_PostRuns_WaitsForIt()
    {
        var release = new TaskCompletionSource();
        await using EngineApp app = await EngineApp.StartAsync(onSession: h => h.OnText = t => t == "a" ? new ValueTask(release.Task) : default);
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, sid);
        await socket.SendAsync("2probe");
        await socket.ReadTextAsync();
        Task<HttpResponseMessage> post = app.PostAsync(sid, "4a\u001e4b");
        await handler.NextTextAsync();
        await socket.SendAsync("5");
        await socket.SendAsync("4c");
        Assert.False(handler.HasMessage);
        release.SetResult();
        (await post).Dispose();
        Assert.Equal("b", await handler.NextTextAsync());
        Assert.Equal("c", await handler.NextTextAsync());
        Assert.False(handler.BrokeContract);
    }

    [Fact]
    public async Task Heartbeat_AcrossUpgrade_GoesOn()
    {
        var time = new FakeTimeProvider();
        await using EngineApp app = await EngineApp.StartAsync(time: time);
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        time.Advance(TimeSpan.FromSeconds(20));
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, sid);
        await socket.SendAsync("2probe");
        await socket.ReadTextAsync();
        await socket.SendAsync("5");
        await Waiting.Until(() => handler.Session.TransportName == "websocket");
        time.Advance(TimeSpan.FromSeconds(5.1));
        Assert.Equal("2", await socket.ReadTextAsync());
    }

    [Fact]
    public async Task Close_WhileProbing_ClosesProbeAndPoll()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        Task<string> poll = app.PollAsync(sid);
        await EngineApp.WhenParked(handler);
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, sid);
        await Waiting.Until(() => handler.Session.Upgrade is not null);
        handler.Session.Close();
        Assert.Equal("1", await poll);
        Assert.Equal(0, await socket.ReadCloseAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Close_BetweenProbeAndUpgrade_DeliversWhatIsQueuedByWhicheverComes(bool upgrade)
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, sid);
        await socket.SendAsync("2probe");
        await socket.ReadTextAsync();
        handler.Session.Send(EncodedPacket.FromText("last words"u8));
        handler.Session.Close();
        Assert.Equal(EngineCloseReason.ForcedClose, (await handler.Closed.Within()).Reason);
        if (upgrade)
        {
            await socket.SendAsync("5");
            Assert.Equal("4last words", await socket.ReadTextAsync());
        }
        else
        {
            Assert.Equal("4last words", await app.PollAsync(sid));
            Assert.Equal("1", await app.PollAsync(sid));
        }

        Assert.Equal(0, await socket.ReadCloseAsync());
        await socket.SendRawAsync(RawWebSocket.Frame(0x88, []));
        await Waiting.Until(() => app.Server.Find(sid) is null);
    }
}
