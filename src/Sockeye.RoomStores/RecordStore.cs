namespace Sockeye;

/// <summary>
/// Keeps the records of rooms, for all namespaces of a server and, if it is shared, for all servers of a cluster. It is the source of
/// truth, of which servers keep copies. Methods may be called concurrently.
/// </summary>
/// <remarks>
/// Each change of a namespace has a revision: a number above that of the previous change, which is never used again. Servers follow the
/// changes by their revisions. Each change names the previous one, so a server that has missed a change notices, and reads what has changed
/// since. A store that has lost its contents must begin with another <see cref="StoredChange.Epoch"/>. A store that went back to an older
/// state, such as a replica that takes over, may keep the epoch: servers notice by the digest, which the store keeps in the same step as
/// the records. Each write removes the former tag of the record from the digest, and adds its own tag unless it deletes.
/// </remarks>
public abstract class RecordStore
{
    /// <summary>
    /// Makes a change in one step, if its condition holds. If several servers create a room at the same time, one of them succeeds.
    /// </summary>
    /// <param name="ns">The name of the namespace.</param>
    /// <param name="write">The change.</param>
    /// <param name="limits">The limits of the namespace.</param>
    /// <exception cref="ClusterPublishException">The backend has not taken the change, or has taken it without confirming it.</exception>
    public abstract ValueTask<RecordWriteResult> WriteAsync(string ns, RecordWrite write, RecordLimits limits);

    /// <summary>
    /// Reads the record of one room. This implementation reads all records of the namespace until it finds the record. Override it if the
    /// store can do better.
    /// </summary>
    /// <param name="ns">The name of the namespace.</param>
    /// <param name="room">The room.</param>
    /// <returns>The record; <see langword="null"/> if the room has none.</returns>
    /// <exception cref="ClusterPublishException">The backend did not answer.</exception>
    public virtual async ValueTask<StoredRecord?> FindAsync(string ns, string room)
    {
        StoredRecord? found = null;
        var (position, hasMore) = (default(RecordPosition), true);
        while (hasMore)
        {
            var page = await ReadAsync(ns, position, 1000);
            found = page.Changes.LastOrDefault(change => change.Room == room) is { } change ? change.Record : page.IsWhole ? null : found;
            (position, hasMore) = (page.Next, page.HasMore);
        }

        return found;
    }

    /// <summary>
    /// Reads the changes since a position, in the order of the revisions. For each changed room, only its last change is read.
    /// </summary>
    /// <param name="ns">The name of the namespace.</param>
    /// <param name="position">
    /// <see cref="RecordChanges.Next"/> of the previous reading, or the position of a later change. The default value reads everything.
    /// </param>
    /// <param name="limit">The maximum number of changes; at least 1.</param>
    /// <exception cref="ClusterPublishException">The backend did not answer.</exception>
    public abstract ValueTask<RecordChanges> ReadAsync(string ns, RecordPosition position, int limit);
}
