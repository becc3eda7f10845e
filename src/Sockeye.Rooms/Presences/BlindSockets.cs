namespace Sockeye.Presences;

/// <summary>The sockets of this server that are in a room and not allowed, or not yet, to see who else is. Used under the lock of <see cref="PresenceReplica"/>.</summary>
internal sealed class BlindSockets
{
    private readonly Dictionary<string, HashSet<Socket>> _rooms = new(StringComparer.Ordinal);

    public IReadOnlyCollection<Socket> In(string room) => _rooms.TryGetValue(room, out var sockets) ? [.. sockets] : [];

    public void Add(Socket socket, string room)
    {
        if (!_rooms.TryGetValue(room, out var sockets))
        {
            _rooms.Add(room, sockets = []);
        }

        sockets.Add(socket);
    }

    /// <summary>It has left, or may see who is there.</summary>
    /// <returns>Whether it was one of them.</returns>
    public bool Remove(Socket socket, string room)
    {
        if (!_rooms.TryGetValue(room, out var sockets) || !sockets.Remove(socket))
        {
            return false;
        }

        if (sockets.Count == 0)
        {
            _rooms.Remove(room);
        }

        return true;
    }
}
