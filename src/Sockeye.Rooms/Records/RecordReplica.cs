using Sockeye.Hooks;

namespace Sockeye.Records;

/// <summary>
/// The records of a namespace as this server knows them: a copy of what the store has, made of its changes in their order. All goes through here, under one lock.
/// </summary>
internal sealed class RecordReplica(Func<string, int> countMembers, NewsQueue<RecordNews> news)
{
    // Changes that came before those they follow on; more than that is read from the store.
    private const int MaxPending = 1000;

    private readonly RecordIndex _index = new();
    private readonly Dictionary<long, (StoredChange Change, bool IsOwn)> _pending = [];
    private readonly List<(long Revision, TaskCompletionSource Done)> _waiting = [];
    private string? _epoch;
    private long _revision;
    private HashSet<string>? _whole;
    private bool _isLoaded;
    private bool _isBetweenPages;
    private long _digest; // of the records in the index
    private long _excess; // what the digest of the store is more, although everything was read: others have written there
    private long? _doubt; // the same, as long as it was read once only
    private bool _isWrong;
    private bool _hasLost;

    public Lock Gate { get; } = new();

    /// <summary>What nobody was told of yet. To be told without the lock.</summary>
    public NewsQueue<RecordNews> News => news;

    /// <summary>A record is new, was changed or has ended, or nobody is in its room any more. Called under the lock.</summary>
    public Action<RecordEntry>? Tracked { get; set; }

    /// <summary>A room with a record has another number of members. Called under the lock.</summary>
    public Action<RecordEntry>? MembersChanged { get; set; }

    public RecordIndex Index => _index;

    /// <summary>Whether changes wait for others that did not come.</summary>
    public bool HasGap => _pending.Count > 0;

    /// <summary>From where to read what has changed: from the beginning where all has to be read.</summary>
    public RecordPosition Position => IsWhole ? new(_epoch, _revision, _revision) : default;

    /// <summary>Whether this has been what the store has, at some revision. Otherwise everything has to be read.</summary>
    public bool IsWhole => _isLoaded && !_isWrong && _whole is null;

    /// <summary>A change was made, here or on another server.</summary>
    /// <param name="change">The change.</param>
    /// <param name="isOwn">Whether this server has made it.</param>
    /// <returns>Whether it is known now. Otherwise something before it is missing, and has to be read unless it comes soon.</returns>
    public bool Offer(StoredChange change, bool isOwn)
    {
        if (_isLoaded && change.Epoch == _epoch && change.Revision <= _revision)
        {
            // A store that went back to an older state may use revisions again: the last one that is known here may be that of another change.
            _isWrong |= _whole is null && change.Revision == _revision && !IsInStep(change.Digest);
            return !_isWrong;
        }

        // A store that went back to an older state, as after a failover, goes on from a revision before that which is known here.
        _isWrong |= _isLoaded && _whole is null && (change.Epoch != _epoch || change.Previous < _revision);
        if (_pending.Count < MaxPending)
        {
            _pending[change.Previous] = (change, isOwn);
        }

        // Between two pages some rooms are further than the revision, so that the digest is none.
        if (IsWhole && !_isBetweenPages)
        {
            Drain();
        }

        return IsWhole && change.Revision <= _revision;
    }

    /// <summary>What was read from the store.</summary>
    public void Apply(RecordChanges page)
    {
        if (page.IsWhole)
        {
            _hasLost |= _isLoaded && (_isWrong || page.Next.Epoch != _epoch || page.Next.Revision < _revision);
            _whole = new HashSet<string>(StringComparer.Ordinal);
            _epoch = page.Next.Epoch;
        }

        foreach (var change in page.Changes)
        {
            if (_whole is not null && change.Record is not null)
            {
                _whole.Add(change.Room);
            }

            // Messages may have told of it, and of what came after it, while it was read.
            if (_whole is not null || change.Revision > _revision)
            {
                Apply(change);
            }
        }

        // Where messages have told of more than this reading, they have brought their own digests.
        var isLast = _whole is not null || page.Next.Revision >= _revision;
        _revision = isLast ? page.Next.Revision : _revision;
        _isBetweenPages = page.HasMore;
        if (!page.HasMore)
        {
            Complete(isLast ? page.Digest : null);
        }
    }

    /// <summary>Completes when the changes up to a revision are known here.</summary>
    public Task AppliedAsync(string? epoch, long revision)
    {
        if (epoch == _epoch && revision <= _revision)
        {
            return Task.CompletedTask;
        }

        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add((revision, done));
        return done.Task;
    }

