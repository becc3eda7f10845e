namespace Sockeye.Records;

/// <summary>The other servers are asked whether anybody is in rooms that shall end. Used under the lock of <see cref="RecordReplica"/>.</summary>
internal sealed class EndingVote(long id, long began, IReadOnlyList<RecordEntry> entries)
{
    private readonly HashSet<string> _answered = new(StringComparer.Ordinal);
    private readonly HashSet<string> _held = new(StringComparer.Ordinal);

    public long Id => id;

    /// <summary>A timestamp.</summary>
    public long Began => began;

    public IReadOnlyList<RecordEntry> Entries => entries;

    public void Answer(string server, IEnumerable<string> held)
    {
        _answered.Add(server);
        _held.UnionWith(held);
    }

    public bool HasAnswered(string server) => _answered.Contains(server);

    public bool IsHeld(string room) => _held.Contains(room);
}
