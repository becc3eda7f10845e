using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Sockeye.Redis.Tests.Faults;

/// <summary>Redis is there and answers pings, but does not do what the adapter needs: the health check and the log say so.</summary>
public sealed class RefusalTests
{
    public static TheoryData<AdapterKind, string, string> Permissions => new()
    {
        { AdapterKind.Streams, "xread", "XREAD" },
        { AdapterKind.Streams, "xadd", "XADD" },
        { AdapterKind.Streams, "subscribe", "SUBSCRIBE" },
        { AdapterKind.PubSub, "psubscribe", "SUBSCRIBE" },
        { AdapterKind.PubSub, "publish", "PUBLISH" },
        { AdapterKind.Sharded, "ssubscribe", "SUBSCRIBE" },
        { AdapterKind.Sharded, "spublish", "PUBLISH" },
        { AdapterKind.PubSub, "pubsub", "PUBSUB" },
        { AdapterKind.Sharded, "pubsub", "PUBSUB" },
    };

    [Theory]
    [MemberData(nameof(Permissions))]
    public async Task Command_ThatIsForbidden_IsDegradedAndSaid_UntilItIsAllowed(AdapterKind kind, string command, string named)
    {
        await using var redis = await RedisServer.StartAsync();
        await redis.ExecuteAsync("ACL", "SETUSER", "limited", "on", "nopass", "~*", "&*", "+@all", "-" + command);
        await using var server = await Cluster.StartAsync(kind, $"{redis.Address},user=limited,password=x");
        await using var client = await server.ConnectAsync();

        await UntilAsync(server, HealthStatus.Degraded, named);
        Assert.Single(server.Log.Entries, entry => entry.Level == LogLevel.Warning && entry.Text.StartsWith($"Sockeye.Redis: Redis refuses {named}", StringComparison.Ordinal));

        await redis.ExecuteAsync("ACL", "SETUSER", "limited", "+" + command);
        await UntilAsync(server, HealthStatus.Healthy);
    }

    [Fact]
    public async Task Read_ThatIsAllowedAgain_IsHealthyBeforeAnythingIsSent()
    {
        await using var redis = await RedisServer.StartAsync();
        await redis.ExecuteAsync("ACL", "SETUSER", "limited", "on", "nopass", "~*", "&*", "+@all", "-xread");
        await using var server = await Cluster.StartAsync(
            AdapterKind.Streams, $"{redis.Address},user=limited,password=x", limits: static limits => ((RedisStreamsAdapterOptions)limits).BlockTime = Waiting.Limit);
        await Cluster.UntilAsync(Waiting.Limit, async () => await Cluster.HealthAsync(server) == HealthStatus.Degraded);

        await redis.ExecuteAsync("ACL", "SETUSER", "limited", "+xread");

        await Cluster.UntilAsync(Cluster.Recovery, async () => await Cluster.HealthAsync(server) == HealthStatus.Healthy);
    }

    [Fact]
    public async Task Redis_OutOfMemory_IsDegraded_UntilThereIsSome()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await Cluster.StartAsync(AdapterKind.Streams, redis.Address);
        await using var client = await server.ConnectAsync();
        await UntilAsync(server, HealthStatus.Healthy);

        await redis.ExecuteAsync("CONFIG", "SET", "maxmemory", "1");
        await UntilAsync(server, HealthStatus.Degraded, "XADD");

