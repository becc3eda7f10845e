using Sockeye.Emitters.Redis.Connections;
using Sockeye.Redis.Connections;
using StackExchange.Redis;

namespace Sockeye.Redis.Rooms;

/// <summary>One channel for all servers, and one for each.</summary>
internal sealed class RedisRoomChannel(RedisConnection connection, RedisSubscriptions subscriptions, string prefix) : RoomChannel
{
    private RedisSubscription[] _subscribed = [];

    public override async Task StartAsync(string serverId, Action<ReadOnlyMemory<byte>> onMessage)
    {
        _subscribed = [Subscribe(ChannelOf(null)), Subscribe(ChannelOf(serverId))];
        await RedisConnection.WaitBrieflyAsync(Task.WhenAll(_subscribed.Select(static subscription => subscription.Listening)));

        RedisSubscription Subscribe(RedisChannel channel) => subscriptions.Subscribe(channel, (message, _) => onMessage(message));
    }

    public override ValueTask PublishAsync(ReadOnlyMemory<byte> message, string? toServer) => connection.PublishAsync(ChannelOf(toServer), message);

    public ValueTask StopAsync() => RedisConnection.WaitBrieflyAsync(Task.WhenAll(_subscribed.Select(static subscription => subscription.EndAsync())));

    private RedisChannel ChannelOf(string? server) => RedisChannel.Literal(server is null ? prefix + ":servers" : $"{prefix}:server:{server}");
}
