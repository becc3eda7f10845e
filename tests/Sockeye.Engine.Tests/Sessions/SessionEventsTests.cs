using System.Threading.Channels;
using Sockeye.Engine.Sessions;
using Sockeye.Engine.Tests.Fixture;

namespace Sockeye.Engine.Tests.Sessions;

/// <summary>What a session tells besides messages and its end.</summary>
public sealed class SessionEventsTests
{
    [Fact]
    public async Task Upgrade_IsToldWhenItBeginsAndBeforeTheMessagesOfTheNewTransport()
    {
        ListeningHandler? handler = null;
        await using EngineApp app = await EngineApp.StartAsync(makeHandler: session => handler = new ListeningHandler(session));
        string sid = EngineApp.SidOf(await app.Http.GetStringAsync(EngineApp.Url()).Within());
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, sid);

        await socket.SendAsync("2probe");
        await socket.SendAsync("2probe");
        Assert.Equal("upgrading websocket while polling", await handler!.NextAsync());
        await socket.SendAsync("5");
        await socket.SendAsync("4hello");

        Assert.Equal("upgraded websocket while websocket", await handler.NextAsync());
        Assert.Equal("message", await handler.NextAsync());
    }

    [Fact]
    public async Task Upgrade_ThatFails_IsNotTold()
    {
        ListeningHandler? handler = null;
        await using EngineApp app = await EngineApp.StartAsync(makeHandler: session => handler = new ListeningHandler(session));
        string sid = EngineApp.SidOf(await app.Http.GetStringAsync(EngineApp.Url()).Within());
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, sid);

        await socket.SendAsync("4no probe");
        await socket.ReadCloseAsync();
        await app.PostAsync(sid, "4hello");

        Assert.Equal("message", await handler!.NextAsync());
    }

    [Theory]
    [InlineData(false, "3")]
    [InlineData(true, "2")]
    public async Task Heartbeat_OfTheClient_IsTold(bool v3, string heartbeat)
    {
        ListeningHandler? handler = null;
        await using EngineApp app = await EngineApp.StartAsync(o => o.AllowEIO3 = v3, makeHandler: session => handler = new ListeningHandler(session));
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, protocol: v3 ? "EIO=3" : "EIO=4");

        await socket.SendAsync(heartbeat);
        await socket.SendAsync("4hello");

        Assert.Equal("heartbeat", await handler!.NextAsync());
        Assert.Equal("message", await handler.NextAsync());
    }

    [Fact]
    public async Task OnUpgraded_Throws_IsLoggedOnly()
    {
        ListeningHandler? handler = null;
        await using EngineApp app = await EngineApp.StartAsync(makeHandler: session => handler = new ListeningHandler(session) { Fails = true });
        app.AllowErrors = true;
        string sid = EngineApp.SidOf(await app.Http.GetStringAsync(EngineApp.Url()).Within());
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, sid);

        await socket.SendAsync("2probe");
        await socket.SendAsync("5");
        await socket.SendAsync("4hello");

        Assert.StartsWith("upgrading", await handler!.NextAsync(), StringComparison.Ordinal);
        Assert.StartsWith("upgraded", await handler.NextAsync(), StringComparison.Ordinal);
        Assert.Equal("message", await handler.NextAsync());
        Assert.Equal(2, app.Errors.Count);
    }

    private sealed class ListeningHandler(EngineSession session) : IEngineSessionHandler
    {
        private readonly Channel<string> _events = Channel.CreateUnbounded<string>();

        public bool Fails { get; set; }

        public async Task<string> NextAsync() => await _events.Reader.ReadAsync().Within();

        public ValueTask OnMessageAsync(ReadOnlySpan<byte> data, bool isBinary)
        {
            _events.Writer.TryWrite("message");
            return default;
        }

        public void OnClosed(EngineCloseReason reason, string? description)
        {
        }

        public void OnHeartbeat() => _events.Writer.TryWrite("heartbeat");

        public void OnUpgrading(string transportName) => OnUpgrade($"upgrading {transportName}");

        public void OnUpgraded(string transportName) => OnUpgrade($"upgraded {transportName}");

        private void OnUpgrade(string what)
        {
            _events.Writer.TryWrite($"{what} while {session.TransportName}");
            if (Fails)
            {
                throw new InvalidOperationException("on purpose");
            }
        }
    }
}