        await redis.ExecuteAsync("CONFIG", "SET", "maxmemory", "0");
        await UntilAsync(server, HealthStatus.Healthy);
    }

    [Fact]
    public async Task Channel_ThatIsForbidden_IsDegraded_WhileOthersAreAllowed()
    {
        await using var redis = await RedisServer.StartAsync();
        await redis.ExecuteAsync("ACL", "SETUSER", "limited", "on", "nopass", "~*", "resetchannels", "&socket.io#/#*", "&socket.io-rooms*", "+@all");
        var joined = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await TestServer.StartAsync(
            io =>
            {
                io.Of("/forbidden");
                io.OnConnection(async socket =>
                {
                    await socket.JoinAsync("room");
                    joined.SetResult();
                });
            },
            services: services => services.AddSocketIO().AddRedisSharded($"{redis.Address},user=limited,password=x"),
            fakeTime: true);
        await UntilAsync(server, HealthStatus.Degraded, "SUBSCRIBE");

        await using var client = await server.ConnectAsync();
        await joined.Task.Within();
        server.Time.Advance(TimeSpan.FromSeconds(2)); // before it is tried again

        Assert.Equal(HealthStatus.Degraded, await Cluster.HealthAsync(server));
        await redis.ExecuteAsync("ACL", "SETUSER", "limited", "&*");
        await Cluster.UntilAsync(Waiting.Limit, async () =>
        {
            server.Time.Advance(TimeSpan.FromSeconds(1));
            return await Cluster.HealthAsync(server) == HealthStatus.Healthy;
        });
    }

    [Fact]
    public async Task Channel_ThatIsForbidden_IsDegradedOnAllServersOfAConnection()
    {
        await using var redis = await RedisServer.StartAsync();
        await redis.ExecuteAsync("ACL", "SETUSER", "limited", "on", "nopass", "~*", "&*", "+@all", "-psubscribe");
        await using var existing = await ConnectionMultiplexer.ConnectAsync($"{redis.Address},user=limited,password=x");
        await using var one = await TestServer.StartAsync(services: services => services.AddSocketIO().AddRedis(existing));
        await using var other = await TestServer.StartAsync(services: services => services.AddSocketIO().AddRedis(existing));

        await UntilAsync(one, HealthStatus.Degraded, "SUBSCRIBE");
        await UntilAsync(other, HealthStatus.Degraded, "SUBSCRIBE");
    }

    [Theory]
    [InlineData(AdapterKind.PubSub)]
    [InlineData(AdapterKind.Sharded)]
    [InlineData(AdapterKind.Streams)]
    public async Task Channels_ThatAreForbiddenLater_AreDegraded_UntilTheyAreAllowed(AdapterKind kind)
    {
        await using var redis = await RedisServer.StartAsync();
        await redis.ExecuteAsync("ACL", "SETUSER", "limited", "on", "nopass", "~*", "&*", "+@all");
        await using var server = await Cluster.StartAsync(kind, $"{redis.Address},user=limited,password=x");
        await using var other = await Cluster.StartAsync(kind, redis.Address);
        await using var client = await server.ConnectAsync();
        await using var second = await other.ConnectAsync();
        await Cluster.BecomeWholeAsync((server, client), (other, second));

        await redis.ExecuteAsync("ACL", "SETUSER", "limited", "-subscribe", "-psubscribe", "-ssubscribe");
        await redis.ExecuteAsync("CLIENT", "KILL", "USER", "limited");
        await UntilAsync(server, HealthStatus.Degraded, "SUBSCRIBE");

        await redis.ExecuteAsync("ACL", "SETUSER", "limited", "+@all");
        await Cluster.UntilAsync(Waiting.Limit, async () => await Cluster.HealthAsync(server) == HealthStatus.Healthy);
        await Cluster.BecomeWholeAsync((server, client), (other, second));
    }

    [Fact]
    public async Task Channels_ThatAreListenedToAgain_AreLeftAlone()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await TestServer.StartAsync(services: services => services.AddSocketIO().AddRedis(redis.Address), fakeTime: true);
        await using var other = await Cluster.StartAsync(AdapterKind.PubSub, redis.Address);
        await Cluster.UntilAsync(Waiting.Limit, async () =>
        {
            server.Time.Advance(TimeSpan.FromMilliseconds(100)); // a first attempt to subscribe may have failed
            return await other.IO.MainNamespace.ServerCountAsync() == 2;
        });
        await using var client = await server.ConnectAsync();
        await using var second = await other.ConnectAsync();
        await Cluster.BecomeWholeAsync((server, client), (other, second));

        await redis.ExecuteAsync("CONFIG", "RESETSTAT");
        await redis.ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub");
        await Cluster.BecomeWholeAsync((server, client), (other, second));
        server.Time.Advance(TimeSpan.FromSeconds(1));
        await Cluster.BecomeWholeAsync((server, client), (other, second));

        Assert.DoesNotContain("unsubscribe", (string)(await redis.ExecuteAsync("INFO", "commandstats"))!, StringComparison.Ordinal);
    }

    private static Task UntilAsync(TestServer server, HealthStatus status, string? named = null) => Cluster.UntilAsync(Waiting.Limit, async () =>
    {
        try
        {
            await server.IO.EmitAsync("probe");
            await server.IO.CountAsync();
        }
        catch (ClusterPublishException)
        {
            // That is what the health check is about.
        }

        var report = await server.App.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        var entry = report.Entries["sockeye-redis"];
        return entry.Status == status && entry.Description?.Contains($"refuses {named}", StringComparison.Ordinal) is null or true;
    });
}
