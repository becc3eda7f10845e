namespace Sockeye;

/// <summary>
/// Keeps the last messages of rooms: of all namespaces of a server, and, if it is shared, of all servers of a cluster. It may be called by many at a time.
/// </summary>
/// <remarks>
/// Offsets are texts that the store makes. Those of one room grow with each message and never come twice, also after the room was deleted, and they sort as texts by
/// their characters: that is how clients put messages in order.
/// </remarks>
public abstract class HistoryStore
{
    /// <summary>Whether a text is of the form of this store's offsets. Offsets come back from clients: it may be anything.</summary>
    public abstract bool IsOffset(string text);

    /// <summary>Adds messages to a room, in one step: no other message comes between them. What is beyond the limits of the room is given up, oldest first.</summary>
    /// <param name="ns">The name of the namespace.</param>
    /// <param name="room">The name of the room; any text.</param>
    /// <param name="events">The messages: an event's name and arguments each, as a JSON array. They are not changed afterwards, and may be kept as they are.</param>
    /// <param name="options">The limits.</param>
    /// <returns>The offset of each message, in their order.</returns>
    /// <exception cref="ClusterPublishException">The engine did not take them; or it did, and nobody knows.</exception>
    public abstract ValueTask<IReadOnlyList<string>> AppendAsync(string ns, string room, IReadOnlyList<ClusterPayload> events, RoomHistoryOptions options);

    /// <summary>Reads messages of a room that are not older than the limits allow.</summary>
    /// <param name="ns">The name of the namespace.</param>
    /// <param name="room">The name of the room.</param>
    /// <param name="query">Which ones. Its offsets have passed <see cref="IsOffset"/>.</param>
    /// <param name="options">The limits.</param>
    /// <exception cref="ClusterPublishException">The engine did not answer.</exception>
    public abstract ValueTask<HistoryPage> ReadAsync(string ns, string room, HistoryQuery query, RoomHistoryOptions options);

    /// <summary>Forgets messages of a room, in one step. What is added afterwards gets offsets above all that the room had.</summary>
    /// <param name="ns">The name of the namespace.</param>
    /// <param name="room">The name of the room.</param>
    /// <param name="upToOffset">The last message to forget: it and those before it go, those after it stay. <see langword="null"/> for all. It has passed <see cref="IsOffset"/>, and need not be there any more.</param>
    /// <exception cref="ClusterPublishException">The engine did not answer.</exception>
    public abstract ValueTask DeleteAsync(string ns, string room, string? upToOffset);
}
