namespace Sockeye;

/// <summary>
/// A log of a backend that keeps events in one order for all servers, and keeps sessions. Connection state recovery across servers needs
/// it. The adapter of the backend passes each event that it reads to <see cref="ClusterAdapter.Receive(ClusterMessage, string)"/>,
/// including the events of its own server.
/// </summary>
public interface IClusterEventLog
{
    /// <summary>
    /// The position up to which this server has read. Later events of the namespace have not been passed to its adapter yet.
    /// <see langword="null"/> while the position is not known.
    /// </summary>
    string? Position { get; }

    /// <summary>Whether a text has the form of a position. The texts come from clients.</summary>
    bool IsPosition(string offset);

    /// <summary>Compares two positions.</summary>
    int Compare(string left, string right);

    /// <summary>Keeps a session for a limited time.</summary>
    ValueTask SaveSessionAsync(ClusterSession session, TimeSpan lifetime);

    /// <summary>Finds a session and removes it in one step, so that only one caller gets it.</summary>
    ValueTask<ClusterSession?> TakeSessionAsync(string privateId);

    /// <summary>Reads the events of the namespace after a position, up to the newest.</summary>
    /// <param name="offset">The position of an event, which must still be in the log, or the position at which a session began.</param>
    /// <param name="maxEvents">The maximum number of events, counted over all namespaces.</param>
    /// <returns>
    /// The events; <see langword="null"/> if events after that position may have been removed, or if there are more than the maximum.
    /// </returns>
    ValueTask<LoggedEvents?> ReadAfterAsync(string offset, int maxEvents);
}
