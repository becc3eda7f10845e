using Sockeye.Backends.Memory;

namespace Sockeye.Tests.Records;

/// <summary>A store that can go back to an older state of itself, as a replica does that takes over before it has heard of the last changes. Its epoch stays.</summary>
internal sealed class FailoverStore : RecordStore
{
    private const string Epoch = "failover";

    private readonly List<(string Namespace, RecordWrite Write, RecordLimits Limits)> _log = [];
    private readonly List<long> _revisions = []; // outer revisions by those of the store inside
    private readonly Lock _gate = new();
    private MemoryRecordStore _inner = new(TimeProvider.System);
    private long _clock;

    /// <summary>Whether revisions come again after it went back. Those of Redis are times, and do not.</summary>
    public bool UsesRevisionsAgain { get; init; }

    /// <summary>What digests are wrong by.</summary>
    public long Error { get; set; }

    /// <summary>How often everything was read.</summary>
    public int WholeReads { get; private set; }

    /// <summary>How often it was asked what has changed.</summary>
    public int Reads { get; private set; }

    /// <summary>How many changes there were.</summary>
    public int Mark
    {
        get
        {
            lock (_gate)
            {
                return _log.Count;
            }
        }
    }

    /// <summary>All changes but the first ones are lost.</summary>
    public void GoBack(int mark)
    {
        lock (_gate)
        {
            _inner = new MemoryRecordStore(TimeProvider.System);
            _log.RemoveRange(mark, _log.Count - mark);
            _revisions.RemoveRange(mark, _revisions.Count - mark);
            _clock = UsesRevisionsAgain ? _revisions.LastOrDefault() : _clock;
            foreach (var (ns, write, limits) in _log)
            {
                Assert.Equal(RecordWriteStatus.Done, Now(_inner.WriteAsync(ns, write, limits)).Status);
            }
        }
    }

    public override ValueTask<RecordWriteResult> WriteAsync(string ns, RecordWrite write, RecordLimits limits)
    {
        lock (_gate)
        {
            var inner = write with { ExpectedOrigin = write.ExpectedOrigin == 0 ? 0 : Inner(write.ExpectedOrigin) };
            var result = Now(_inner.WriteAsync(ns, inner, limits));
            if (result.Status == RecordWriteStatus.Done)
            {
                _log.Add((ns, inner, limits));
                _revisions.Add(_clock += UsesRevisionsAgain ? 1 : 10);
            }

            return new(result with { Change = result.Change is { } change ? Outer(change) : null, Current = Outer(result.Current) });
        }
    }

    public override ValueTask<RecordChanges> ReadAsync(string ns, RecordPosition position, int limit)
    {
        lock (_gate)
        {
            var epoch = Now(_inner.ReadAsync(ns, default, 1)).Next.Epoch;
            var revision = position.Revision > _revisions.LastOrDefault() ? long.MaxValue : Inner(position.Revision);
            var page = Now(_inner.ReadAsync(ns, new RecordPosition(position.Epoch == Epoch ? epoch : null, revision, Inner(position.EndedSince)), limit));
            Reads++;
            WholeReads += page.IsWhole ? 1 : 0;
            return new(page with
            {
                Changes = [.. page.Changes.Select(Outer)],
                Next = new RecordPosition(Epoch, Outer(page.Next.Revision), Outer(page.Next.EndedSince)),
                Digest = page.Digest ^ Error,
            });
        }
    }

    // The store inside is done at once.
    private static T Now<T>(ValueTask<T> task) => task.AsTask().GetAwaiter().GetResult();

    private long Inner(long revision) => _revisions.Count(known => known <= revision);

    private long Outer(long revision) => revision == 0 ? 0 : _revisions[(int)revision - 1];

    private StoredChange Outer(StoredChange change) => change with
    {
        Epoch = Epoch,
        Previous = Outer(change.Previous),
        Revision = Outer(change.Revision),
        Record = Outer(change.Record),
        Digest = change.Digest ^ Error,
    };

    private StoredRecord? Outer(StoredRecord? record) => record is null ? null : record with { Origin = Outer(record.Origin) };
}
