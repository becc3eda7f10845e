using Sockeye.Emitters.MessagePack;
using Sockeye.Emitters.Redis.Connections;
using Sockeye.Emitters.Redis.Streams;
using Sockeye.Redis.Connections;
using StackExchange.Redis;

namespace Sockeye.Redis.Streams;

/// <summary>
/// The adapter on streams. Broadcasts, joins, leaves and disconnects are entries of a stream, which all servers read in one order, and
/// which keeps them for clients that come back. Questions and answers use pub/sub.
/// </summary>
internal sealed class StreamsRedisAdapter : ClusterAdapter
{
    private const int ServerIdLength = 16;

    private readonly RedisConnection _connection;
    private readonly RedisSubscriptions _subscriptions;
    private readonly RedisStreams _streams;
    private readonly RedisStreamsAdapterOptions _options;
    private readonly StreamEventLog _log;
    private readonly string _stream;
    private readonly string _channel;
    private SubscriptionChain? _channels;
    private Task _ready = Task.CompletedTask;

    public StreamsRedisAdapter(
        Namespace ns, RedisStreamsAdapterOptions options, RedisConnection connection, RedisSubscriptions subscriptions, RedisStreams streams)
        : base(ns, options)
    {
        _connection = connection;
        _subscriptions = subscriptions;
        _streams = streams;
        _options = options;
        _stream = StreamNames.Of(ns.Name, options.StreamName, options.StreamCount);
        _channel = $"{options.ChannelPrefix}#{ns.Name}#";
        _log = new StreamEventLog(ns.Name, _stream, options, connection, streams);
    }

    protected override IClusterEventLog? EventLog => _log;

    public override Task<int> ServerCountAsync(CancellationToken cancellationToken = default) =>
        _connection.CountSubscribersAsync(_options.UseShardedPubSub ? "SHARDNUMSUB" : "NUMSUB", Channel(_channel));

    /// <summary>Handles the next entry of the namespace.</summary>
    public void OnEntry(StreamEntry entry)
    {
        if (StreamFormat.Decode(entry.Values) is { } message)
        {
            Receive(message, entry.Id!);
        }
        else
        {
            Skip("malformed");
        }
    }

    public override async ValueTask DisposeAsync()
    {
        _streams.Remove(this);
        if (_channels is { } channels)
        {
            await RedisConnection.WaitBrieflyAsync(channels.EndAsync());
        }

        await base.DisposeAsync();
    }

    protected override void Start()
    {
        _log.OnAdded(_streams.Add(this, _stream));
        _channels = new SubscriptionChain(() => Subscribe($"{_channel}{ServerId}#"), () => Subscribe(_channel));
        _ready = Task.WhenAll(_streams.Started, _channels.Listening);
    }

    protected override ValueTask WhenReadyAsync() => _ready.IsCompleted ? default : RedisConnection.WaitBrieflyAsync(_ready);

    protected override async ValueTask PublishAsync(ClusterMessage message)
    {
        if (IsEphemeral(message))
        {
            await _connection.PublishAsync(Channel(_channel), JsonToMessagePack.Convert(ClusterMessageJson.Write(message)));
            return;
        }

        var fields = StreamEntryEncoder.Encode(message);
        var size = fields.Sum(static field => (int)field.Value.Length());
        await _connection.RunAsync(
            "XADD",
            size,
            connection => connection.GetDatabase().StreamAddAsync(_stream, fields, messageId: null, maxLength: _options.MaxLength, useApproximateMaxLength: true));
    }

    protected override ValueTask RespondAsync(string requester, ClusterMessage response) =>
        _connection.PublishAsync(Channel($"{_channel}{requester}#"), JsonToMessagePack.Convert(ClusterMessageJson.Write(response)));

    protected override async ValueTask<IReadOnlyCollection<string>?> LivingServersAsync(CancellationToken cancellationToken)
    {
        var channels = await _connection.FindChannelsAsync(
            _options.UseShardedPubSub ? "SHARDCHANNELS" : "CHANNELS", GlobPattern.Escape(_channel) + new string('?', ServerIdLength) + "#");
        return [.. channels.Where(name => name.StartsWith(_channel, StringComparison.Ordinal)).Select(name => name[_channel.Length..^1])];
    }

    // A message that has a meaning only while a server waits is not kept.
    private static bool IsEphemeral(ClusterMessage message) =>
        message.Type is not (ClusterMessageType.Broadcast or ClusterMessageType.SocketsJoin or ClusterMessageType.SocketsLeave or ClusterMessageType.DisconnectSockets)
        || message is { Type: ClusterMessageType.Broadcast, RequestId: not null };

    private RedisChannel Channel(string name) => _options.UseShardedPubSub ? RedisChannel.Sharded(name) : RedisChannel.Literal(name);

    private RedisSubscription Subscribe(string channel) => _subscriptions.Subscribe(Channel(channel), OnMessage, () => Skip("overload"));

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
}
