using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Sockeye.Backends.Memory;

namespace Sockeye.Tests.Records;

/// <summary>A room backend that the servers of this process share. It may be away, servers may hear nothing, and what it has may be lost.</summary>
internal sealed class LoopbackRooms
{
    private readonly ConcurrentDictionary<string, ChannelWriter<byte[]>> _servers = new();
    private readonly ConcurrentDictionary<string, byte> _deaf = new();

    public RecordStore Store { get; set; } = new MemoryRecordStore(TimeProvider.System);

    public HistoryStore History { get; set; } = new MemoryHistoryStore(TimeProvider.System);

    public MemoryClaimStore Claims { get; } = new(TimeProvider.System);

    /// <summary>Whether nothing can be written, read or sent.</summary>
    public bool IsAway { get; set; }

    /// <summary>Called with what is sent; the messages for which it says so are lost.</summary>
    public Func<string, bool> Loses { get; set; } = static _ => false;

    public Action<IServiceCollection> Services => services => services.AddSocketIO().UseRoomBackend(_ => new Backend(this));

    /// <summary>The ids of the servers, in the order of their ids.</summary>
    public IEnumerable<string> Servers => _servers.Keys.Order(StringComparer.Ordinal);

    /// <summary>The server hears nothing more, not even itself; what it sends is heard.</summary>
    public void Deafen(string server) => _deaf[server] = 0;

    public void Heal() => _deaf.Clear();

    public void Inject(string text)
    {
        foreach (var server in _servers.Values)
        {
            server.TryWrite(System.Text.Encoding.UTF8.GetBytes(text));
        }
    }

    private void Publish(byte[] message, string? to)
    {
        if (IsAway)
        {
            throw new ClusterPublishException("away");
        }

        if (Loses(System.Text.Encoding.UTF8.GetString(message)))
        {
            return;
        }

        foreach (var (id, server) in _servers)
        {
            if ((to is null || to == id) && !_deaf.ContainsKey(id))
            {
                server.TryWrite(message);
            }
        }
    }

    private async Task WayAsync()
    {
        await Task.Yield();
        if (IsAway)
        {
            throw new ClusterPublishException("away");
        }
    }

    private sealed class Backend(LoopbackRooms rooms) : RoomBackend
    {
        private readonly Line _line = new(rooms);

        public override RoomChannel? Channel => _line;

        public override RecordStore Records { get; } = new SharedStore(rooms);

        public override HistoryStore History => rooms.History;

        public override ClaimStore Claims { get; } = new SharedClaims(rooms);

        public override async ValueTask DisposeAsync() => await _line.EndAsync();
    }

    private sealed class Line(LoopbackRooms rooms) : RoomChannel
    {
        private readonly Channel<byte[]> _messages = System.Threading.Channels.Channel.CreateUnbounded<byte[]>();
        private Task _reading = Task.CompletedTask;
        private string _id = string.Empty;

        public override Task StartAsync(string serverId, Action<ReadOnlyMemory<byte>> onMessage)
        {
            _id = serverId;
            _reading = Task.Run(async () =>
            {
                await foreach (var message in _messages.Reader.ReadAllAsync())
                {
                    onMessage(message);
                }
            });
            rooms._servers[serverId] = _messages.Writer;
            return Task.CompletedTask;
        }

        public override ValueTask PublishAsync(ReadOnlyMemory<byte> message, string? toServer)
        {
            rooms.Publish(message.ToArray(), toServer);
            return default;
        }

        public async Task EndAsync()
        {
            rooms._servers.TryRemove(_id, out _);
            _messages.Writer.TryComplete();
            await _reading;
        }
    }

    private sealed class SharedClaims(LoopbackRooms rooms) : ClaimStore
    {
        public override async ValueTask<ClaimResult> TryClaimAsync(string ns, string key, string claimant, TimeSpan lease, TimeSpan keep)
        {
            await rooms.WayAsync();
            return await rooms.Claims.TryClaimAsync(ns, key, claimant, lease, keep);
        }

        public override async ValueTask ReleaseAsync(string ns, string key, string claimant, bool counts)
        {
            await rooms.WayAsync();
            await rooms.Claims.ReleaseAsync(ns, key, claimant, counts);
        }

        public override async ValueTask CompleteAsync(string ns, string key, TimeSpan keep)
        {
            await rooms.WayAsync();
            await rooms.Claims.CompleteAsync(ns, key, keep);
        }
    }

    private sealed class SharedStore(LoopbackRooms rooms) : RecordStore
    {
        public override async ValueTask<RecordWriteResult> WriteAsync(string ns, RecordWrite write, RecordLimits limits)
        {
            await rooms.WayAsync();
            return await rooms.Store.WriteAsync(ns, write, limits);
        }

        public override async ValueTask<RecordChanges> ReadAsync(string ns, RecordPosition position, int limit)
        {
            await rooms.WayAsync();
            return await rooms.Store.ReadAsync(ns, position, Math.Min(limit, 7)); // so that there are pages
        }
    }
}
