namespace Sockeye;

/// <summary>The options of the emitter for pub/sub. They have to be the same as on the servers.</summary>
public sealed class RedisEmitterOptions : EmitterOptions
{
    /// <summary>The prefix of the names of all channels.</summary>
    /// <value><c>socket.io</c> by default.</value>
    public string Key { get; set; } = "socket.io";

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        ArgumentException.ThrowIfNullOrEmpty(Key);
    }
}
