using Sockeye.Hooks;

namespace Sockeye.Records;

/// <summary>
/// The records of the rooms of a namespace, independent of the type of their values. It connects the copy of this server, the store, the
/// counting of members, and the ending of records.
/// </summary>
internal sealed class RecordBook
{
    private readonly RecordReplica _replica;
    private readonly RoomEndings _endings;
    private readonly RoomCounts _counts;
    private readonly LostRecords _lost;
    private Presence? _presence;

    public RecordBook(Namespace ns, RecordLimits limits, TimeSpan emptyGrace)
    {
        Namespace = ns;
        _replica = new RecordReplica(Count, new NewsQueue<RecordNews>(OnChanged, "records", ns.Failures));
        Keeper = new RecordKeeper(ns, _replica, limits);
        _lost = new LostRecords(this);
        Keeper.Synchronized = _lost.Restore;
        _counts = new RoomCounts(ns, "counts", room => Find(room) is not null, (room, _) => Recount(room));
        _endings = new RoomEndings(ns, _replica, Keeper, _counts, emptyGrace, Count);
        _replica.Tracked = _endings.Track;
        _replica.MembersChanged = entry => MembersChanged?.Invoke(entry.Record.Room);
        ns.Server.RoomCluster.ServerLost += _endings.OnServerLost;
        _presence = ns.Presence;
        if (_presence is { } presence)
        {
            presence.Counted.Add(Recount);
        }

        _counts.Start(isCounting: _presence is null);
    }

    /// <summary>Raised when a record is created, changed or ended.</summary>
    public Hook<RecordNews> Changed { get; } = new();

    /// <summary>Raised when the number of members of a room with a record has changed. Called under a lock.</summary>
    public event Action<string>? MembersChanged;

    public Namespace Namespace { get; }

    public RecordKeeper Keeper { get; }

    public int RoomCount
    {
        get
        {
            lock (_replica.Gate)
            {
                return _replica.Index.Count;
            }
        }
    }

    /// <summary>Uses presence: from now on people count as members, not connections.</summary>
    public void Use(Presence presence)
    {
        _presence = presence;
        presence.Counted.Add(Recount);
        _counts.StopCounting();
        lock (_replica.Gate)
        {
            _replica.Recount();
        }
    }

    public RecordPicture? Find(string room)
    {
        lock (_replica.Gate)
        {
            return _replica.Index.TryFind(room, out var entry) ? entry.Picture : null;
        }
    }

    /// <summary>The number of members of a room, on all servers.</summary>
    public int Count(string room) => _presence?.Count(room) ?? _counts.Count(room);

    /// <summary>Looks at some records; see <see cref="RecordIndex.Look"/>.</summary>
    public bool Look(RoomRecordOrder order, string prefix, ref RecordKey? after, int count, List<(RecordKey Key, RecordPicture Picture)> found)
    {
        lock (_replica.Gate)
        {
            return _replica.Index.Look(order, prefix, ref after, count, found);
        }
    }

    /// <summary>Whether the number of members of a room is known. Presence may leave rooms out.</summary>
    public bool CanCount(string room) => _presence?.Includes(room) ?? true;

    public void Close()
    {
        Namespace.Server.RoomCluster.ServerLost -= _endings.OnServerLost;
        if (_presence is { } presence)
        {
            presence.Counted.Remove(Recount);
        }

        _counts.Close();
        _endings.Close();
        Keeper.Close();
    }

    private void Recount(string room)
    {
        lock (_replica.Gate)
        {
            _replica.SetMembers(room, Count(room));
        }
    }

    private void OnChanged(RecordNews news)
    {
        var record = news.Picture.Record;
        if (news.Kind == RoomRecordChangeKind.Created)
        {
            // The other servers do not know yet how many members the room has here.
            _counts.Note(record.Room);
        }

        Changed.Start(news, "records", Namespace.Failures);
        if (news.Kind == RoomRecordChangeKind.Deleted && record.EndsWithLastMember && (news.IsLost || news.End == RoomRecordEnd.LastMemberLeft) && Count(record.Room) > 0)
        {
            _lost.Add(record);
        }
    }
}
