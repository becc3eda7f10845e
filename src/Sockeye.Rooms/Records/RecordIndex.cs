using System.Diagnostics.CodeAnalysis;

namespace Sockeye.Records;

/// <summary>
/// The records of a namespace by room, by name and by number of members. Guarded by the lock of <see cref="RecordReplica"/>.
/// </summary>
internal sealed class RecordIndex
{
    private readonly Dictionary<string, RecordEntry> _entries = new(StringComparer.Ordinal);
    private readonly SortedSet<RecordKey> _byName = [];
    private readonly SortedSet<RecordKey> _byMembers = [];

    public int Count => _entries.Count;

    public IReadOnlyCollection<RecordEntry> Entries => _entries.Values;

    public bool TryFind(string room, [NotNullWhen(true)] out RecordEntry? entry) => _entries.TryGetValue(room, out entry);

    public void Add(RecordEntry entry)
    {
        var room = entry.Record.Room;
        _entries.Add(room, entry);
        _byName.Add(new RecordKey(0, room, entry));
        _byMembers.Add(new RecordKey(entry.Members, room, entry));
    }

    public void Remove(RecordEntry entry)
    {
        var room = entry.Record.Room;
        entry.IsGone = true;
        _entries.Remove(room);
        _byName.Remove(new RecordKey(0, room));
        _byMembers.Remove(new RecordKey(entry.Members, room));
    }

    public void SetMembers(RecordEntry entry, int members)
    {
        var room = entry.Record.Room;
        _byMembers.Remove(new RecordKey(entry.Members, room));
        entry.Members = members;
        entry.EmptySince = 0;
        _byMembers.Add(new RecordKey(members, room, entry));
    }

    /// <summary>Looks at some records in an order, and returns those whose names begin with a prefix.</summary>
    /// <param name="order">The order.</param>
    /// <param name="prefix">The beginning of the names.</param>
    /// <param name="after">The record after which to begin. It is set to the last record that was looked at.</param>
    /// <param name="count">How many records to look at.</param>
    /// <param name="found">Gets the records whose names begin with the prefix.</param>
    /// <returns>Whether there may be more records after these.</returns>
    public bool Look(RoomRecordOrder order, string prefix, ref RecordKey? after, int count, List<(RecordKey Key, RecordPicture Picture)> found)
    {
        var set = order == RoomRecordOrder.Name ? _byName : _byMembers;
        var from = after ?? (order == RoomRecordOrder.Name ? new RecordKey(0, prefix) : new RecordKey(int.MaxValue, string.Empty));
        if (order == RoomRecordOrder.Name && string.CompareOrdinal(from.Room, prefix) < 0)
        {
            from = new RecordKey(0, prefix);
        }

        if (set.Count == 0 || from.CompareTo(set.Max) > 0)
        {
            return false;
        }

        foreach (var key in set.GetViewBetween(from, set.Max))
        {
            if (after is { } last && key.CompareTo(last) == 0)
            {
                continue;
            }

            if (count-- == 0)
            {
                return true;
            }

            if (key.Room.StartsWith(prefix, StringComparison.Ordinal))
            {
                found.Add((key, key.Entry!.Picture));
            }
            else if (order == RoomRecordOrder.Name)
            {
                return false;
            }

            after = key;
        }

        return false;
    }
}
