using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace Sockeye.Redis.Tests.Hosting;

/// <summary>However the Redis is given, and however its streams are spread, two servers are one.</summary>
public sealed class ConnectionTests
{
    public static TheoryData<string> Ways => ["text", "options", "name", "path", "existing", "services", "services text", "resp2", "resp3"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task AddRedis_HoweverTheRedisIsGiven_JoinsTheCluster(string way)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var existing = await ConnectionMultiplexer.ConnectAsync(redis.Address);
        await AssertOneClusterAsync(
            builder => _ = way switch
            {
                "text" => builder.AddRedis(redis.Address),
                "options" => builder.AddRedis(ConfigurationOptions.Parse(redis.Address)),
                "name" => builder.AddRedis($"localhost:{redis.Port}"),
                "path" => builder.AddRedis(new ConfigurationOptions { EndPoints = { new UnixDomainSocketEndPoint(redis.Path) } }),
                "resp2" or "resp3" => builder.AddRedis($"{redis.Address},protocol={way}"),
                "services" => WithService(builder, existing).AddRedis(static services => services.GetRequiredService<IConnectionMultiplexer>()),
                "services text" => WithService(builder, existing).AddRedis(static services => services.GetRequiredService<IConnectionMultiplexer>().Configuration),
                _ => builder.AddRedis(existing),
            },
            builder => builder.AddRedis(redis.Address));

        Assert.True(existing.IsConnected, "The application's connection stays its own.");
        await existing.GetDatabase().PingAsync();
    }

    [Fact]
    public async Task AddRedis_ByTls_JoinsTheCluster()
    {
        await using var free = RedisServer.Reserve();
        await using var redis = await RedisServer.StartAsync(tlsPort: free.Port);
        var options = ConfigurationOptions.Parse($"127.0.0.1:{free.Port},ssl=true,sslHost=localhost");
        options.CertificateValidation += static (_, certificate, _, _) => certificate?.Subject == "CN=localhost";
        await AssertOneClusterAsync(builder => builder.AddRedis(options), builder => builder.AddRedis(redis.Address));
    }

    [Fact]
    public async Task AddRedisStreams_OnAConnectionThatChecksCertificatesItself_ReadsByTheSameCheck()
    {
        await using var free = RedisServer.Reserve();
        await using var redis = await RedisServer.StartAsync(tlsPort: free.Port);
        var options = ConfigurationOptions.Parse($"127.0.0.1:{free.Port},ssl=true,sslHost=localhost");
        options.CertificateValidation += static (_, certificate, _, _) => certificate?.Subject == "CN=localhost";
        await using var existing = await ConnectionMultiplexer.ConnectAsync(options);
        await AssertOneClusterAsync(builder => builder.AddRedisStreams(existing), builder => builder.AddRedisStreams(redis.Address));
    }

    [Fact]
    public async Task AddRedisStreams_WithOptionsWhoseTokensAreRefreshed_ReadsWithTheSameTokens()
    {
        await using var redis = await RedisServer.StartAsync();
        await redis.ExecuteAsync("ACL", "SETUSER", "tokens", "on", ">fresh", "~*", "&*", "+@all");
        var options = new ConfigurationOptions { EndPoints = { redis.Address }, Defaults = new Tokens() };
        await using var existing = await ConnectionMultiplexer.ConnectAsync(options);
        await AssertOneClusterAsync(builder => builder.AddRedisStreams(existing), builder => builder.AddRedisStreams(options));

        var users = (string)(await redis.ExecuteAsync("CLIENT", "LIST"))!;
        Assert.True(users.Split("user=tokens").Length > 2);
    }

    [Theory]
    [InlineData("resp2")]
    [InlineData("resp3")]
    public async Task Streams_InEitherProtocol_JoinTheCluster(string protocol)
    {
        await using var redis = await RedisServer.StartAsync();
        await AssertOneClusterAsync(
            builder => builder.AddRedisStreams($"{redis.Address},protocol={protocol}"), builder => builder.AddRedisStreams(redis.Address));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public async Task Streams_Several_AndShardedChannels_JoinTheCluster(int streams, bool sharded)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var existing = await ConnectionMultiplexer.ConnectAsync(redis.Address);
        void Configure(RedisStreamsAdapterOptions options)
        {
            options.StreamCount = streams;
            options.UseShardedPubSub = sharded;
        }

        await AssertOneClusterAsync(builder => builder.AddRedisStreams(existing, Configure), builder => builder.AddRedisStreams(redis.Address, Configure));
    }

