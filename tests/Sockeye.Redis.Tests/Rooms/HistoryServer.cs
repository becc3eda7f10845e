using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Redis.Tests.Rooms;

/// <summary>A server that keeps what is said in the rooms of its main namespace.</summary>
internal sealed class HistoryServer : IAsyncDisposable
{
    private HistoryServer(TestServer server, RoomHistory history)
    {
        Server = server;
        History = history;
    }

    public TestServer Server { get; }

    public RoomHistory History { get; }

    public static async Task<HistoryServer> StartAsync(
        RedisServer redis, Action<RoomHistoryOptions>? configure = null, AdapterKind kind = AdapterKind.Sharded, string prefix = "socket.io", TimeProvider? time = null)
    {
        RoomHistory history = null!;
        void SetUp(SocketIOServer io) => history = io.MainNamespace.UseHistory(options =>
        {
            options.MaxMessages = options.MaxPageSize = 1000;
            options.MaxMessageBytes = 100_000;
            configure?.Invoke(options);
        });
        var server = time is null
            ? await Cluster.StartAsync(kind, redis.Address, prefix, io: SetUp)
            : await TestServer.StartAsync(SetUp, services: services => services.AddSingleton(time).AddSocketIO().AddRedisSharded(redis.Address));
        return new HistoryServer(server, history);
    }

    /// <summary>Opens a connection that is in a room.</summary>
    public async Task<TestClient> JoinAsync(string room = "tea")
    {
        var client = await Server.ConnectAsync();
        await Server.IO.Sockets[client.Id].JoinAsync(room);
        return client;
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
