namespace Sockeye;

/// <summary>
/// Where the records, members and messages of rooms are kept beyond one server: the memory of the process, or an engine that all servers of a cluster share.
/// There is one for each Socket.IO server, made when the first namespace needs it.
/// </summary>
public abstract class RoomBackend : IAsyncDisposable
{
    /// <summary>How the servers of the cluster talk to each other; none where there is one server only.</summary>
    public abstract RoomChannel? Channel { get; }

    /// <summary>Where records of rooms are kept.</summary>
    public abstract RecordStore Records { get; }

    /// <summary>Where messages of rooms are kept.</summary>
    public abstract HistoryStore History { get; }

    /// <summary>Where servers agree which of them does something that is to be done once.</summary>
    public abstract ClaimStore Claims { get; }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
