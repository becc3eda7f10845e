namespace Sockeye;

/// <summary>How rooms are kept in Redis.</summary>
public sealed class RedisRoomOptions
{
    /// <summary>What the names of all keys and channels begin with. Applications that share a Redis need different ones.</summary>
    /// <value>By default that of the adapter with <c>-rooms</c> behind it, <c>socket.io-rooms</c>.</value>
    public string Prefix { get; set; } = "socket.io-rooms";

    /// <summary>The messages and changes that may be on their way to Redis at a time. What comes beyond that fails.</summary>
    /// <value>10,000 by default.</value>
    public int MaxPendingPublishes { get; set; } = 10_000;

    /// <summary>Their bytes.</summary>
    /// <value>64 MiB by default.</value>
    public long MaxPendingPublishBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>The bytes of messages of other servers that may wait to be handled. What comes beyond that is dropped; servers notice what they miss, and ask for it.</summary>
    /// <value>64 MiB by default; each message counts 128 bytes more than it has.</value>
    public long MaxWaitingBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">A value makes no sense.</exception>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(Prefix);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxPendingPublishes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxPendingPublishBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxWaitingBytes);
    }
}
