using Sockeye.Emitters.Redis.Connections;
using Sockeye.Emitters.Redis.PubSub;
using Sockeye.Redis.Connections;
using StackExchange.Redis;

namespace Sockeye.Redis.PubSub;

/// <summary>
/// The adapter on pub/sub. Broadcasts, requests and answers have separate channels, to which all servers of the namespace subscribe.
/// </summary>
/// <remarks>
/// One subscription with a pattern receives all of them, in the order of Redis: a socket that is first added to a room and then sent
/// something there must not miss it. The two other subscriptions exist only so that other servers can count and identify this one.
/// </remarks>
internal sealed class PubSubRedisAdapter : ClusterAdapter
{
    private readonly RedisConnection _connection;
    private readonly RedisSubscriptions _subscriptions;
    private readonly RedisPubSubAdapterOptions _options;
    private readonly byte[] _ownMark;
    private readonly string _channel;
    private readonly string _requestChannel;
    private readonly string _responseChannel;
    private SubscriptionChain? _channels;

    public PubSubRedisAdapter(Namespace ns, RedisPubSubAdapterOptions options, RedisConnection connection, RedisSubscriptions subscriptions)
        : base(ns, options)
    {
        _connection = connection;
        _subscriptions = subscriptions;
        _options = options;
        _ownMark = PubSubEncoder.StartOf(ServerId);
        _channel = $"{options.Key}#{ns.Name}#";
        _requestChannel = $"{options.Key}-request#{ns.Name}#";
        _responseChannel = $"{options.Key}-response#{ns.Name}#";
    }

    protected override void Start()
    {
        var pattern = $"{GlobPattern.Escape(_options.Key)}*#{GlobPattern.Escape(Namespace.Name)}#*";
        _channels = new SubscriptionChain(
            () => _subscriptions.Subscribe(RedisChannel.Pattern(pattern), OnMessage, () => Skip("overload")),
            () => _subscriptions.Subscribe(RedisChannel.Literal($"{_responseChannel}{ServerId}#"), Ignore),
            () => _subscriptions.Subscribe(RedisChannel.Literal(_requestChannel), Ignore));
    }

    public override Task<int> ServerCountAsync(CancellationToken cancellationToken = default) =>
        _connection.CountSubscribersAsync("NUMSUB", RedisChannel.Literal(_requestChannel));

    public override async ValueTask DisposeAsync()
    {
        if (_channels is { } channels)
        {
            await RedisConnection.WaitBrieflyAsync(channels.EndAsync());
        }

        await base.DisposeAsync();
    }

    protected override ValueTask PublishAsync(ClusterMessage message) =>
        message is { Type: ClusterMessageType.Broadcast, RequestId: null }
            ? _connection.PublishAsync(
                RedisChannel.Literal(message.Options.Rooms is [var room] ? $"{_channel}{room}#" : _channel), PubSubEncoder.EncodeBroadcast(message))
            : _connection.PublishAsync(RedisChannel.Literal(_requestChannel), PubSubEncoder.EncodeRequest(message));

    protected override ValueTask RespondAsync(string requester, ClusterMessage response) =>
        PublishResponseAsync(requester, PubSubEncoder.EncodeResponse(response), mayBeSpecific: response.Type != ClusterMessageType.ServerSideEmitResponse);

    protected override async ValueTask<IReadOnlyCollection<string>?> LivingServersAsync(CancellationToken cancellationToken)
    {
        var channels = await _connection.FindChannelsAsync("CHANNELS", GlobPattern.Escape(_responseChannel) + "?*#");
        return [.. channels
            .Where(name => name.StartsWith(_responseChannel, StringComparison.Ordinal) && name.Length > _responseChannel.Length + 1)
            .Select(name => name[_responseChannel.Length..^1])
            .Where(static id => !id.Contains('#', StringComparison.Ordinal))]; // that would be the subscription of a namespace whose name continues after a "#"
    }

