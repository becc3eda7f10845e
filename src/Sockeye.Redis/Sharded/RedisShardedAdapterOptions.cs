namespace Sockeye;

/// <summary>The options of the adapter on sharded pub/sub. Names and defaults follow <c>createShardedAdapter</c> in Node.</summary>
public sealed class RedisShardedAdapterOptions : RedisAdapterOptions
{
    /// <summary>The prefix of the names of all channels. Applications that share a Redis need different prefixes.</summary>
    /// <value><c>socket.io</c> by default.</value>
    public string ChannelPrefix { get; set; } = "socket.io";

    /// <summary>Which rooms have their own channels.</summary>
    /// <value><see cref="RedisSubscriptionMode.Dynamic"/> by default.</value>
    public RedisSubscriptionMode SubscriptionMode { get; set; } = RedisSubscriptionMode.Dynamic;

    private protected override string ChannelNamesBeginWith => ChannelPrefix;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        ArgumentException.ThrowIfNullOrEmpty(ChannelPrefix);
        if (!Enum.IsDefined(SubscriptionMode))
        {
            throw new ArgumentOutOfRangeException(nameof(SubscriptionMode), SubscriptionMode, "The mode is not defined.");
        }
    }
}
