namespace Sockeye;

/// <summary>The options that all adapters on Redis have.</summary>
public abstract class RedisAdapterOptions : ClusterAdapterOptions
{
    /// <summary>The messages that may be on their way to Redis at a time. What is sent beyond that reaches the sockets of this server only, and counts as not published.</summary>
    /// <value>10,000 by default.</value>
    public int MaxPendingPublishes { get; set; } = 10_000;

    /// <summary>The bytes of messages that may be on their way to Redis at a time.</summary>
    /// <value>64 MiB by default.</value>
    public long MaxPendingPublishBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// The bytes of messages of other servers that may wait to be handled. What comes beyond that is dropped and counted (<c>sockeye.cluster.messages.skipped</c>
    /// with the reason <c>overload</c>): Redis cannot be asked to wait. One channel leaves room for the others. Of servers that share a connection of yours, the first one's value counts.
    /// </summary>
    /// <value>64 MiB by default; each message counts 128 bytes more than it has.</value>
    public long MaxWaitingBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>What the names of the keys begin with by which servers share records, members and messages of rooms.</summary>
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