    public void SetMembers(string room, int members)
    {
        if (!_index.TryFind(room, out var entry) || entry.Members == members)
        {
            return;
        }

        _index.SetMembers(entry, members);
        MembersChanged?.Invoke(entry);
        if (members == 0)
        {
            Tracked?.Invoke(entry);
        }
    }

    /// <summary>Counts the members of all rooms again.</summary>
    public void Recount()
    {
        foreach (var room in _index.Entries.Select(static entry => entry.Record.Room).ToArray())
        {
            SetMembers(room, countMembers(room));
        }
    }

    /// <param name="digest">What the store has at the revision that is known here now; nothing if messages have told of later ones.</param>
    private void Complete(long? digest)
    {
        if (_whole is { } whole)
        {
            foreach (var entry in _index.Entries.Where(entry => !whole.Contains(entry.Record.Room)).ToArray())
            {
                Remove(entry, RoomRecordEnd.Deleted, _hasLost);
            }

            _isWrong = _hasLost = false;
            Explain(_digest ^ digest.GetValueOrDefault());
        }
        else if (digest is { } known)
        {
            _isWrong |= !IsInStep(known);
        }

        // After a reading of everything there is nothing that anybody waits for.
        var revision = _whole is null ? _revision : long.MaxValue;
        _whole = null;
        _isLoaded = true;
        foreach (var (previous, (change, _)) in _pending.ToArray())
        {
            if (change.Epoch != _epoch || change.Revision <= _revision || previous < _revision)
            {
                _pending.Remove(previous);
            }
        }

        Drain();
        Release(revision);
    }

    /// <summary>
    /// Everything was read, and the digest should be that of the store. If it is not, the store may have failed over between two pages: everything is read once more. If that gives the
    /// same difference, it is the store that does not add up, and only what differs beyond that is wrong.
    /// </summary>
    private void Explain(long difference)
    {
        var isClear = difference == 0 || difference == _excess || difference == _doubt;
        (_excess, _doubt) = isClear ? (difference, default(long?)) : (_excess, difference);
        _isWrong = !isClear;
    }

    private bool IsInStep(long digest) => (_digest ^ _excess) == digest;

    private void Drain()
    {
        while (!_isWrong && _pending.Remove(_revision, out var next))
        {
            Apply(next.Change, next.IsOwn);
            _revision = next.Change.Revision;
            _isWrong = !IsInStep(next.Change.Digest);
        }

        Release(_revision);
    }

    private void Release(long revision)
    {
        for (var i = _waiting.Count - 1; i >= 0; i--)
        {
            if (_waiting[i].Revision <= revision)
            {
                _waiting[i].Done.SetResult();
                _waiting.RemoveAt(i);
            }
        }
    }

    private void Apply(StoredChange change, bool isOwn = false)
    {
        _index.TryFind(change.Room, out var known);
        if (known is not null && known.Record.Tag == change.Record?.Tag)
        {
            return;
        }

        if (known is not null && known.Record.Origin != change.Record?.Origin)
        {
            Remove(known, change.Record is null ? change.End : RoomRecordEnd.Deleted, isOwn: isOwn);
            known = null;
        }

        if (change.Record is not { } record)
        {
            return;
        }

        if (known is null)
        {
            known = new RecordEntry(record, countMembers(record.Room));
            _index.Add(known);
            _digest ^= record.Tag;
            Tell(RoomRecordChangeKind.Created, known.Picture, null, default, isOwn: isOwn);
        }
        else
        {
            var before = known.Picture;
            _digest ^= known.Record.Tag ^ record.Tag;
            known.Replace(record);
            Tell(RoomRecordChangeKind.Changed, known.Picture, before, default, isOwn: isOwn);
        }

        Tracked?.Invoke(known);
    }

    private void Remove(RecordEntry entry, RoomRecordEnd end, bool isLost = false, bool isOwn = false)
    {
        _index.Remove(entry);
        _digest ^= entry.Record.Tag;
        Tracked?.Invoke(entry);
        Tell(RoomRecordChangeKind.Deleted, entry.Picture, null, end, isLost, isOwn);
    }

    // What is there when the server begins is no news.
    private void Tell(RoomRecordChangeKind kind, RecordPicture picture, RecordPicture? before, RoomRecordEnd end, bool isLost = false, bool isOwn = false)
    {
        if (_isLoaded)
        {
            News.Enqueue(new RecordNews(kind, picture, before, end, isLost, isOwn));
        }
    }
}
