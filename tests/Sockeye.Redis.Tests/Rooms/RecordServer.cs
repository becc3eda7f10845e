using System.Collections.Concurrent;

namespace Sockeye.Redis.Tests.Rooms;

/// <summary>A server whose rooms have records: texts.</summary>
internal sealed class RecordServer : IAsyncDisposable
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromMilliseconds(500);

    private readonly List<TestClient> _clients = [];
    private readonly ConcurrentQueue<string> _changes = new();

    private RecordServer(TestServer server, RoomRecords<string> records)
    {
        Server = server;
        Records = records;
        records.OnChanged(change => _changes.Enqueue($"{change.Kind} {change.Record} {change.Record.Value} {change.End}".TrimEnd()));
    }

    public TestServer Server { get; }

    public RoomRecords<string> Records { get; }

    /// <summary>What it has told of changes.</summary>
    public IReadOnlyCollection<string> Changes => _changes;

    public static Task<RecordServer> StartAsync(RedisServer redis, Action<RoomRecordOptions<string>>? configure = null) => StartAsync(redis.Address, configure);

    /// <param name="addresses">Where Redis is: a server, and those that may take its place.</param>
    /// <param name="configure">Changes the options.</param>
    public static async Task<RecordServer> StartAsync(string addresses, Action<RoomRecordOptions<string>>? configure = null)
    {
        RoomRecords<string> records = null!;
        var server = await Cluster.StartAsync(
            AdapterKind.PubSub,
            addresses,
            rooms: static options => options.HeartbeatInterval = Heartbeat,
            io: io => records = io.MainNamespace.UseRecords<string>(options =>
            {
                options.EmptyGrace = TimeSpan.FromMilliseconds(100);
                configure?.Invoke(options);
            }));
        await records.Ready.Within();
        return new RecordServer(server, records);
    }

    /// <summary>Waits until servers have the same records, and the same numbers of members.</summary>
    public static Task AgreeAsync(params RecordServer[] servers) =>
        Waiting.Until(() => servers.Select(static server => server.Everything()).Distinct(StringComparer.Ordinal).Count() == 1);

    public async Task<TestClient> JoinAsync(string room)
    {
        var client = await Server.ConnectAsync();
        _clients.Add(client);
        await Server.IO.Sockets[client.Id].JoinAsync(room);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }

        await Server.DisposeAsync();
    }

    private string Everything() => string.Join(
        '\n',
        Records.List(new RoomRecordQuery<string> { Limit = int.MaxValue - 1 }).Records
            .Select(static record => $"{record} {record.Value} {record.Members} {record.Created:O} {record.Updated:O} {record.Expires:O} {record.EndsWithLastMember}"));
}
