using Sockeye.Hooks;

namespace Sockeye.Records;

/// <summary>
/// The records of a namespace as this server knows them: a copy of the store, built from its changes in order. All changes go through this
/// class, under one lock.
/// </summary>
internal sealed class RecordReplica(Func<string, int> countMembers, NewsQueue<RecordNews> news)
{
    // Changes that arrived before the changes that they follow. If there are more, the store is read.
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
    private long _excess; // the difference of the store's digest, although everything was read: other programs have written to the store
    private long? _doubt; // the same difference, as long as it was read only once
    private bool _isWrong;
    private bool _hasLost;

    public Lock Gate { get; } = new();

    /// <summary>The changes that are not reported yet. They are reported without the lock.</summary>
    public NewsQueue<RecordNews> News => news;

    /// <summary>Called under the lock when a record is created, changed or ended, or when its room becomes empty.</summary>
    public Action<RecordEntry>? Tracked { get; set; }

    /// <summary>Called under the lock when a room with a record has another number of members.</summary>
    public Action<RecordEntry>? MembersChanged { get; set; }

    public RecordIndex Index => _index;

    /// <summary>Whether changes wait for earlier ones that did not arrive.</summary>
    public bool HasGap => _pending.Count > 0;

    /// <summary>The position from which to read changes; the beginning if everything has to be read.</summary>
    public RecordPosition Position => IsWhole ? new(_epoch, _revision, _revision) : default;

    /// <summary>Whether this copy has been equal to the store at some revision. If not, everything has to be read.</summary>
    public bool IsWhole => _isLoaded && !_isWrong && _whole is null;

    /// <summary>Takes a change of this or another server.</summary>
    /// <param name="change">The change.</param>
    /// <param name="isOwn">Whether this server has made it.</param>
    /// <returns>Whether the change is now known. If not, an earlier change is missing, and has to be read unless it arrives soon.</returns>
    public bool Offer(StoredChange change, bool isOwn)
    {
        if (_isLoaded && change.Epoch == _epoch && change.Revision <= _revision)
        {
            // A store that went back to an older state may use revisions again, so the last revision that is known here may be that of
            // another change.
            _isWrong |= _whole is null && change.Revision == _revision && !IsInStep(change.Digest);
            return !_isWrong;
        }

        // A store that went back to an older state, as after a failover, continues from a revision before the one that is known here.
        _isWrong |= _isLoaded && _whole is null && (change.Epoch != _epoch || change.Previous < _revision);
        if (_pending.Count < MaxPending)
        {
            _pending[change.Previous] = (change, isOwn);
        }

        // Between two pages some rooms are newer than the revision, so the digest is not valid then.
        if (IsWhole && !_isBetweenPages)
        {
            Drain();
        }

        return IsWhole && change.Revision <= _revision;
    }

    /// <summary>Takes a page that was read from the store.</summary>
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

            // Messages may have reported this change and later ones while it was read.
            if (_whole is not null || change.Revision > _revision)
            {
                Apply(change);
            }
        }

        // If messages have reported more than this reading, they have brought their own digests.
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

    /// <param name="digest">
    /// The digest of the store at the revision that is now known here; <see langword="null"/> if messages have reported later revisions.
    /// </param>
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

        // After everything was read, no caller has to wait any longer.
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
    /// Compares digests after everything was read. If they differ, the store may have failed over between two pages, so everything is read
    /// once more. If the difference is the same then, the digest of the store itself is wrong, and only a further difference counts as an
    /// error.
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

    // What exists when the server starts is not news.
    private void Tell(RoomRecordChangeKind kind, RecordPicture picture, RecordPicture? before, RoomRecordEnd end, bool isLost = false, bool isOwn = false)
    {
        if (_isLoaded)
        {
            News.Enqueue(new RecordNews(kind, picture, before, end, isLost, isOwn));
        }
    }
}