    [Fact]
    public async Task AddRedis_OfTheServices_DoesForEveryAdapterAndTheRooms()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var existing = await ConnectionMultiplexer.ConnectAsync(redis.Address);
        static IConnectionMultiplexer Find(IServiceProvider services) => services.GetRequiredService<IConnectionMultiplexer>();

        await AssertOneClusterAsync(builder => WithService(builder, existing).AddRedisSharded(Find), builder => builder.AddRedisSharded(redis.Address));
        await AssertOneClusterAsync(builder => WithService(builder, existing).AddRedisStreams(Find), builder => builder.AddRedisStreams(redis.Address));
        await AssertOneClusterAsync(
            builder => WithService(builder, existing).AddRedisSharded(redis.Address).AddRedisRooms(Find), builder => builder.AddRedisSharded(redis.Address));
        Assert.True(existing.IsConnected, "The application's connection stays its own.");
    }

    [Fact]
    public async Task AddRedis_OnAConnectionOfSeveralServers_GoesOnWhenTheFirstIsClosed()
    {
        await using var redis = await RedisServer.StartAsync();
        var options = ConfigurationOptions.Parse(redis.Address);
        (options.AbortOnConnectFail, options.BacklogPolicy) = (false, BacklogPolicy.FailFast);
        await using var existing = await ConnectionMultiplexer.ConnectAsync(options);
        var first = await TestServer.StartAsync(services: services => services.AddSocketIO().AddRedis(existing));
        await using var second = await TestServer.StartAsync(
            static io => io.Of(static (name, _) => name == "/n"), services: services => services.AddSocketIO().AddRedis(existing));
        await using var other = await TestServer.StartAsync(static io => io.Of("/n"), services: services => services.AddSocketIO().AddRedis(redis.Address));
        await first.DisposeAsync();

        await redis.KillAsync();
        await Cluster.UntilAsync(Waiting.Limit, () => Task.FromResult(!existing.IsConnected));
        await using var client = await second.ConnectAsync("/n");
        await redis.BeginAsync();

        await Cluster.UntilAsync(Waiting.Limit, async () => await Cluster.HealthAsync(other) == HealthStatus.Healthy && await other.IO.Of("/n").ServerCountAsync() == 2);
        await other.IO.Of("/n").EmitAsync("hello");
        await client.ExpectAsync("""42/n,["hello"]""");
    }

    private static ISocketIOBuilder WithService(ISocketIOBuilder builder, IConnectionMultiplexer connection)
    {
        builder.Services.AddSingleton(connection);
        return builder;
    }

    private static async Task AssertOneClusterAsync(Action<ISocketIOBuilder> first, Action<ISocketIOBuilder> second)
    {
        string[] names = ["/", "/a", "/b", "/c", "/d"];
        await using var here = await TestServer.StartAsync(SetUp, services: services => first(services.AddSocketIO()));
        await using var there = await TestServer.StartAsync(SetUp, services: services => second(services.AddSocketIO()));
        foreach (var name in names)
        {
            await using var a = await here.ConnectAsync(name);
            await using var b = await there.ConnectAsync(name);
            await Cluster.UntilAsync(Waiting.Limit, async () => await here.IO.Of(name).ServerCountAsync() == 2 && await there.IO.Of(name).ServerCountAsync() == 2);
            var prefix = name == "/" ? "42" : $"42{name},";

            await here.IO.Of(name).EmitAsync("x", 1);
            await b.ExpectAsync(prefix + "[\"x\",1]");
            await there.IO.Of(name).To(a.Id).EmitAsync("y", 2);
            await a.ExpectAsync(prefix + "[\"x\",1]", prefix + "[\"y\",2]");
            Assert.Equal(2, (await there.IO.Of(name).FetchSocketsAsync()).Count);
        }

        void SetUp(SocketIOServer io) => Array.ForEach(names, name => io.Of(name));
    }

    // As Microsoft.Azure.StackExchangeRedis does.
    private sealed class Tokens : StackExchange.Redis.Configuration.DefaultOptionsProvider
    {
        public override string User => "tokens";

        public override string Password => "fresh";
    }
}
