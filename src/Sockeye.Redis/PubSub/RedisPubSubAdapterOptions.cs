namespace Sockeye;

/// <summary>The options of the adapter on pub/sub; names and defaults follow the reference's <c>createAdapter</c>.</summary>
public sealed class RedisPubSubAdapterOptions : RedisAdapterOptions
{
    /// <summary>What the names of all channels begin with. Applications that share a Redis need different ones.</summary>
    /// <value><c>socket.io</c> by default.</value>
    public string Key { get; set; } = "socket.io";

    /// <summary>Whether answers go to a channel of the server that asked, instead of to one that all servers listen to. Set it alike on all servers.</summary>
    /// <value><see langword="false"/> by default, as older servers of Node's need it.</value>
    public bool PublishOnSpecificResponseChannel { get; set; }

    private protected override string ChannelNamesBeginWith => Key;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        ArgumentException.ThrowIfNullOrEmpty(Key);
    }
}
