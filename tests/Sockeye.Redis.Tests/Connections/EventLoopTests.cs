using Microsoft.Extensions.DependencyInjection;
using Sockeye.Emitters.Redis.Connections;
using Sockeye.Redis.Connections;

namespace Sockeye.Redis.Tests.Connections;

/// <summary>What comes from Redis is handled by the thread that reads it: nobody notices, whatever a handler does there.</summary>
public sealed class EventLoopTests : IAsyncLifetime
{
    private const string Switch = "Sockeye.Redis.EventLoops";

    private RedisServer _redis = null!;

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartAsync();

    public async ValueTask DisposeAsync() => await _redis.DisposeAsync();

    [Theory]
    [InlineData(true, "")]
    [InlineData(false, "")]
    [InlineData(true, ",ssl=true")]
    public async Task AddRedis_IsOnTheEventLoops_UnlessThatIsOffOrThereIsTls(bool isOn, string more)
    {
        AppContext.SetSwitch(Switch, isOn);
        try
        {
            await using var server = await Cluster.StartAsync(AdapterKind.PubSub, _redis.Address + more);
            var source = server.App.Services.GetRequiredKeyedService<RedisConnection>(string.Empty).Source;
            Assert.Equal(isOn && more.Length == 0, source.Context is LoopContext);
        }
        finally
        {
            AppContext.SetSwitch(Switch, true);
        }
    }

    // Its own answer comes by the loop that it holds up.
    [Theory]
    [MemberData(nameof(Cluster.Adapters), MemberType = typeof(Cluster))]
    public async Task Handler_ThatBlocksForAnEmit_GoesOn(AdapterKind kind)
    {
        await using var here = await StartAsync(kind, static io => io.OnConnection(socket => socket.On("tell", (int number, Acknowledgement ack) =>
        {
            io.EmitAsync("told", number).AsTask().GetAwaiter().GetResult();
            return ack.SendAsync(number).AsTask();
        })));
        await using var there = await StartAsync(kind);
        await AreTwoAsync(here, there);
        await using var client = await here.ConnectAsync();
        await using var other = await there.ConnectAsync();
        for (var i = 0; i < 3; i++)
        {
            await client.SendAsync($"42{i}[\"tell\",{i}]");
            await client.ExpectAsync($"42[\"told\",{i}]", $"43{i}[{i}]");
            await other.ExpectAsync($"42[\"told\",{i}]");
        }
    }

    [Theory]
    [MemberData(nameof(Cluster.Adapters), MemberType = typeof(Cluster))]
    public async Task Handler_ThatBlocks_HoldsUpNothingThatComesFromRedis(AdapterKind kind)
    {
        using var free = new ManualResetEventSlim();
        await using var here = await StartAsync(kind, io =>
        {
            io.Of("/a").ServerSide.On("block", _ =>
            {
                Assert.True(free.Wait(Waiting.Limit));
                return Task.CompletedTask;
            });
            io.OnConnection(static socket => socket.On("echo", static (int number, Acknowledgement ack) => ack.SendAsync(number).AsTask()));
        });
        await using var there = await StartAsync(kind, static io => io.Of("/a"));
        await AreTwoAsync(here, there);
        await using var client = await here.ConnectAsync();
        await there.IO.Of("/a").ServerSideEmitAsync("block");
        await there.IO.EmitAsync("from there", 1);
        await client.ExpectAsync("42[\"from there\",1]");
        await client.SendAsync("421[\"echo\",2]");
        await client.ExpectAsync("431[2]");
        await here.IO.EmitAsync("from here", 3); // completes when Redis has it
        await client.ExpectAsync("42[\"from here\",3]");
        free.Set();
    }

    [Fact]
    public async Task Handler_AfterAnEmit_IsInNoContext()
    {
        await using var here = await StartAsync(AdapterKind.PubSub, static io => io.OnConnection(socket => socket.On("tell", async (int number, Acknowledgement ack) =>
        {
            await io.EmitAsync("told", number);
            await ack.SendAsync(SynchronizationContext.Current is null);
        })));
        await using var client = await here.ConnectAsync();
        await client.SendAsync("420[\"tell\",1]");
        await client.ExpectAsync("42[\"told\",1]", "430[true]");
    }

    // More than a socket takes at once, either way, and small ones behind it.
    [Theory]
    [MemberData(nameof(Cluster.Adapters), MemberType = typeof(Cluster))]
    public async Task Messages_OfManyMegabytes_ArriveWholeAndInOrder(AdapterKind kind)
    {
        await using var here = await StartAsync(kind);
        await using var there = await Cluster.StartAsync(kind, _redis.Address, options: static options => options.Engine.MaxBufferedBytes = 64_000_000);
        await AreTwoAsync(here, there);
        await using var client = await there.ConnectAsync();
        var sizes = Enumerable.Range(1, 5).SelectMany(static i => new[] { i * 1_000_000, 1, 10_000 }).ToArray();
        var sending = sizes.Select((size, i) => here.IO.EmitAsync("large", i, new string((char)('a' + i), size)).AsTask()).ToArray();
        for (var i = 0; i < sizes.Length; i++)
        {
            Assert.Equal($"42[\"large\",{i},\"{new string((char)('a' + i), sizes[i])}\"]", await client.ReceiveAsync());
        }

        await Task.WhenAll(sending).Within();
    }

    private static async Task AreTwoAsync(TestServer here, TestServer there)
    {
        foreach (var server in new[] { here, there })
        {
            await Cluster.UntilAsync(Waiting.Limit, async () => await server.IO.MainNamespace.ServerCountAsync() == 2);
        }
    }

    private Task<TestServer> StartAsync(AdapterKind kind, Action<SocketIOServer>? io = null) => Cluster.StartAsync(kind, _redis.Address, io: io);
}
