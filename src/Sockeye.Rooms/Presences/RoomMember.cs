namespace Sockeye.Presences;

/// <summary>
/// A member of a room: what each server with connections of the member says about it. The latest entry counts. When a server is gone, its
/// entry is removed. So all servers come to the same result from the same entries.
/// </summary>
internal sealed class RoomMember
{
    // Most people are on one server.
    private (string Server, MemberState State)[] _said = [];

    public MemberState State { get; private set; } = null!;

    public string[] Servers => [.. _said.Select(static said => said.Server)];

    public MemberState? SaidBy(string server) => Array.Find(_said, said => said.Server == server).State;

    /// <summary>Sets what a server knows about the member.</summary>
    public void Put(string server, MemberState state, int maxConnections)
    {
        var index = Array.FindIndex(_said, said => said.Server == server);
        if (index < 0)
        {
            _said = [.. _said, (server, state)];
        }
        else
        {
            _said[index] = (server, state);
        }

        Merge(maxConnections);
    }

    /// <summary>Removes the entry of a server that has no connection of the member any more.</summary>
    /// <returns>Whether no server has a connection of the member any more.</returns>
    public bool Remove(string server, int maxConnections)
    {
        _said = [.. _said.Where(said => said.Server != server)];
        if (_said.Length == 0)
        {
            return true;
        }

        Merge(maxConnections);
        return false;
    }

    private void Merge(int maxConnections)
    {
        var merged = _said[0].State;
        foreach (var (_, state) in _said.AsSpan(1))
        {
            merged = merged.Merge(state, maxConnections);
        }

        State = merged;
    }
}
