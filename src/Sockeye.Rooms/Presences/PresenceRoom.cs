using Sockeye.Telling;

namespace Sockeye.Presences;

/// <summary>
/// The members of a room as this server knows them, and the changes that have not been reported yet. Guarded by the lock of
/// <see cref="PresenceReplica"/>.
/// </summary>
/// <param name="name">The name of the room.</param>
/// <param name="maxConnections">The maximum number of listed connections of a member.</param>
internal sealed class PresenceRoom(string name, int maxConnections) : NewsSource
{
    private readonly SortedDictionary<string, RoomMember> _members = new(StringComparer.Ordinal);

    // For each changed member its state in the last report; null if it was not there.
    private readonly Dictionary<string, MemberState?> _before = new(StringComparer.Ordinal);

    public string Name => name;

    public int Count => _members.Count;

    public bool IsEmpty => _members.Count == 0 && _before.Count == 0;

    public bool HasNews => _before.Count > 0;

    /// <summary>The number of members in the last report.</summary>
    public int ToldCount { get; private set; }

    /// <summary>The snapshot of what was reported. It is encoded once for all sockets that join before the next report.</summary>
    public EventPacket? Snapshot { get; set; }

    public IEnumerable<MemberState> Members => _members.Values.Select(static member => member.State);

    public MemberState? Find(string id) => _members.TryGetValue(id, out var member) ? member.State : null;

    /// <summary>What a server with connections of the member says about it.</summary>
    public MemberState? SaidBy(string server, string id) => _members.GetValueOrDefault(id)?.SaidBy(server);

    /// <summary>The servers with connections of a member.</summary>
    public string[] ServersOf(string id) => _members.GetValueOrDefault(id)?.Servers ?? [];

    /// <summary>Sets what a server with connections of the member knows about it.</summary>
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

    /// <summary>Removes the entry of a server that has no connections of the member any more.</summary>
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

    /// <summary>The members as last reported, in the order of their ids.</summary>
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

    /// <summary>Takes the changes since the last report, each with the state before and the state now.</summary>
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
