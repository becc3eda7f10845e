namespace Sockeye;

/// <summary>The options of the adapter on pub/sub. Names and defaults follow <c>createAdapter</c> in Node.</summary>
public sealed class RedisPubSubAdapterOptions : RedisAdapterOptions
{
    /// <summary>The prefix of the names of all channels. Applications that share a Redis need different prefixes.</summary>
    /// <value><c>socket.io</c> by default.</value>
    public string Key { get; set; } = "socket.io";

    /// <summary>
    /// Whether answers go to a channel of the server that asked, instead of to one that all servers receive. Use the same value on all
    /// servers.
    /// </summary>
    /// <value><see langword="false"/> by default, because older Node servers need it.</value>
    public bool PublishOnSpecificResponseChannel { get; set; }

    private protected override string ChannelNamesBeginWith => Key;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        ArgumentException.ThrowIfNullOrEmpty(Key);
    }
}
