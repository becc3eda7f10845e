using Sockeye.Emitters.Redis.Connections;
using StackExchange.Redis;

namespace Sockeye.Redis.Rooms;

/// <summary>One channel for all servers, and one for each.</summary>
internal sealed class RedisRoomChannel(RedisConnection connection, string prefix) : RoomChannel
{
    public override async Task StartAsync(string serverId, Action<ReadOnlyMemory<byte>> onMessage)
    {
        await RedisConnection.WaitBrieflyAsync(Task.WhenAll(
            connection.SubscribeAsync(ChannelOf(null), (message, _) => onMessage(message)),
            connection.SubscribeAsync(ChannelOf(serverId), (message, _) => onMessage(message))));
    }

    public override ValueTask PublishAsync(ReadOnlyMemory<byte> message, string? toServer) => connection.PublishAsync(ChannelOf(toServer), message);

    private RedisChannel ChannelOf(string? server) => RedisChannel.Literal(server is null ? prefix + ":servers" : $"{prefix}:server:{server}");
}
