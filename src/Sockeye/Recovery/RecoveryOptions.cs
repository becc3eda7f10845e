namespace Sockeye;

/// <summary>
/// The options of connection state recovery: a client that comes back soon gets its socket's id, rooms and data again, and what it has missed.
/// </summary>
public sealed class RecoveryOptions
{
    /// <summary>How long a session waits for its client.</summary>
    /// <value>2 minutes by default.</value>
    public TimeSpan MaxDisconnectionDuration { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Whether a client that is recovered is let in without asking the middlewares again.</summary>
    /// <value><see langword="true"/> by default.</value>
    public bool SkipMiddlewares { get; set; } = true;

    /// <summary>The events that each namespace keeps for clients that come back. Who has missed more gets a fresh session.</summary>
    /// <value>10,000 by default.</value>
    public int MaxPackets { get; set; } = 10_000;

    /// <summary>The bytes of events that the whole server keeps for clients that come back.</summary>
    /// <value>64 MiB by default.</value>
    public long MaxBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>The bytes of missed events that one client may be sent when it comes back. Who has missed more gets a fresh session.</summary>
    /// <value>2 MiB by default, half of what an outbox may hold.</value>
    public long MaxBytesPerSession { get; set; } = 2 * 1024 * 1024;

    /// <summary>The sessions of the whole server that may wait for their clients. Beyond that the oldest is given up.</summary>
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
