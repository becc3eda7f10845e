using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Sockeye.Redis.Tests.Support;

/// <summary>Servers of this process that share a Redis.</summary>
internal static class Cluster
{
    /// <summary>How soon everything has to work when Redis is back.</summary>
    public static readonly TimeSpan Recovery = TimeSpan.FromSeconds(5);

    // A question that is asked while the channels come back may lose an answer, and would take all of the time that is left.
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWay = TimeSpan.FromMilliseconds(500);

    public static TheoryData<AdapterKind> Adapters => new(Enum.GetValues<AdapterKind>());

    /// <summary>Starts a server.</summary>
    /// <param name="kind">The adapter.</param>
    /// <param name="redis">Where the Redis is.</param>
    /// <param name="prefix">What all names in Redis begin with.</param>
    /// <param name="limits">Changes what all adapters have.</param>
    /// <param name="options">Changes the server's options.</param>
    /// <param name="io">Sets the server up before it listens.</param>
    /// <param name="rooms">Changes the options of its rooms.</param>
    public static Task<TestServer> StartAsync(
        AdapterKind kind,
        string redis,
        string prefix = "socket.io",
        Action<RedisAdapterOptions>? limits = null,
        Action<SocketIOOptions>? options = null,
        Action<SocketIOServer>? io = null,
        Action<RoomOptions>? rooms = null) => TestServer.StartAsync(io, options, services => Add(services.AddSocketIO().ConfigureRooms(rooms ?? (static _ => { })), kind, redis, prefix, limits));

    /// <summary>What the health check says.</summary>
    public static async Task<HealthStatus> HealthAsync(TestServer server) =>
        (await server.App.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Status;

    /// <summary>Asks until the answer is yes; for what nobody tells.</summary>
    public static async Task UntilAsync(TimeSpan limit, Func<Task<bool>> condition)
    {
        for (var clock = Stopwatch.StartNew(); !await condition(); await Task.Delay(10))
        {
            Assert.True(clock.Elapsed < limit, $"It does not hold within {limit}.");
        }
    }

    /// <summary>Waits until servers know, count and hear each other, and are healthy.</summary>
    public static async Task BecomeWholeAsync(params (TestServer Server, TestClient Client)[] members)
    {
        var clock = Stopwatch.StartNew();
        TimeSpan Left() => Recovery - clock.Elapsed;
        foreach (var (server, _) in members)
        {
            await UntilAsync(Left(), async () => await ServerCountAsync(server) == members.Length);
            foreach (var (_, client) in members)
            {
                await UntilAsync(Left(), () => HearsAsync(server, client));
            }

            await UntilAsync(Left(), async () => await server.IO.Timeout(LongestAnswer).FetchSocketsAsync() is { IsComplete: true } found && found.Count >= members.Length);
            await UntilAsync(Left(), async () => await HealthAsync(server) == HealthStatus.Healthy);
        }
    }

    private static async Task<int> ServerCountAsync(TestServer server)
    {
        try
        {
            return await server.IO.MainNamespace.ServerCountAsync();
        }
        catch (Exception exception) when (exception is StackExchange.Redis.RedisException or TimeoutException)
        {
            return 0;
        }
    }

    private static async Task<bool> HearsAsync(TestServer server, TestClient client)
    {
        var probe = Guid.NewGuid();
        try
        {
            await server.IO.Published.EmitAsync("probe", probe);
        }
        catch (ClusterPublishException)
        {
            return false;
        }

        // What one server sends comes in order: with this one, all probes before it have come that will.
        var packet = $"42[\"probe\",\"{probe}\"";
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < LongestWay;)
        {
            if ((await client.DrainAsync()).Any(received => received.StartsWith(packet, StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }

    private static void Add(ISocketIOBuilder builder, AdapterKind kind, string redis, string prefix, Action<RedisAdapterOptions>? limits)
    {
        switch (kind)
        {
            case AdapterKind.PubSub:
                builder.AddRedis(redis, options =>
                {
                    options.Key = prefix;
                    limits?.Invoke(options);
                });
                break;
            case AdapterKind.Sharded:
                builder.AddRedisSharded(redis, options =>
                {
                    options.ChannelPrefix = prefix;
                    limits?.Invoke(options);
                });
                break;
            default:
                builder.AddRedisStreams(redis, options =>
                {
                    options.StreamName = options.ChannelPrefix = prefix;
                    options.SessionKeyPrefix = prefix + ":session:";
                    limits?.Invoke(options);
                });
                break;
        }
    }
}
