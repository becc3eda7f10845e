using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Sockeye.Emitters;

namespace Sockeye.Tests.Presences;

/// <summary>Carries messages between servers of this process, as an engine would: at once, or late, twice, cut or never, as the test wants it.</summary>
internal sealed class TestHub
{
    private readonly ConcurrentDictionary<string, HubChannel> _channels = new();
    private readonly Lock _gate = new();
    private int _count;

    /// <summary>What is done with a message on its way to one server, instead of delivering it.</summary>
    public Action<byte[], Action<byte[]>>? Weather { get; set; }

    /// <summary>Whether nothing can be sent.</summary>
    public bool IsAway { get; set; }

    /// <summary>Until when senders wait for what they have sent.</summary>
    public Task Holding { get; set; } = Task.CompletedTask;

    /// <summary>How many messages were sent.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The servers, in the order in which they came.</summary>
    public List<string> Servers { get; } = [];

    /// <summary>Servers that neither hear nor are heard.</summary>
    public ConcurrentDictionary<string, bool> Cut { get; } = new();

    /// <summary>Servers that hear nothing, not even themselves, and are heard.</summary>
    public ConcurrentDictionary<string, bool> Deaf { get; } = new();

    public Action<IServiceCollection> Services => services => services.AddSocketIO().UseRoomBackend(_ => new Backend(this));

    /// <summary>What processes that are no servers have sent, as text.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>The ids of those processes.</summary>
    public ConcurrentQueue<string> Askers { get; } = new();

    /// <summary>An emitter that can only ask.</summary>
    public SocketIOEmitter CreateEmitter(RedisEmitterOptions? options = null) => new(new Asker(this), options ?? new RedisEmitterOptions());

    /// <summary>Gives a server bytes as if they came from the engine.</summary>
    public void Inject(string toServer, byte[] message) => _channels[toServer].Receive(message);

    private void Publish(string fromServer, byte[] message, string? toServer)
    {
        if (IsAway || Cut.ContainsKey(fromServer))
        {
            throw new ClusterPublishException("away");
        }

        Interlocked.Increment(ref _count);
        foreach (var (server, channel) in _channels)
        {
            if ((toServer == server || (toServer is null && channel.IsServer)) && !Cut.ContainsKey(server) && !Deaf.ContainsKey(server))
            {
                if (Weather is { } weather)
                {
                    weather(message, channel.Receive);
                }
                else
                {
                    channel.Receive(message);
                }
            }
        }
    }

    private sealed class HubChannel(TestHub hub, bool isServer) : RoomChannel
    {
        public bool IsServer => isServer;

        private string? _serverId;
        private Action<ReadOnlyMemory<byte>>? _onMessage;

        public override Task StartAsync(string serverId, Action<ReadOnlyMemory<byte>> onMessage)
        {
            _serverId = serverId;
            _onMessage = onMessage;
            hub._channels[serverId] = this;
            if (!isServer)
            {
                hub.Askers.Enqueue(serverId);
                return Task.CompletedTask;
            }

            lock (hub._gate)
            {
                hub.Servers.Add(serverId);
            }

            return Task.CompletedTask;
        }

        public override ValueTask PublishAsync(ReadOnlyMemory<byte> message, string? toServer)
        {
            if (!isServer)
            {
                hub.Asked.Enqueue(Encoding.UTF8.GetString(message.Span));
            }

            hub.Publish(_serverId!, message.ToArray(), toServer);
            return new ValueTask(hub.Holding);
        }

        public void Receive(byte[] message) => _onMessage!(message.ToArray());

        public void Close() => hub._channels.TryRemove(_serverId ?? string.Empty, out _);
    }

    private sealed class Asker(TestHub hub) : IEmitterBackend
    {
        private readonly HubChannel _channel = new(hub, isServer: false);

        public RoomChannel Channel => _channel;

        public ValueTask PublishAsync(ClusterMessage message) => throw new NotSupportedException();

        public ValueTask DisposeAsync()
        {
            _channel.Close();
            return default;
        }
    }

    private sealed class Backend(TestHub hub) : RoomBackend
    {
        private readonly HubChannel _channel = new(hub, isServer: true);

        public override RoomChannel? Channel => _channel;

        public override RecordStore Records => throw new NotSupportedException();

        public override HistoryStore History => throw new NotSupportedException();

        public override ClaimStore Claims => throw new NotSupportedException();

        public override ValueTask DisposeAsync()
        {
            _channel.Close();
            return default;
        }
    }
}
