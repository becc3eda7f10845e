namespace Sockeye;

/// <summary>The options of every adapter on Redis.</summary>
public abstract class RedisAdapterOptions : ClusterAdapterOptions
{
    /// <summary>
    /// How many messages may be on their way to Redis at the same time. Further messages reach only the sockets of this server, and count
    /// as not published.
    /// </summary>
    /// <value>10,000 by default.</value>
    public int MaxPendingPublishes { get; set; } = 10_000;

    /// <summary>How many bytes of messages may be on their way to Redis at the same time.</summary>
    /// <value>64 MiB by default.</value>
    public long MaxPendingPublishBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// How many bytes of messages of other servers may wait to be handled. Further messages are dropped and counted
    /// (<c>sockeye.cluster.messages.skipped</c> with the reason <c>overload</c>), because Redis cannot be asked to wait. One channel leaves
    /// room for the others. If servers share a connection that you pass in, the value of the first one counts.
    /// </summary>
    /// <value>64 MiB by default. Each message counts 128 bytes more than its size.</value>
    public long MaxWaitingBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>The prefix of the keys with which servers share records, members and messages of rooms.</summary>
    internal string RoomPrefix => ChannelNamesBeginWith + "-rooms";

    private protected abstract string ChannelNamesBeginWith { get; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxPendingPublishes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxPendingPublishBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxWaitingBytes);
    }
}
