namespace Sockeye.Presences;

/// <summary>A member of a room, and the servers that have connections of it.</summary>
internal sealed class RoomMember(MemberState state, string server)
{
    private string[] _servers = [server];

    public MemberState State { get; set; } = state;

    public void Add(string server)
    {
        if (!_servers.Contains(server))
        {
            _servers = [.. _servers, server];
        }
    }

    /// <returns>Whether no server has connections of it any more.</returns>
    public bool Remove(string server)
    {
        _servers = [.. _servers.Where(other => other != server)];
        return _servers.Length == 0;
    }
}
