namespace Sockeye;

/// <summary>The options of the adapter on streams. Names and defaults follow <c>@socket.io/redis-streams-adapter</c>.</summary>
public sealed class RedisStreamsAdapterOptions : RedisAdapterOptions
{
    private static readonly TimeSpan LongestBlock = TimeSpan.FromMinutes(1);

    /// <summary>The name of the stream, or the prefix of the names if there are several.</summary>
    /// <value><c>socket.io</c> by default.</value>
    public string StreamName { get; set; } = "socket.io";

    /// <summary>The number of streams over which the namespaces are distributed.</summary>
    /// <value>1 by default. Each stream is read on its own connection.</value>
    public int StreamCount { get; set; } = 1;

    /// <summary>The prefix of the channels for questions and answers.</summary>
    /// <value><c>socket.io</c> by default.</value>
    public string ChannelPrefix { get; set; } = "socket.io";

    /// <summary>Whether questions and answers use sharded pub/sub (Redis 7).</summary>
    /// <value><see langword="false"/> by default.</value>
    public bool UseShardedPubSub { get; set; }

    /// <summary>The approximate number of entries that a stream keeps. A client that has missed more cannot be recovered.</summary>
    /// <value>10,000 by default.</value>
    public int MaxLength { get; set; } = 10_000;

    /// <summary>The maximum number of entries that are read at the same time.</summary>
    /// <value>100 by default.</value>
    public int ReadCount { get; set; } = 100;

    /// <summary>How long a read waits for entries.</summary>
    /// <value>5 seconds by default. New entries arrive at once with every value.</value>
    public TimeSpan BlockTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The prefix of the keys of sessions.</summary>
    /// <value><c>sio:session:</c> by default.</value>
    public string SessionKeyPrefix { get; set; } = "sio:session:";

    private protected override string ChannelNamesBeginWith => StreamName;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        ArgumentException.ThrowIfNullOrEmpty(StreamName);
        ArgumentException.ThrowIfNullOrEmpty(ChannelPrefix);
        ArgumentException.ThrowIfNullOrEmpty(SessionKeyPrefix);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(StreamCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxLength);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ReadCount);
        ArgumentOutOfRangeException.ThrowIfLessThan(BlockTime, TimeSpan.FromMilliseconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(BlockTime, LongestBlock);
    }
}