    protected override ValueTask WhenReadyAsync() => _channels is null or { Listening.IsCompleted: true } ? default : RedisConnection.WaitBrieflyAsync(_channels.Listening);

    private static void Ignore(ReadOnlyMemory<byte> message, string channel)
    {
    }

    private void OnMessage(ReadOnlyMemory<byte> message, string channel)
    {
        // The pattern may match other channels too, because names may have the separator of their parts.
        if (channel.StartsWith(_channel, StringComparison.Ordinal))
        {
            OnBroadcast(message, channel);
        }
        else if (channel == _requestChannel)
        {
            OnRequest(message);
        }
        else if (channel == _responseChannel || channel == $"{_responseChannel}{ServerId}#")
        {
            OnResponse(message);
        }
    }

    private void OnBroadcast(ReadOnlyMemory<byte> message, string channel)
    {
        if (PubSubDecoder.IsFrom(_ownMark, message) || (channel.Length > _channel.Length && !Rooms.Contains(channel[_channel.Length..^1])))
        {
            return;
        }

        Handle(PubSubDecoder.DecodeBroadcast(message));
    }

    private void OnRequest(ReadOnlyMemory<byte> message)
    {
        var request = PubSubDecoder.DecodeRequest(message, Namespace.Name, out var old);
        if (old is not null)
        {
            OnOldRequest(old);
        }
        else
        {
            Handle(request);
        }
    }

    private void OnResponse(ReadOnlyMemory<byte> message)
    {
        var response = PubSubDecoder.DecodeResponse(message, Namespace.Name, IsAwaited);
        if (response is not { Type: ClusterMessageType.None })
        {
            Handle(response);
        }
    }

    private void Handle(ClusterMessage? message)
    {
        if (message is null)
        {
            Skip("malformed");
        }
        else
        {
            Receive(message);
        }
    }

    private void OnOldRequest(OldRequest request)
    {
        if (request.ServerId == ServerId)
        {
            return;
        }

        var socket = request.SocketId is { } id && Namespace.Sockets.TryGetValue(id, out var found) ? found : null;
        switch (request.Type)
        {
            case PubSubRequestType.Sockets:
                AnswerOld(request, "sockets", [.. LocalSockets(new BroadcastOptions { Rooms = request.Rooms }).Select(static socket => socket.Id)]);
                return;
            case PubSubRequestType.AllRooms:
                AnswerOld(request, "rooms", [.. Rooms.Select(static room => room.Name)]);
                return;
            case var _ when socket is null:
                return;
            case PubSubRequestType.RemoteJoin or PubSubRequestType.RemoteLeave when request.Rooms.Any(UserRoom.IsReserved):
                Skip("reserved");
                return;
            case PubSubRequestType.RemoteJoin when request.Rooms is [var room]:
                _ = socket.JoinAsync(room).AsTask();
                break;
            case PubSubRequestType.RemoteLeave when request.Rooms is [var room]:
                _ = socket.LeaveAsync(room).AsTask();
                break;
            case PubSubRequestType.RemoteDisconnect:
                socket.Disconnect(request.Close);
                break;
            default:
                Skip("malformed");
                return;
        }

        AnswerOld(request, null, []);
    }

    private void AnswerOld(OldRequest request, string? name, IReadOnlyList<string> values)
    {
        if (request.RequestId is { } requestId)
        {
            _ = AnswerGuarded(request.ServerId, PubSubEncoder.EncodeOldResponse(requestId, name, values));
        }
    }

    private async Task AnswerGuarded(string requester, byte[] response)
    {
        try
        {
            await PublishResponseAsync(requester, response, mayBeSpecific: true);
        }
        catch (ClusterPublishException)
        {
            // The requester has a time-out.
        }
    }

    private ValueTask PublishResponseAsync(string requester, byte[] response, bool mayBeSpecific) => _connection.PublishAsync(
        RedisChannel.Literal(_options.PublishOnSpecificResponseChannel && mayBeSpecific && requester.Length > 0 ? $"{_responseChannel}{requester}#" : _responseChannel),
        response);
}
