namespace Sockeye.Client.Tests.Sockets;

public sealed class StreamTests
{
    private readonly TestClock _clock = new();
    private readonly FakeNetwork _network = new();

    [Fact]
    public async Task StreamAsync_Events_ComeInOrderUntilDispose()
    {
        var client = _network.CreateClient(_clock);
        var socket = client.Of();
        var server = await _network.ConnectAsync(socket);
        await using var numbers = socket.StreamAsync<int>("number").GetAsyncEnumerator();
        var first = numbers.MoveNextAsync();
        server.Send("""42["number","no number"]""");
        for (var i = 0; i < 100; i++)
        {
            server.Send($$"""42["number",{{i}}]""");
        }

        Assert.True(await first.Within());
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(i, numbers.Current);
            if (i < 99)
            {
                Assert.True(await numbers.MoveNextAsync().Within());
            }
        }

        var end = numbers.MoveNextAsync();
        await client.DisposeAsync().Within();
        Assert.False(await end.Within());
    }

    [Fact]
    public async Task StreamAsync_NotRead_DropsTheOldest()
    {
        await using var client = _network.CreateClient(_clock);
        var socket = client.Of();
        var server = await _network.ConnectAsync(socket);
        await using var numbers = socket.StreamAsync<int>("number", capacity: 10).GetAsyncEnumerator();
        var first = numbers.MoveNextAsync();
        server.Send("""42["number",-1]""");
        Assert.True(await first.Within());
        var last = socket.Hear<int>("last");
        for (var i = 0; i < 25; i++)
        {
            server.Send($$"""42["number",{{i}}]""");
        }

        server.Send("""42["last",1]""");
        await last.NextAsync();

        for (var i = 15; i < 25; i++)
        {
            Assert.True(await numbers.MoveNextAsync().Within());
            Assert.Equal(i, numbers.Current);
        }
    }

    [Fact]
    public async Task StreamAsync_Cancelled_EndsAndListensNoMore()
    {
        await using var client = _network.CreateClient(_clock);
        var socket = client.Of();
        await _network.ConnectAsync(socket);
        using var cancel = new CancellationTokenSource();
        var reading = Task.Run(async () =>
        {
            await foreach (var number in socket.StreamAsync<int>("number", cancellationToken: cancel.Token))
            {
            }
        });
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.Within());
    }

    [Fact]
    public async Task StreamAsync_ConnectionIsLost_GoesOnWithTheNext()
    {
        await using var client = _network.CreateClient(_clock);
        var socket = client.Of();
        var server = await _network.ConnectAsync(socket);
        await using var numbers = socket.StreamAsync<int>("number").GetAsyncEnumerator();
        var next = numbers.MoveNextAsync();
        server.Cut();
        await _clock.UntilItWaitsAsync();
        _clock.Advance(TimeSpan.FromSeconds(5));
        var attempt = await _network.NextAsync();
        attempt.Accept();
        await attempt.Socket.WelcomeAsync();
        attempt.Socket.Send("""42["number",7]""");

        Assert.True(await next.Within());
        Assert.Equal(7, numbers.Current);
    }

    [Fact]
    public async Task StreamAsync_ClientIsDisposedOrCapacityIsNone_Throws()
    {
        var client = _network.CreateClient(_clock);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await client.Of().StreamAsync<int>("number", 0).GetAsyncEnumerator().MoveNextAsync());
        await client.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await client.Of().StreamAsync<int>("number").GetAsyncEnumerator().MoveNextAsync());
    }
}
