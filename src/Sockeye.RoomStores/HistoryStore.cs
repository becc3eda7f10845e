namespace Sockeye;

/// <summary>
/// Keeps the last messages of rooms, for all namespaces of a server and, if it is shared, for all servers of a cluster. Methods may be
/// called concurrently.
/// </summary>
/// <remarks>
/// The store creates the offsets, which are texts. The offsets of one room grow with each message, never repeat, even after the room was
/// deleted, and sort as texts by ordinal comparison. Clients use that to sort messages.
/// </remarks>
public abstract class HistoryStore
{
    /// <summary>Whether a text has the form of this store's offsets. The texts come from clients, so they may be anything.</summary>
    public abstract bool IsOffset(string text);

    /// <summary>
    /// Adds messages to a room in one step, so that no other message comes between them. Messages beyond the limits of the room are
    /// removed, oldest first.
    /// </summary>
    /// <param name="ns">The name of the namespace.</param>
    /// <param name="room">The name of the room, which may be any text.</param>
    /// <param name="events">
    /// The messages. Each is the name and the arguments of an event, as a JSON array. They do not change afterwards, and may be kept
    /// without a copy.
    /// </param>
    /// <param name="options">The limits.</param>
    /// <returns>The offsets of the messages, in the same order.</returns>
    /// <exception cref="ClusterPublishException">
    /// The backend has not taken the messages, or has taken them without confirming it.
    /// </exception>
    public abstract ValueTask<IReadOnlyList<string>> AppendAsync(string ns, string room, IReadOnlyList<ClusterPayload> events, RoomHistoryOptions options);

    /// <summary>Reads messages of a room that are not too old according to the limits.</summary>
    /// <param name="ns">The name of the namespace.</param>
    /// <param name="room">The name of the room.</param>
    /// <param name="query">Selects the messages. Its offsets have been checked with <see cref="IsOffset"/>.</param>
    /// <param name="options">The limits.</param>
    /// <exception cref="ClusterPublishException">The backend did not answer.</exception>
    public abstract ValueTask<HistoryPage> ReadAsync(string ns, string room, HistoryQuery query, RoomHistoryOptions options);

    /// <summary>
    /// Deletes messages of a room in one step. Messages that are added later get offsets above all earlier ones of the room.
    /// </summary>
    /// <param name="ns">The name of the namespace.</param>
    /// <param name="room">The name of the room.</param>
    /// <param name="upToOffset">
    /// The offset of the last message to delete. This message and those before it are deleted, and those after it stay.
    /// <see langword="null"/> deletes all messages. The offset has been checked with <see cref="IsOffset"/>, and its message may no longer
    /// exist.
    /// </param>
    /// <exception cref="ClusterPublishException">The backend did not answer.</exception>
    public abstract ValueTask DeleteAsync(string ns, string room, string? upToOffset);
}
