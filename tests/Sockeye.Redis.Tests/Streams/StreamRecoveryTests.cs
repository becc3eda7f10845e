using StackExchange.Redis;

namespace Sockeye.Redis.Tests.Streams;

/// <summary>A client that has not seen an event yet comes back, to another server.</summary>
public sealed class StreamRecoveryTests : IAsyncLifetime
{
    private readonly List<TestServer> _servers = [];
    private RedisServer _redis = null!;

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        await _redis.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Recovery_BeforeAnyEvent_GivesWhatCameSinceTheStart(bool isNewStream)
    {
        var (a, b) = await StartAsync();
        if (!isNewStream)
        {
            await a.IO.EmitAsync("before", 0);
            await Cluster.UntilAsync(Cluster.Recovery, async () => await LengthAsync() == 1);
        }

        await using var client = new RecoveringClient(a);
        await client.ConnectAsync();
        var id = client.Id;
        await client.LoseAsync();
        await b.IO.EmitAsync("all", 1);
        await b.IO.To(id).EmitAsync("own", 2);
        await b.IO.Except(id).EmitAsync("others", 3);
        client.MoveTo(b);

        Assert.Equal(["all 1", "own 2"], await client.ConnectAsync());
        Assert.True(client.Recovered);
        Assert.Equal(id, client.Id);
    }

    [Fact]
    public async Task Recovery_AgainBeforeAnyEvent_GivesWhatCameSinceTheStart()
    {
        var (a, b) = await StartAsync();
        await using var client = new RecoveringClient(a);
        await client.ConnectAsync();
        await client.LoseAsync();
        client.MoveTo(b);
        Assert.Empty(await client.ConnectAsync());
        Assert.True(client.Recovered);

        // What is on its way when the connection breaks is missed, too.
        await a.IO.EmitAsync("lost", 1);
        await client.LoseAsync();
        client.Offset = null;
        client.MoveTo(a);

        Assert.Equal(["lost 1"], await client.ConnectAsync());
        Assert.True(client.Recovered);
    }

    [Fact]
    public async Task Recovery_WithAnOffsetOfAnEarlierSession_GivesNothingFromBeforeThisOne()
    {
        var (a, b) = await StartAsync();
        await using var client = new RecoveringClient(a);
        await client.ConnectAsync();
        await a.IO.EmitAsync("seen", 1);
        await client.ExpectAsync("seen 1");
        var old = client.Offset;
        await using var other = new RecoveringClient(a);
        await other.ConnectAsync();
        await a.IO.EmitAsync("seen by another", 2);
        await other.ExpectAsync("seen by another 2");

        await using var again = new RecoveringClient(a) { Offset = old };
        await again.ConnectAsync();
        await again.LoseAsync();
        await b.IO.EmitAsync("missed", 3);
        again.MoveTo(b);

        Assert.Equal(["missed 3"], await again.ConnectAsync());
        Assert.True(again.Recovered);
    }

    [Fact]
    public async Task Recovery_WhenTheStreamHasForgottenTheStart_IsANewSession()
    {
        var (a, b) = await StartAsync(maxLength: 1);
        await using var client = new RecoveringClient(a);
        await client.ConnectAsync();
        await client.LoseAsync();
        for (var i = 0; i < 3; i++)
        {
            await b.IO.EmitAsync("all", i);
        }

        client.MoveTo(b);

        Assert.Empty(await client.ConnectAsync());
        Assert.False(client.Recovered);
    }

    private async Task<(TestServer A, TestServer B)> StartAsync(int maxLength = 10_000)
    {
        for (var i = 0; i < 2; i++)
        {
            _servers.Add(await Cluster.StartAsync(
                AdapterKind.Streams,
                _redis.Address,
                limits: options => ((RedisStreamsAdapterOptions)options).MaxLength = maxLength,
                options: static options => options.ConnectionStateRecovery = new RecoveryOptions()));
        }

        return (_servers[0], _servers[1]);
    }

    private async Task<long> LengthAsync()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(_redis.Address);
        return await redis.GetDatabase().StreamLengthAsync("socket.io");
    }
}
