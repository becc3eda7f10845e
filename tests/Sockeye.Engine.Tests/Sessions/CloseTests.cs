using System.Net;
using Microsoft.Extensions.Time.Testing;
using Sockeye.Engine.Delivery;
using Sockeye.Engine.Sessions;
using Sockeye.Engine.Tests.Fixture;

namespace Sockeye.Engine.Tests.Sessions;

public sealed class CloseTests
{
    [Fact]
    public async Task Close_PollParked_AnswersQueueAndClose()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        Task<string> poll = app.PollAsync(sid);
        await EngineApp.WhenParked(handler);
        handler.Session.Close();
        handler.Session.Close();
        Assert.True(handler.Closed.IsCompleted);
        Assert.Equal("1", await poll);
        Assert.Equal(EngineSessionState.Closed, handler.Session.State);
        using HttpResponseMessage late = await app.GetAsync(sid);
        Assert.Equal(HttpStatusCode.BadRequest, late.StatusCode);
        Assert.Equal(1, handler.ClosedCount);
    }

    [Fact]
    public async Task Close_NoPoll_NextPollsGetQueueThenClose()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        handler.Session.Send(EncodedPacket.FromText("bye"u8));
        handler.Session.Close();
        Assert.Equal(EngineSessionState.Closing, handler.Session.State);
        Assert.Equal(SendResult.Closed, handler.Session.Send(EncodedPacket.FromText("x"u8)));
        Assert.Equal(0, app.Server.ClientsCount);

        // One after the other: the reference client would close before it works off the message.
        Assert.Equal("4bye", await app.PollAsync(sid));
        Assert.NotNull(app.Server.Find(sid));
        Assert.Equal("1", await app.PollAsync(sid));
        Assert.Null(app.Server.Find(sid));
    }

    [Fact]
    public async Task Post_ClosePacketWhileClosing_EndsTheSession()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        handler.Session.Send(EncodedPacket.FromText("bye"u8));
        handler.Session.Close();
        Assert.Equal("4bye", await app.PollAsync(sid));
        (await app.PostAsync(sid, "1")).Dispose();
        Assert.Null(app.Server.Find(sid));
    }

    [Fact]
    public async Task Close_NobodyPolls_IsForgottenAfterThirtySeconds()
    {
        var time = new FakeTimeProvider();
        await using EngineApp app = await EngineApp.StartAsync(time: time);
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        handler.Session.Close();
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.NotNull(app.Server.Find(sid));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(app.Server.Find(sid));
        Assert.Equal(EngineSessionState.Closed, handler.Session.State);
        Assert.Equal(0, app.Server.Timers.Count);
    }

    [Theory]
    [InlineData(2)] // it rests, until the ping at 3 s
    [InlineData(3.5)] // the pong is awaited, until 4 s
    public async Task Close_NobodyPolls_IsForgottenWhenItWouldHaveTimedOut(double closedAfter)
    {
        var time = new FakeTimeProvider();
        await using EngineApp app = await EngineApp.StartAsync(
            o =>
            {
                o.PingInterval = TimeSpan.FromSeconds(3);
                o.PingTimeout = TimeSpan.FromSeconds(1);
            },
            time);
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        for (double passed = 0; passed < closedAfter; passed += 0.1)
        {
            time.Advance(TimeSpan.FromSeconds(0.1));
        }

        handler.Session.Close();
        Assert.NotNull(app.Server.Find(sid));
        time.Advance(TimeSpan.FromSeconds(4.3 - closedAfter));
        Assert.Null(app.Server.Find(sid));
        Assert.Equal(EngineSessionState.Closed, handler.Session.State);
    }

    // It could not answer the ping: nothing was read from it.
    [Fact]
    public async Task Close_WhileTheHandlerTakesNothing_LeavesTheClientItsTime()
    {
        var taken = new AwaitedSource();
        var time = new FakeTimeProvider();
        await using EngineApp app = await EngineApp.StartAsync(
            o =>
            {
                o.PingInterval = TimeSpan.FromSeconds(3);
                o.PingTimeout = TimeSpan.FromSeconds(2);
            },
            time,
            handler => handler.OnText = _ => taken.Task);
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        Task<HttpResponseMessage> posting = app.PostAsync(sid, "4hello");
        Assert.Equal("hello", await handler.NextTextAsync());
        await taken.Awaited.Within();
        for (double passed = 0; passed < 4.8; passed += 0.1)
        {
            time.Advance(TimeSpan.FromSeconds(0.1));
        }

        handler.Session.Close();
        taken.SetResult();
        (await posting).Dispose();
        time.Advance(TimeSpan.FromSeconds(1.5));
        Assert.NotNull(app.Server.Find(sid));
        Assert.Equal("2", await app.PollAsync(sid));
        Assert.Equal("1", await app.PollAsync(sid));
    }

    [Fact]
    public async Task Post_ClosePacket_AnswersParkedPollWithNoop()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        Task<string> poll = app.PollAsync(sid);
        await EngineApp.WhenParked(handler);
        using HttpResponseMessage post = await app.PostAsync(sid, "4last\u001e1\u001e4too late");
        Assert.Equal("ok", await post.Content.ReadAsStringAsync());
        Assert.Equal("6", await poll);
        Assert.Equal("last", await handler.NextTextAsync());
        Assert.False(handler.HasMessage);
        Assert.Equal(EngineCloseReason.TransportClose, (await handler.Closed.Within()).Reason);
        Assert.Null(app.Server.Find(sid));
    }

    [Fact]
    public async Task Post_ClosePacketOvertakesThePoll_PollEndsWithNoop()
    {
        await using EngineApp app = await EngineApp.StartAsync(time: new FakeTimeProvider());
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        Task<HttpResponseMessage> post = app.PostAsync(sid, "1");
        Assert.Equal("6", await app.PollAsync(sid));
        (await post).Dispose();
        Assert.Equal(EngineCloseReason.TransportClose, (await handler.Closed.Within()).Reason);
        Assert.Null(app.Server.Find(sid));
    }

    [Fact]
    public async Task Post_ClosePacketWithoutAPoll_EndsTheSession()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        (await app.PostAsync(sid, "1")).Dispose();
        Assert.Equal(EngineCloseReason.TransportClose, (await handler.Closed.Within()).Reason);
        Assert.Null(app.Server.Find(sid));
        using HttpResponseMessage late = await app.GetAsync(sid);
        Assert.Equal(HttpStatusCode.BadRequest, late.StatusCode);
    }

    [Fact]
    public async Task Close_WebSocket_FlushesThenClosesWithoutStatus()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        RecordingHandler handler = await app.NextSessionAsync();
        for (int i = 0; i < 50; i++)
        {
            handler.Session.Send(EncodedPacket.FromText(new byte[20_000].AsSpan()));
        }

        handler.Session.Close();
        Assert.Equal(EngineCloseReason.ForcedClose, (await handler.Closed.Within()).Reason);
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(20_001, (await socket.ReadTextAsync()).Length);
        }

        Assert.Equal(0, await socket.ReadCloseAsync());
        await socket.SendAsync("4ignored");
        await socket.SendRawAsync(RawWebSocket.Frame(0x88, []));
        await socket.ReadEndAsync();
        Assert.False(handler.HasMessage);
        await Waiting.Until(() => handler.Session.State == EngineSessionState.Closed);
    }

    [Fact]
    public async Task Close_WhileTheSessionOpens_ComesBehindTheOpenPacketAndTheQueue()
    {
        await using EngineApp app = await EngineApp.StartAsync(onSession: h =>
        {
            h.Session.Send(EncodedPacket.FromText("bye"u8));
            h.Session.Close();
        });
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        Assert.Equal("4bye", await socket.ReadTextAsync());
        Assert.Equal(0, await socket.ReadCloseAsync());
        Assert.Equal(EngineCloseReason.ForcedClose, (await (await app.NextSessionAsync()).Closed.Within()).Reason);
    }

    [Fact]
    public async Task Close_FromHandler_IsToldAfterTheCall()
    {
        await using EngineApp app = await EngineApp.StartAsync(onSession: h => h.OnText = _ =>
        {
            h.Session.Send(EncodedPacket.FromText("bye"u8));
            h.Session.Close();
            Assert.Equal(0, h.ClosedCount);
            return default;
        });
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        RecordingHandler handler = await app.NextSessionAsync();
        await socket.SendRawAsync([.. RawWebSocket.Text("4a"), .. RawWebSocket.Text("4b")]);
        Assert.Equal("4bye", await socket.ReadTextAsync());
        Assert.Equal(0, await socket.ReadCloseAsync());
        await handler.Closed.Within();
        Assert.Equal("a", await handler.NextTextAsync());
        Assert.False(handler.HasMessage);
        Assert.False(handler.BrokeContract);
    }

    [Fact]
    public async Task Close_RacesWithEverything_IsToldOnce()
    {
        await using EngineApp app = await EngineApp.StartAsync(onSession: h => h.Echo = true);
        for (int round = 0; round < 30; round++)
        {
            using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
            RecordingHandler handler = await app.NextSessionAsync();
            Task[] actions =
            [
                Task.Run(handler.Session.Close),
                Task.Run(() =>
                {
                    for (int i = 0; i < 100; i++)
                    {
                        handler.Session.Send(EncodedPacket.FromText("x"u8));
                    }
                }),
                Task.Run(() => socket.SendAsync("4a")),
                Task.Run(socket.Reset),
            ];
            await Task.WhenAll(actions).ContinueWith(_ => { }, TaskScheduler.Default).Within();
            await handler.Closed.Within();
            Assert.Equal(1, handler.ClosedCount);
            Assert.False(handler.BrokeContract);
        }

        await Waiting.Until(() => app.Server.ClientsCount == 0);
    }
}
