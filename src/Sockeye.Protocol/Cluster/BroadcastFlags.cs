namespace Sockeye;

/// <summary>How a broadcast is sent; the modifiers of the reference.</summary>
public readonly record struct BroadcastFlags
{
    /// <summary>Recipients whose transport is not writable right now do not get it.</summary>
    public bool Volatile { get; init; }

    /// <summary>Only sockets of this server get it.</summary>
    public bool Local { get; init; }

    /// <summary>Whether the call fails if the other servers cannot be told. It is not sent to them.</summary>
    public bool Published { get; init; }

    /// <summary>Whether it may be compressed; <see langword="null"/> leaves it to the transport.</summary>
    public bool? Compress { get; init; }

    /// <summary>How long to wait for acknowledgements; <see langword="null"/> takes the option <c>AckTimeout</c>.</summary>
    public TimeSpan? Timeout { get; init; }
}
