using Sockeye.Emitters.MessagePack;
using Sockeye.Emitters.Redis.Connections;
using Sockeye.Emitters.Redis.Sharded;
using Sockeye.Redis.Connections;
using StackExchange.Redis;

namespace Sockeye.Redis.Sharded;

/// <summary>
/// The adapter on sharded pub/sub (Redis 7): one channel for the namespace, one for the answers to this server, and one for each room that
/// has members here. Messages are the envelope of Node, as JSON, or as MessagePack if there are binary values.
/// </summary>
internal sealed class ShardedRedisAdapter : ClusterAdapter
{
    private const int ServerIdLength = 16;

    private readonly RedisConnection _connection;
    private readonly RedisSubscriptions _subscriptions;
    private readonly RedisSubscriptionMode _mode;
    private readonly ShardedChannels _channels;
    private readonly string _channel;
    private readonly RoomSubscriptions _rooms;
    private SubscriptionChain? _ownChannels;

    public ShardedRedisAdapter(Namespace ns, RedisShardedAdapterOptions options, RedisConnection connection, RedisSubscriptions subscriptions)
        : base(ns, options)
    {
        _connection = connection;
        _subscriptions = subscriptions;
        _mode = options.SubscriptionMode;
        _channel = ShardedChannels.OfNamespace(options.ChannelPrefix, ns.Name);
        _channels = new ShardedChannels(options.ChannelPrefix, ns.Name, _mode);
        _rooms = new RoomSubscriptions(Rooms.Contains, room => Subscribe(_channels.Of(room)));
    }

    protected override void OnUserRoomChanged(string room) => UpdateRoom(room);

    protected override void Start()
    {
        _ownChannels = new SubscriptionChain(() => Subscribe($"{_channel}{ServerId}#"), () => Subscribe(_channel));
        if (_mode != RedisSubscriptionMode.Static)
        {
            OnRoomCreated(UpdateRoom);
            OnRoomDeleted(UpdateRoom);
        }
    }

    public override Task<int> ServerCountAsync(CancellationToken cancellationToken = default) =>
        _connection.CountSubscribersAsync("SHARDNUMSUB", RedisChannel.Sharded(_channel));

    protected override ValueTask PublishAsync(ClusterMessage message) =>
        _connection.PublishAsync(RedisChannel.Sharded(_channels.For(message)), ShardedEncoder.Encode(message));

    protected override ValueTask RespondAsync(string requester, ClusterMessage response) =>
        _connection.PublishAsync(RedisChannel.Sharded($"{_channel}{requester}#"), ShardedEncoder.Encode(response));

    protected override async ValueTask<IReadOnlyCollection<string>?> LivingServersAsync(CancellationToken cancellationToken)
    {
        var channels = await _connection.FindChannelsAsync("SHARDCHANNELS", GlobPattern.Escape(_channel) + new string('?', ServerIdLength) + "#");
        return [.. channels
            .Where(name => name.StartsWith(_channel, StringComparison.Ordinal))
            .Select(name => name[_channel.Length..^1])
            .Where(static id => id.Length == ServerIdLength && id.All(char.IsAsciiHexDigitLower))];
    }

    protected override ValueTask WhenReadyAsync() => _ownChannels is null or { Listening.IsCompleted: true } ? default : RedisConnection.WaitBrieflyAsync(_ownChannels.Listening);

    public override ValueTask WhenJoinedAsync(string room)
    {
        if (!_channels.IsListenedTo(room))
        {
            return default;
        }

        var listening = _rooms.Update(room);
        return listening.IsCompleted ? default : RedisConnection.WaitBrieflyAsync(listening);
    }

    public override async ValueTask DisposeAsync()
    {
        OffRoomCreated(UpdateRoom);
        OffRoomDeleted(UpdateRoom);
        await RedisConnection.WaitBrieflyAsync(_rooms.CloseAsync());
        if (_ownChannels is { } channels)
        {
            await RedisConnection.WaitBrieflyAsync(channels.EndAsync());
        }

        await base.DisposeAsync();
    }

    private RedisSubscription Subscribe(string channel) => _subscriptions.Subscribe(RedisChannel.Sharded(channel), OnMessage, () => Skip("overload"));

    private void OnMessage(ReadOnlyMemory<byte> message, string channel)
    {
        if (Envelope.Decode(message) is { } read)
        {
            Receive(read);
        }
        else
        {
            Skip("malformed");
        }
    }

    private void UpdateRoom(string room)
    {
        if (_channels.IsListenedTo(room))
        {
            _rooms.Update(room);
        }
    }
}
