using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Sockeye.Backends.Memory;
using Sockeye.Hosting;

namespace Sockeye.Benchmarks;

/// <summary>
/// A million memberships of presence on two servers: what they take in memory, what a heartbeat costs, and how long a third server needs to know them all. 2000 people, each in 500 rooms; rooms of 20, half of
/// them on each server.
/// </summary>
internal sealed class Memberships
{
    private const int People = 1000;
    private const int RoomsEach = 500;
    private const int PeopleOfARoom = 10;

    private readonly Line _line = new();
    private readonly List<NullClient> _clients = [];

    public static async Task RunAsync()
    {
        await new Memberships().MeasureAsync(withPresence: false);
        await new Memberships().MeasureAsync(withPresence: true);
    }

    private async Task MeasureAsync(bool withPresence)
    {
        Console.WriteLine(withPresence ? "with presence" : "rooms without presence");
        var servers = new[] { Start(withPresence), Start(withPresence) };
        var sockets = servers.SelectMany(server => Enumerable.Range(0, People).Select(i => (Socket: Connect(server), Group: i / PeopleOfARoom))).ToArray();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var clock = Stopwatch.StartNew();
        for (var room = 0; room < RoomsEach; room++)
        {
            foreach (var (socket, group) in sockets)
            {
                await socket.JoinAsync(string.Create(CultureInfo.InvariantCulture, $"room {group} {room}"));
            }

            _clients.ForEach(static client => client.Drain());
        }

        if (withPresence)
        {
            await Until(() => servers.All(static server => server.Namespace.Presence!.Rooms.Sum(static room => room.Value) == 2 * People * RoomsEach));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  joined in {clock.Elapsed.TotalSeconds:F1} s"));
        await Task.Delay(TimeSpan.FromSeconds(2));
        _clients.ForEach(static client => client.Drain());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  memory of both servers {(GC.GetTotalMemory(forceFullCollection: true) - before) / (1024.0 * 1024):F0} MiB"));
        if (!withPresence)
        {
            return;
        }

        var (count, bytes, processor) = (_line.Count, _line.Bytes, Environment.CpuUsage.TotalTime);
        await Task.Delay(TimeSpan.FromSeconds(30));
        var sent = _line.Count - count;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  30 s in quiet: {sent} messages, {(_line.Bytes - bytes) / Math.Max(1, sent)} bytes each, {(Environment.CpuUsage.TotalTime - processor).TotalMilliseconds:F0} ms of processor for all"));

        (count, bytes, clock) = (_line.Count, _line.Bytes, Stopwatch.StartNew());
        var late = Start(withPresence: true);
        await Until(() => late.Namespace.Presence!.Rooms.Sum(static room => room.Value) == 2 * People * RoomsEach);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  a third server knows all after {clock.Elapsed.TotalSeconds:F1} s: {_line.Count - count} messages, {(_line.Bytes - bytes) / (1024 * 1024)} MiB"));
    }

    private InMemoryServer Start(bool withPresence)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddSocketIO().UseRoomBackend(_ => new Backend(_line));
        var server = new InMemoryServer(services);
        if (withPresence)
        {
            server.Namespace.UsePresence();
        }

        return server;
    }

    private Socket Connect(InMemoryServer server)
    {
        var socket = server.Connect(out var client);
        _clients.Add(client);
        return socket;
    }

    private async Task Until(Func<bool> condition)
    {
        while (!condition())
        {
            _clients.ForEach(static client => client.Drain());
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }

    /// <summary>Carries messages within the process, each server's in a row.</summary>
    private sealed class Line
    {
        private readonly ConcurrentDictionary<string, System.Threading.Channels.Channel<byte[]>> _servers = new();
        private long _count;
        private long _bytes;

        public long Count => Volatile.Read(ref _count);

        public long Bytes => Volatile.Read(ref _bytes);

        public void Start(string server, Action<ReadOnlyMemory<byte>> onMessage)
        {
            var channel = _servers[server] = System.Threading.Channels.Channel.CreateUnbounded<byte[]>();
            _ = Task.Run(async () =>
            {
                await foreach (var message in channel.Reader.ReadAllAsync())
                {
                    onMessage(message);
                }
            });
        }

        public void Publish(byte[] message, string? to)
        {
            Interlocked.Increment(ref _count);
            Interlocked.Add(ref _bytes, message.Length);
            foreach (var (server, channel) in _servers)
            {
                if (to is null || to == server)
                {
                    channel.Writer.TryWrite(message);
                }
            }
        }
    }

    private sealed class LineChannel(Line line) : RoomChannel
    {
        public override Task StartAsync(string serverId, Action<ReadOnlyMemory<byte>> onMessage)
        {
            line.Start(serverId, onMessage);
            return Task.CompletedTask;
        }

        public override ValueTask PublishAsync(ReadOnlyMemory<byte> message, string? toServer)
        {
            line.Publish(message.ToArray(), toServer);
            return default;
        }
    }

    private sealed class Backend(Line line) : RoomBackend
    {
        public override RoomChannel? Channel { get; } = new LineChannel(line);

        public override RecordStore Records { get; } = new MemoryRecordStore(TimeProvider.System);

        public override HistoryStore History { get; } = new MemoryHistoryStore(TimeProvider.System);

        public override ClaimStore Claims { get; } = new MemoryClaimStore(TimeProvider.System);

        public override ValueTask DisposeAsync() => default;
    }
}
