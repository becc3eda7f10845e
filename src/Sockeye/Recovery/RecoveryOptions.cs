namespace Sockeye;

/// <summary>
/// The options of connection state recovery. A client that reconnects soon gets the id, rooms and data of its socket back, and the events
/// that it has missed.
/// </summary>
public sealed class RecoveryOptions
{
    /// <summary>How long a session waits for its client.</summary>
    /// <value>2 minutes by default.</value>
    public TimeSpan MaxDisconnectionDuration { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Whether the middlewares are skipped for a client whose session is recovered.</summary>
    /// <value><see langword="true"/> by default.</value>
    public bool SkipMiddlewares { get; set; } = true;

    /// <summary>
    /// How many events each namespace keeps for clients that come back. A client that has missed more gets a new session.
    /// </summary>
    /// <value>10,000 by default.</value>
    public int MaxPackets { get; set; } = 10_000;

    /// <summary>How many bytes of events the whole server keeps for clients that come back.</summary>
    /// <value>64 MiB by default.</value>
    public long MaxBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// How many bytes of missed events one client may get when it comes back. A client that has missed more gets a new session.
    /// </summary>
    /// <value>2 MiB by default, which is half of what the queue of a connection may hold by default.</value>
    public long MaxBytesPerSession { get; set; } = 2 * 1024 * 1024;

    /// <summary>How many sessions of the whole server may wait for their clients. If there are more, the oldest is given up.</summary>
    /// <value>10,000 by default.</value>
    public int MaxSessions { get; set; } = 10_000;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(MaxDisconnectionDuration, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxPackets);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxBytesPerSession);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxSessions);
    }
}
