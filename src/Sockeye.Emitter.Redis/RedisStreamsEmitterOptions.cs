namespace Sockeye;

/// <summary>The options of the emitter for streams. They have to be the same as on the servers.</summary>
public sealed class RedisStreamsEmitterOptions : EmitterOptions
{
    /// <summary>The name of the stream, or the prefix of the names if there are several.</summary>
    /// <value><c>socket.io</c> by default.</value>
    public string StreamName { get; set; } = "socket.io";

    /// <summary>The number of streams over which the namespaces are distributed.</summary>
    /// <value>1 by default.</value>
    public int StreamCount { get; set; } = 1;

    /// <summary>The approximate number of entries that a stream keeps.</summary>
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
