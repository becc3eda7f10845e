using Sockeye.Redis.Connections;
using Sockeye.Emitters.MessagePack;
using StackExchange.Redis;

namespace Sockeye.Redis.Sharded;

/// <summary>
/// The adapter on sharded pub/sub (Redis 7): a channel for the namespace, one for the answers to this server, and one for each room that has members here.
/// Messages are the reference's envelope, as JSON or, with binary, as MessagePack.
/// </summary>
internal sealed class ShardedRedisAdapter : ClusterAdapter
{
    private const int SocketIdLength = 20;
    private const int ServerIdLength = 16;

    private readonly RedisConnection _connection;
    private readonly RedisSubscriptionMode _mode;
    private readonly string _channel;
    private readonly RoomSubscriptions _rooms;
    private Task<ChannelMessageQueue[]> _subscribing = Task.FromResult<ChannelMessageQueue[]>([]);

    public ShardedRedisAdapter(Namespace ns, RedisShardedAdapterOptions options, RedisConnection connection)
        : base(ns, options)
    {
        _connection = connection;
        _mode = options.SubscriptionMode;
        _channel = $"{options.ChannelPrefix}#{ns.Name}#";
        _rooms = new RoomSubscriptions(Rooms.Contains, room => SubscribeAsync(ChannelOf(room)));
    }

    protected override void Start()
    {
        _subscribing = Task.WhenAll(SubscribeAsync(_channel), SubscribeAsync($"{_channel}{ServerId}#"));
        if (_mode != RedisSubscriptionMode.Static)
        {
            RoomCreated += UpdateRoom;
            RoomDeleted += UpdateRoom;
        }
    }

    public override Task<int> ServerCountAsync(CancellationToken cancellationToken = default) =>
        _connection.CountSubscribersAsync("SHARDNUMSUB", RedisChannel.Sharded(_channel));

    protected override ValueTask PublishAsync(ClusterMessage message) =>
        _connection.PublishAsync(RedisChannel.Sharded(ChannelFor(message)), Encode(message));

    protected override ValueTask RespondAsync(string requester, ClusterMessage response) =>
        _connection.PublishAsync(RedisChannel.Sharded($"{_channel}{requester}#"), Encode(response));

    protected override async ValueTask<IReadOnlyCollection<string>?> LivingServersAsync(CancellationToken cancellationToken)
    {
        var channels = await _connection.FindChannelsAsync("SHARDCHANNELS", GlobPattern.Escape(_channel) + new string('?', ServerIdLength) + "#");
        return [.. channels
            .Where(name => name.StartsWith(_channel, StringComparison.Ordinal))
            .Select(name => name[_channel.Length..^1])
            .Where(static id => id.Length == ServerIdLength && id.All(char.IsAsciiHexDigitLower))];
    }

    protected override ValueTask WhenReadyAsync() => _subscribing.IsCompleted ? default : RedisConnection.WaitBrieflyAsync(_subscribing);

    protected override ValueTask WhenJoinedAsync(string room)
    {
        if (!IsListenedTo(room))
        {
            return default;
        }

        var listening = _rooms.Update(room);
        return listening.IsCompleted ? default : RedisConnection.WaitBrieflyAsync(listening);
    }

    public override async ValueTask DisposeAsync()
    {
        RoomCreated -= UpdateRoom;
        RoomDeleted -= UpdateRoom;
        await RedisConnection.WaitBrieflyAsync(_rooms.CloseAsync());
        await RedisConnection.WaitBrieflyAsync(UnsubscribeAsync());
        await base.DisposeAsync();
    }

    internal static byte[] Encode(ClusterMessage message)
    {
        var payload = ClusterMessageJson.Write(message);
        return payload.Attachments.Count == 0 ? payload.Json.ToArray() : JsonToMessagePack.Convert(payload);
    }

    private Task<ChannelMessageQueue> SubscribeAsync(string channel) => _connection.SubscribeAsync(RedisChannel.Sharded(channel), OnMessage);

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

    private async Task UnsubscribeAsync()
    {
        foreach (var queue in await _subscribing)
        {
            await queue.UnsubscribeAsync(CommandFlags.FireAndForget);
        }
    }

    private string ChannelOf(string room) => $"{_channel}{room}#";

    // Only what every server does alike goes to a room's channel: acknowledgements are waited for from all servers.
    private string ChannelFor(ClusterMessage message) =>
        message is { Type: ClusterMessageType.Broadcast, RequestId: null, Options.Rooms: [var room] } && IsListenedTo(room) && !IsOwnRoomOfAnOldClient(room)
            ? ChannelOf(room)
            : _channel;

    // The reference's publishers and subscribers decide this differently; a room of this length that is no socket's id is sent to the namespace's channel.
    private bool IsListenedTo(string room) =>
        _mode == RedisSubscriptionMode.DynamicPrivate || (_mode == RedisSubscriptionMode.Dynamic && room.Length != SocketIdLength);

    // The ids of clients of version 2 are longer ("/chat#" and 20 characters). Node's servers do not listen to their channels.
    private bool IsOwnRoomOfAnOldClient(string room) =>
        _mode == RedisSubscriptionMode.Dynamic
        && room.Length == Namespace.Name.Length + 1 + SocketIdLength
        && room.StartsWith(Namespace.Name, StringComparison.Ordinal)
        && room[Namespace.Name.Length] == '#';

    private void UpdateRoom(string room)
    {
        if (IsListenedTo(room))
        {
            _rooms.Update(room);
        }
    }
}
