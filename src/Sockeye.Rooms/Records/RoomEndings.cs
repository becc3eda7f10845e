using Sockeye.Backends;
using Sockeye.Replication;
using Sockeye.Timing;

namespace Sockeye.Records;

/// <summary>
/// Ends the records that have expired, and those that end with the last member if their rooms are empty. One of the servers with records in
/// this namespace does it: the first one by id. It must have heard the others for a while, because a server that hears no other would take
/// all rooms of others for empty. Before rooms end, the other servers with records are asked whether they have members.
/// </summary>
internal sealed class RoomEndings
{
    private const int MaxRoomsAtOnce = 200;

    private readonly Namespace _namespace;
    private readonly RoomCluster _cluster;
    private readonly RecordReplica _replica;
    private readonly RecordKeeper _keeper;
    private readonly RoomCounts _counts;
    private readonly TimeSpan _grace;
    private readonly Func<string, int> _count;
    private readonly Queue<(RecordEntry Entry, long Since)> _empty = new();
    private readonly ExpiringRecords _expiring = new();
    private readonly Timer _timer;
    private Fence<string>? _fence;
    private IReadOnlyList<RecordEntry> _asked = [];
    private long _fences;
    private bool _isClosed;

    public RoomEndings(Namespace ns, RecordReplica replica, RecordKeeper keeper, RoomCounts counts, TimeSpan grace, Func<string, int> count)
    {
        _namespace = ns;
        _cluster = ns.Server.RoomCluster;
        _replica = replica;
        _keeper = keeper;
        _counts = counts;
        _grace = grace;
        _count = count;
        _timer = new Timer(this);
        counts.HeldHere = rooms => rooms.Where(room => _count(room) > 0);
        counts.Answered = OnAnswer;
    }

    private TimeProvider Time => _namespace.Server.Time;

    private TimeSpan Pause => _cluster.IsShared ? _namespace.Server.RoomOptions.HeartbeatInterval / 4 : TimeSpan.FromMilliseconds(500);

    private TimeSpan Now => Time.GetElapsedTime(0, Time.GetTimestamp());

    private TimeSpan LongestWait => _namespace.Server.RoomOptions.HeartbeatInterval;

    private bool IsResponsible =>
        _cluster.KnowsOthers && _counts.Participants.All(server => string.CompareOrdinal(_cluster.ServerId, server) < 0);

    /// <summary>Called under the lock of the replica when a record is created, changed or ended, or when its room becomes empty.</summary>
    public void Track(RecordEntry entry)
    {
        _expiring.Set(entry, entry.IsGone ? null : entry.Record.Expires);
        if (entry.Due is not null)
        {
            Schedule();
        }

        if (IsEmpty(entry))
        {
            entry.EmptySince = entry.EmptySince == 0 ? Time.GetTimestamp() : entry.EmptySince;
            Await(entry);
            Schedule();
        }
    }

    public void OnServerLost(string server) => Conclude();

    public void Close()
    {
        lock (_replica.Gate)
        {
            _isClosed = true;
        }

        _namespace.Server.Timers.Cancel(_timer);
    }

    private void Await(RecordEntry entry)
    {
        if (!entry.IsAwaited)
        {
            entry.IsAwaited = true;
            _empty.Enqueue((entry, entry.EmptySince));
        }
    }

    /// <summary>Sets the timer to the first record that is due. Call it under the lock.</summary>
    private void Schedule(TimeSpan? atLeast = null)
    {
        var delay = TimeSpan.MaxValue;
        if (_empty.TryPeek(out var first))
        {
            delay = _grace - Time.GetElapsedTime(first.Since);
        }

        if (_expiring.Next - Time.GetUtcNow() is { } left && left < delay)
        {
            delay = left;
        }

        if (_fence is { } fence && LongestWait - (Now - fence.Began) is var rest && rest < delay)
        {
            delay = rest;
        }

        if (!_isClosed && delay < TimeSpan.MaxValue)
        {
            var least = atLeast ?? TimerWheel.Resolution;
            _namespace.Server.Timers.Schedule(_timer, delay > least ? delay : least);
        }
    }

