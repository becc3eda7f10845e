namespace Sockeye;

/// <summary>The options of the adapter on sharded pub/sub; names and defaults follow the reference's <c>createShardedAdapter</c>.</summary>
public sealed class RedisShardedAdapterOptions : RedisAdapterOptions
{
    /// <summary>What the names of all channels begin with. Applications that share a Redis need different ones.</summary>
    /// <value><c>socket.io</c> by default.</value>
    public string ChannelPrefix { get; set; } = "socket.io";

    /// <summary>For which rooms there are channels of their own.</summary>
    public RedisSubscriptionMode SubscriptionMode { get; set; } = RedisSubscriptionMode.Dynamic;

    private protected override string ChannelNamesBeginWith => ChannelPrefix;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        ArgumentException.ThrowIfNullOrEmpty(ChannelPrefix);
        if (!Enum.IsDefined(SubscriptionMode))
        {
            throw new ArgumentOutOfRangeException(nameof(SubscriptionMode), SubscriptionMode, "There is no such mode.");
        }
    }
}
