namespace Sockeye;

/// <summary>
/// Keeps the records, members and messages of rooms outside a single server object: in the memory of the process, or in a backend that all
/// servers of a cluster share. There is one for each Socket.IO server, created when the first namespace needs it.
/// </summary>
public abstract class RoomBackend : IAsyncDisposable
{
    /// <summary>The channel between the servers of the cluster; <see langword="null"/> if there is only one server.</summary>
    public abstract RoomChannel? Channel { get; }

    /// <summary>The store of records.</summary>
    public abstract RecordStore Records { get; }

    /// <summary>The store of messages.</summary>
    public abstract HistoryStore History { get; }

    /// <summary>Lets servers agree which of them handles something that must be handled once.</summary>
    public abstract ClaimStore Claims { get; }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
