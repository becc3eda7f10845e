namespace Sockeye;

/// <summary>How a broadcast is sent. These are the modifiers of Socket.IO.</summary>
public readonly record struct BroadcastFlags
{
    /// <summary>Whether the broadcast leaves out recipients whose transport cannot take it right now.</summary>
    public bool Volatile { get; init; }

    /// <summary>Whether only sockets of this server get it.</summary>
    public bool Local { get; init; }

    /// <summary>Whether the call fails if the broadcast cannot be published to the other servers. This flag is not sent to them.</summary>
    public bool Published { get; init; }

    /// <summary>Whether it may be compressed; <see langword="null"/> leaves it to the transport.</summary>
    public bool? Compress { get; init; }

    /// <summary>How long to wait for acknowledgements; <see langword="null"/> means the option <c>AckTimeout</c>.</summary>
    public TimeSpan? Timeout { get; init; }
}
