namespace Sockeye.Client.Tests.Transports;

[Collection(AloneCollection.Name)]
public sealed class HeartbeatTests
{
    // The handshake's interval and time-out.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(45);

    private readonly TestClock _clock = new();
    private readonly FakeNetwork _network = new();

    [Fact]
    public async Task Ping_IsAnsweredAndPutsTheEndOff()
    {
        await using var client = _network.CreateClient(_clock, static options => options.Reconnection = false);
        var reasons = new Inbox<DisconnectReason>();
        var pings = new Inbox<bool>();
        client.Of().OnDisconnect(reasons.Add);
        client.OnPing(() => pings.Add(true));
        var peer = await _network.ConnectAsync(client.Of());
        for (var i = 0; i < 3; i++)
        {
            _clock.Advance(s_limit - TimeSpan.FromSeconds(1));
            peer.Send("2");
            Assert.Equal("3", await peer.NextAsync());
            await pings.NextAsync();
        }

        Assert.True(client.IsOpen);

        _clock.Advance(s_limit);

        Assert.Equal(DisconnectReason.PingTimeout, (await reasons.NextAsync()).Name);
        await Waiting.Until(() => peer.IsDisposed);
    }
}
