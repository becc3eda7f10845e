namespace Sockeye;

/// <summary>
/// What a backend offers that keeps events in one order for all servers, and sessions: the base of connection state recovery across servers. Its adapter
/// hands what it reads to <see cref="ClusterAdapter.Receive(ClusterMessage, string)"/>, its own events among it.
/// </summary>
public interface IClusterEventLog
{
    /// <summary>
    /// How far this server has read: later events of the namespace are still to be handed to its adapter. <see langword="null"/> as long as that is not known.
    /// </summary>
    string? Position { get; }

    /// <summary>Whether a text has the form of an event's position. Clients send them.</summary>
    bool IsPosition(string offset);

    /// <summary>Compares two positions.</summary>
    int Compare(string left, string right);

    /// <summary>Keeps a session for a while.</summary>
    ValueTask SaveSessionAsync(ClusterSession session, TimeSpan lifetime);

    /// <summary>Finds a session and removes it, in one step: nobody else gets it.</summary>
    ValueTask<ClusterSession?> TakeSessionAsync(string privateId);

    /// <summary>Reads the events of the namespace after a position, up to the newest.</summary>
    /// <param name="offset">The position: an event's, which must still be there, or that of a session's start.</param>
    /// <param name="maxEvents">How many events at most, of all namespaces together.</param>
    /// <returns><see langword="null"/> where something after that position may be gone, or where there are more.</returns>
    ValueTask<LoggedEvents?> ReadAfterAsync(string offset, int maxEvents);
}
