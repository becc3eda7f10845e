namespace Sockeye;

/// <summary>
/// What a backend offers that keeps events in one order for all servers, and sessions: the base of connection state recovery across servers. Its adapter
/// hands what it reads to <see cref="ClusterAdapter.Receive(ClusterMessage, string)"/>, its own events among it.
/// </summary>
public interface IClusterEventLog
{
    /// <summary>The position from which on this server reads events of the namespace.</summary>
    string Start { get; }

    /// <summary>Whether a text has the form of a position. Clients send them.</summary>
    bool IsPosition(string offset);

    /// <summary>Compares two positions.</summary>
    int Compare(string left, string right);

    /// <summary>Keeps a session for a while.</summary>
    ValueTask SaveSessionAsync(ClusterSession session, TimeSpan lifetime);

    /// <summary>Finds a session and removes it, in one step: nobody else gets it.</summary>
    ValueTask<ClusterSession?> TakeSessionAsync(string privateId);

    /// <summary>Reads the events of the namespace after a position, up to the newest.</summary>
    /// <param name="offset">The position, of an event that must still be there.</param>
    /// <param name="maxEvents">How many events at most, of all namespaces together.</param>
    /// <returns><see langword="null"/> where the event of that position is gone, or where there are more.</returns>
    ValueTask<LoggedEvents?> ReadAfterAsync(string offset, int maxEvents);
}
