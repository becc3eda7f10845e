namespace Sockeye;

/// <summary>The options of the adapter on streams; names and defaults follow the reference's <c>@socket.io/redis-streams-adapter</c>.</summary>
public sealed class RedisStreamsAdapterOptions : RedisAdapterOptions
{
    private static readonly TimeSpan LongestBlock = TimeSpan.FromMinutes(1);

    /// <summary>The name of the stream; with several, what their names begin with.</summary>
    /// <value><c>socket.io</c> by default.</value>
    public string StreamName { get; set; } = "socket.io";

    /// <summary>Over how many streams the namespaces are spread.</summary>
    /// <value>1 by default. Each stream is read on a connection of its own.</value>
    public int StreamCount { get; set; } = 1;

    /// <summary>What the names of the channels begin with that carry questions and answers.</summary>
    /// <value><c>socket.io</c> by default.</value>
    public string ChannelPrefix { get; set; } = "socket.io";

    /// <summary>Whether questions and answers go by sharded pub/sub (Redis 7).</summary>
    public bool UseShardedPubSub { get; set; }

    /// <summary>About how many entries a stream keeps. Who has missed more cannot be recovered.</summary>
    /// <value>10,000 by default.</value>
    public int MaxLength { get; set; } = 10_000;

    /// <summary>How many entries are read at a time.</summary>
    /// <value>100 by default.</value>
    public int ReadCount { get; set; } = 100;

    /// <summary>How long a read waits for entries.</summary>
    /// <value>5 seconds by default. New entries come at once whatever this is.</value>
    public TimeSpan BlockTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>What the keys of sessions begin with.</summary>
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
