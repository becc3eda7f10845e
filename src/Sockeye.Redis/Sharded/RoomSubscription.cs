using StackExchange.Redis;

namespace Sockeye.Redis.Sharded;

/// <summary>The subscription to one room's channel: what is wanted, and what is, which follows in the order of the changes.</summary>
internal sealed class RoomSubscription
{
    public Task Last { get; set; } = Task.CompletedTask;

    public bool Wanted { get; set; }

    public ChannelMessageQueue? Queue { get; set; }
}
