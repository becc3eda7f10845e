using Sockeye.Telling;

namespace Sockeye.Presences;

/// <summary>The members of a room, as this server knows them, and what of their changes has not been told yet. Used under the lock of <see cref="PresenceReplica"/>.</summary>
/// <param name="name">The room.</param>
/// <param name="maxConnections">How many connections of a member are listed at most.</param>
internal sealed class PresenceRoom(string name, int maxConnections) : NewsSource
{
    private readonly SortedDictionary<string, RoomMember> _members = new(StringComparer.Ordinal);

    // What each changed member was when it was last told; nothing if it was not there.
    private readonly Dictionary<string, MemberState?> _before = new(StringComparer.Ordinal);

    public string Name => name;

    public int Count => _members.Count;

    public bool IsEmpty => _members.Count == 0 && _before.Count == 0;

    public bool HasNews => _before.Count > 0;

    /// <summary>How many members there were when it was last told.</summary>
    public int ToldCount { get; private set; }

    /// <summary>The snapshot of what was told, encoded once for all who join until the next change is told.</summary>
    public EventPacket? Snapshot { get; set; }

    public IEnumerable<MemberState> Members => _members.Values.Select(static member => member.State);

    public MemberState? Find(string id) => _members.TryGetValue(id, out var member) ? member.State : null;

    /// <summary>What a server with connections of the member says of it.</summary>
    public MemberState? SaidBy(string server, string id) => _members.GetValueOrDefault(id)?.SaidBy(server);

    /// <summary>The servers with connections of a member.</summary>
    public string[] ServersOf(string id) => _members.GetValueOrDefault(id)?.Servers ?? [];

    /// <summary>A server has connections of the member, and says what it knows of it.</summary>
    public void Put(string server, MemberState state)
    {
        if (!_members.TryGetValue(state.Id, out var member))
        {
            Remember(state.Id, null);
            _members.Add(state.Id, member = new RoomMember());
            member.Put(server, state, maxConnections);
            return;
        }

        var before = member.State;
        member.Put(server, state, maxConnections);
        RememberIfChanged(member, before);
    }

    /// <summary>A server has none any more.</summary>
    public void Remove(string server, string id)
    {
        if (!_members.TryGetValue(id, out var member))
        {
            return;
        }

        var before = member.State;
        if (member.Remove(server, maxConnections))
        {
            Remember(id, before);
            _members.Remove(id);
        }
        else
        {
            RememberIfChanged(member, before);
        }
    }

    /// <summary>The members as they were last told, in the order of their ids.</summary>
    public IEnumerable<MemberState> Told()
    {
        MemberState[] gone = [.. _before.Values.OfType<MemberState>().Where(before => !_members.ContainsKey(before.Id)).OrderBy(static before => before.Id, StringComparer.Ordinal)];
        var next = 0;
        foreach (var member in Members)
        {
            while (next < gone.Length && string.CompareOrdinal(gone[next].Id, member.Id) < 0)
            {
                yield return gone[next++];
            }

            if (!_before.TryGetValue(member.Id, out var before))
            {
                yield return member;
            }
            else if (before is not null)
            {
                yield return before;
            }
        }

        while (next < gone.Length)
        {
            yield return gone[next++];
        }
    }

    /// <summary>Takes what has changed since it was last told: what was, and what is.</summary>
    public List<(MemberState? Before, MemberState? Now)> TakeNews()
    {
        var news = new List<(MemberState?, MemberState?)>(_before.Count);
        foreach (var (id, before) in _before)
        {
            var now = Find(id);
            if (before is null ? now is not null : now is null || !now.LooksLike(before))
            {
                news.Add((before, now));
            }
        }

        _before.Clear();
        ToldCount = Count;
        if (news.Count > 0)
        {
            Snapshot = null;
        }

        return news;
    }

    private void RememberIfChanged(RoomMember member, MemberState before)
    {
        if (!member.State.LooksLike(before))
        {
            Remember(before.Id, before);
        }
    }

    private void Remember(string id, MemberState? before) => _before.TryAdd(id, before);
}