    private void OnElapsed()
    {
        List<StoredRecord> expired = [];
        List<RecordEntry> empty = [];
        var isResponsible = IsResponsible;
        lock (_replica.Gate)
        {
            if (_isClosed)
            {
                return;
            }

            if (_fence is { } fence && Now - fence.Began >= LongestWait)
            {
                // A server that has not answered for so long is asked again, or is gone.
                _fence = null;
                Return(_asked);
            }

            if (isResponsible)
            {
                expired = _expiring.Take(Time.GetUtcNow(), MaxRoomsAtOnce, Pause);
                TakeEmpty(empty);
            }
            else
            {
                DropStale();
            }

            // A record that is due but cannot be ended now is looked at again, but not at once.
            Schedule(Pause);
        }

        foreach (var record in expired)
        {
            _ = EndAsync(record, RoomRecordEnd.Expired);
        }

        if (empty.Count > 0)
        {
            Ask(empty);
        }
    }

    private void TakeEmpty(List<RecordEntry> empty)
    {
        while (_fence is null && empty.Count < MaxRoomsAtOnce && _empty.TryPeek(out var first) && Time.GetElapsedTime(first.Since) >= _grace)
        {
            _empty.Dequeue();
            if (IsEmpty(first.Entry) && first.Entry.EmptySince != first.Since)
            {
                // The room had members meanwhile.
                _empty.Enqueue((first.Entry, first.Entry.EmptySince));
            }
            else if (IsEmpty(first.Entry))
            {
                empty.Add(first.Entry);
            }
            else
            {
                first.Entry.IsAwaited = false;
            }
        }
    }

    private void DropStale()
    {
        while (_empty.TryPeek(out var first) && !IsEmpty(first.Entry))
        {
            _empty.Dequeue();
            first.Entry.IsAwaited = false;
        }
    }

    private static bool IsEmpty(RecordEntry entry) => !entry.IsGone && entry.Record.EndsWithLastMember && entry.Members == 0;

    private void Ask(List<RecordEntry> entries)
    {
        long id;
        lock (_replica.Gate)
        {
            _fence = new Fence<string>(id = ++_fences, Now);
            _asked = entries;
            Schedule();
        }

        _counts.Ask(id, entries.Select(static entry => entry.Record.Room));
        Conclude();
    }

    private void OnAnswer(string from, long id, IReadOnlyList<string> held)
    {
        lock (_replica.Gate)
        {
            if (_fence?.Id != id)
            {
                return;
            }

            _fence.Answer(from, held);
        }

        Conclude();
    }

    /// <summary>Ends the rooms if all servers have answered that they are empty.</summary>
    private void Conclude()
    {
        List<StoredRecord> ended = [];
        lock (_replica.Gate)
        {
            if (_fence is not { } fence || !IsResponsible || !fence.IsPassed(_counts.Participants))
            {
                return;
            }

            _fence = null;
            foreach (var entry in _asked)
            {
                if (IsEmpty(entry) && !fence.IsHeld(entry.Record.Room) && _count(entry.Record.Room) == 0)
                {
                    ended.Add(entry.Record);
                }
            }

            // This includes the records that end now, until that is known, because the store may not be reachable.
            Return(_asked);
            Schedule(Pause);
        }

        foreach (var record in ended)
        {
            _ = EndAsync(record, RoomRecordEnd.LastMemberLeft);
        }
    }

    private void Return(IEnumerable<RecordEntry> entries)
    {
        foreach (var entry in entries)
        {
            entry.IsAwaited = false;
            if (IsEmpty(entry))
            {
                entry.EmptySince = Time.GetTimestamp();
                Await(entry);
            }
        }
    }

    private async Task EndAsync(StoredRecord record, RoomRecordEnd end)
    {
        try
        {
            await _keeper.WriteAsync(new RecordWrite(RecordWriteKind.Delete, record.Room) { ExpectedOrigin = record.Origin, End = end });
        }
        catch (ClusterPublishException)
        {
            // It is tried again.
        }
    }

    private sealed class Timer(RoomEndings endings) : WheelTimer
    {
        protected override void OnElapsed() => endings.OnElapsed();
    }
}
