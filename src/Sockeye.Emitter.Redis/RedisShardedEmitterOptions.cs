namespace Sockeye;

/// <summary>The options of the emitter for sharded pub/sub; they have to be those of the servers.</summary>
public sealed class RedisShardedEmitterOptions : EmitterOptions
{
    /// <summary>What the names of all channels begin with.</summary>
    /// <value><c>socket.io</c> by default.</value>
    public string ChannelPrefix { get; set; } = "socket.io";

    /// <summary>For which rooms there are channels of their own.</summary>
    public RedisSubscriptionMode SubscriptionMode { get; set; } = RedisSubscriptionMode.Dynamic;

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
