namespace Sockeye;

/// <summary>The options of rooms in Redis.</summary>
public sealed class RedisRoomOptions
{
    /// <summary>The prefix of the names of all keys and channels. Applications that share a Redis need different prefixes.</summary>
    /// <value><c>socket.io-rooms</c> by default, which is the prefix of the adapter followed by <c>-rooms</c>.</value>
    public string Prefix { get; set; } = "socket.io-rooms";

    /// <summary>How many messages and changes may be on their way to Redis at the same time. Further ones fail.</summary>
    /// <value>10,000 by default.</value>
    public int MaxPendingPublishes { get; set; } = 10_000;

    /// <summary>How many bytes of messages and changes may be on their way to Redis at the same time.</summary>
    /// <value>64 MiB by default.</value>
    public long MaxPendingPublishBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// How many bytes of messages of other servers may wait to be handled. Further messages are dropped. Servers notice what they miss, and
    /// ask for it.
    /// </summary>
    /// <value>64 MiB by default. Each message counts 128 bytes more than its size.</value>
    public long MaxWaitingBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">A value is not valid.</exception>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(Prefix);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxPendingPublishes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxPendingPublishBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxWaitingBytes);
    }
}
