namespace Sockeye.Presences;

/// <summary>
/// A member of a room: what each server with connections of it says. The latest holds, and when a server is gone so is what it said: all servers come to the same from what the
/// others say.
/// </summary>
internal sealed class RoomMember
{
    // Most people are on one server.
    private (string Server, MemberState State)[] _said = [];

    public MemberState State { get; private set; } = null!;

    public string[] Servers => [.. _said.Select(static said => said.Server)];

    public MemberState? SaidBy(string server) => Array.Find(_said, said => said.Server == server).State;

    /// <summary>A server says what it knows of the member.</summary>
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

    /// <summary>A server has no connection of the member any more.</summary>
    /// <returns>Whether no other has either.</returns>
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
