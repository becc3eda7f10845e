namespace Sockeye;

/// <summary>
/// Keeps the records of rooms: of all namespaces of a server, and, if it is shared, of all servers of a cluster. It is the truth, of which servers keep copies. It may be
/// called by many at a time.
/// </summary>
/// <remarks>
/// Each change of a namespace has a revision, a number above that of the change before, never used again. Servers follow the changes by their revisions: each says which one
/// was before it, so that whoever has missed one finds out, and reads what has changed since. A store that has lost its contents has to begin with another
/// <see cref="StoredChange.Epoch"/>. One that went back to an older state, as a replica does that takes over, may keep it: servers notice by the digest, which the store keeps in the same step
/// as the records. Each write takes the tag that the record had out of it, and puts its own tag in unless it deletes.
/// </remarks>
public abstract class RecordStore
{
    /// <summary>Makes a change if its condition holds, in one step: of any number of servers that create a room at a time, one does.</summary>
    /// <param name="ns">The name of the namespace.</param>
    /// <param name="write">The change.</param>
    /// <param name="limits">What the namespace may have.</param>
    /// <exception cref="ClusterPublishException">The engine did not take it; or it did, and nobody knows.</exception>
    public abstract ValueTask<RecordWriteResult> WriteAsync(string ns, RecordWrite write, RecordLimits limits);

    /// <summary>Reads the record of one room. This one reads all records of the namespace until it comes to it: a store that can do better does.</summary>
    /// <param name="ns">The name of the namespace.</param>
    /// <param name="room">The room.</param>
    /// <returns>The record; <see langword="null"/> if the room has none.</returns>
    /// <exception cref="ClusterPublishException">The engine did not answer.</exception>
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

    /// <summary>Reads what has changed since a position, in the order of the revisions: of each room that has changed the last change only.</summary>
    /// <param name="ns">The name of the namespace.</param>
    /// <param name="position">What the reading before gave as <see cref="RecordChanges.Next"/>, or a later change; the default to read everything.</param>
    /// <param name="limit">How many changes at most; one at least.</param>
    /// <exception cref="ClusterPublishException">The engine did not answer.</exception>
    public abstract ValueTask<RecordChanges> ReadAsync(string ns, RecordPosition position, int limit);
}
