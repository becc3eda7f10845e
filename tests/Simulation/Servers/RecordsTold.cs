namespace Sockeye.Simulation;

/// <summary>What a server has told its application of records. What cannot be is a finding.</summary>
internal sealed class RecordsTold
{
    private readonly Dictionary<string, RoomRecordChange<Note>> _last = new(StringComparer.Ordinal);

    private readonly Dictionary<string, long> _kept = new(StringComparer.Ordinal);
    private readonly TimeProvider _clock;

    public RecordsTold(RoomRecords<Note> records, TimeProvider clock)
    {
        _clock = clock;
        records.OnChanged(OnChanged);
    }

    /// <summary>What was told last of each room.</summary>
    public IReadOnlyDictionary<string, RoomRecordChange<Note>> Last => _last;

    /// <summary>The rooms that were told to have a record that ends with their last member, since when, and nobody has deleted it, nor has its time ended.</summary>
    public IReadOnlyDictionary<string, long> Kept => _kept;

    /// <summary>The changes that it was told.</summary>
    public HashSet<string> Changes { get; } = new(StringComparer.Ordinal);

    /// <summary>What was wrong, if anything: thrown in a listener it would be logged only.</summary>
    public FindingException? Finding { get; private set; }

    public static string Text(RoomRecord<Note> record) => $"{record.Room} v{record.Version} {record.Value.Text} {record.Members}";

    private void OnChanged(RoomRecordChange<Note> change)
    {
        var room = change.Record.Room;
        Changes.Add(change.Id);
        var isKnown = _last.TryGetValue(room, out var last);
        var exists = isKnown && last!.Kind != RoomRecordChangeKind.Deleted;
        if (isKnown && exists == (change.Kind == RoomRecordChangeKind.Created))
        {
            Finding ??= new FindingException("impossible-change", $"{room} was {last!.Kind} ({Text(last.Record)}), then {change.Kind} ({Text(change.Record)})");
        }

        _last[room] = change;
        if (change.Kind == RoomRecordChangeKind.Deleted)
        {
            if (change.End != RoomRecordEnd.LastMemberLeft)
            {
                _kept.Remove(room);
            }
        }
        else if (change.Record is { EndsWithLastMember: true, Expires: null })
        {
            _kept.TryAdd(room, _clock.GetTimestamp());
        }
    }
}
