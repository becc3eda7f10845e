namespace Sockeye;

/// <summary>The options of the emitter for streams; they have to be those of the servers.</summary>
public sealed class RedisStreamsEmitterOptions : EmitterOptions
{
    /// <summary>The name of the stream; with several, what their names begin with.</summary>
    /// <value><c>socket.io</c> by default.</value>
    public string StreamName { get; set; } = "socket.io";

    /// <summary>Over how many streams the namespaces are spread.</summary>
    /// <value>1 by default.</value>
    public int StreamCount { get; set; } = 1;

    /// <summary>About how many entries a stream keeps.</summary>
    /// <value>10,000 by default.</value>
    public int MaxLength { get; set; } = 10_000;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        ArgumentException.ThrowIfNullOrEmpty(StreamName);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(StreamCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxLength);
    }
}
