using Sockeye.Emitters.Redis.Connections;
using StackExchange.Redis;

namespace Sockeye.Emitters.Redis.Rooms;

/// <summary>One channel for all servers, and one for each server and each process that asks.</summary>
/// <param name="connection">Sends messages.</param>
/// <param name="subscriptions">The subscriptions of the connection.</param>
/// <param name="prefix">The prefix of the names of channels.</param>
/// <param name="isServer">Whether messages to all servers are received.</param>
internal sealed class RedisRoomChannel(RedisConnection connection, RedisSubscriptions subscriptions, string prefix, bool isServer) : RoomChannel
{
    private RedisSubscription[] _subscribed = [];

    public override async Task StartAsync(string serverId, Action<ReadOnlyMemory<byte>> onMessage)
    {
        var own = Subscribe(ChannelOf(serverId));
        _subscribed = isServer ? [Subscribe(ChannelOf(null)), own] : [own];
        await RedisConnection.WaitBrieflyAsync(Task.WhenAll(_subscribed.Select(static subscription => subscription.Listening)));

        RedisSubscription Subscribe(RedisChannel channel) => subscriptions.Subscribe(channel, (message, _) => onMessage(message));
    }

    public override ValueTask PublishAsync(ReadOnlyMemory<byte> message, string? toServer) => connection.PublishAsync(ChannelOf(toServer), message);

    public ValueTask StopAsync() => RedisConnection.WaitBrieflyAsync(Task.WhenAll(_subscribed.Select(static subscription => subscription.EndAsync())));

    private RedisChannel ChannelOf(string? server) => RedisChannel.Literal(server is null ? prefix + ":servers" : $"{prefix}:server:{server}");
}
