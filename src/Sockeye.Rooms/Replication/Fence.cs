namespace Sockeye.Replication;

/// <summary>
/// A question to the other servers of a topic whether they hold some keys. It is asked before something is done that must not be done if
/// one of them does. Used under a lock.
/// </summary>
internal sealed class Fence<TKey>(long id, TimeSpan began)
{
    private readonly HashSet<string> _answered = new(StringComparer.Ordinal);
    private readonly HashSet<TKey> _held = [];

    public long Id => id;

    public TimeSpan Began => began;

    public void Answer(string server, IEnumerable<TKey> held)
    {
        _answered.Add(server);
        _held.UnionWith(held);
    }

    /// <summary>Whether all these servers have answered.</summary>
    public bool IsPassed(IEnumerable<string> participants) => participants.All(_answered.Contains);

    public bool IsHeld(TKey key) => _held.Contains(key);
}
