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

    [Fact]
    public async Task Pings_OfAServerThatReadsNothing_DoNotPileUpAnswers()
    {
        await using var client = _network.CreateClient(_clock);
        var peer = await _network.ConnectAsync(client.Of());
        peer.Hold();
        var receives = peer.Receives;
        for (var i = 0; i < 1000; i++)
        {
            peer.Send("2");
        }

        await Waiting.Until(() => peer.Receives == receives + 1000);
        peer.Release();
        await client.Of().EmitAsync("end");

        var pongs = 0;
        while (await peer.NextAsync() == "3")
        {
            pongs++;
        }

        Assert.InRange(pongs, 1, 2);
    }
}
