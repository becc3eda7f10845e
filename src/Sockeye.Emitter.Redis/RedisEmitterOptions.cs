namespace Sockeye;

/// <summary>The options of the emitter for pub/sub; they have to be those of the servers.</summary>
public sealed class RedisEmitterOptions : EmitterOptions
{
    /// <summary>What the names of all channels begin with.</summary>
    /// <value><c>socket.io</c> by default.</value>
    public string Key { get; set; } = "socket.io";

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        ArgumentException.ThrowIfNullOrEmpty(Key);
    }
}
