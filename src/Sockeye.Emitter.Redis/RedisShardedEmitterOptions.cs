namespace Sockeye;

/// <summary>The options of the emitter for sharded pub/sub. They have to be the same as on the servers.</summary>
public sealed class RedisShardedEmitterOptions : EmitterOptions
{
    /// <summary>The prefix of the names of all channels.</summary>
    /// <value><c>socket.io</c> by default.</value>
    public string ChannelPrefix { get; set; } = "socket.io";

    /// <summary>Which rooms have their own channels.</summary>
    /// <value><see cref="RedisSubscriptionMode.Dynamic"/> by default.</value>
    public RedisSubscriptionMode SubscriptionMode { get; set; } = RedisSubscriptionMode.Dynamic;

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
