namespace Sockeye.Presences;

/// <summary>
/// The sockets of this server in rooms with presence: who each is, and which of them are told who else is there. Used under the lock of <see cref="PresenceReplica"/>.
/// </summary>
/// <remarks>
/// Who is told is counted up here, and not left out of all members of the room: the room has a new member before anybody here hears of it. A socket is told of changes when its snapshot is
/// queued, in the same step; so it gets the snapshot first, and nothing before it is known that it may see it.
/// </remarks>
internal sealed class PresenceAudience
{
    private readonly Dictionary<string, Dictionary<Socket, Seat>> _rooms = new(StringComparer.Ordinal);

    /// <summary>A socket is in a room. It is told nothing yet.</summary>
    public void Add(Socket socket, string room, string? id)
    {
        if (!_rooms.TryGetValue(room, out var seats))
        {
            _rooms.Add(room, seats = []);
        }

        seats[socket] = new Seat(id, false);
    }

    /// <summary>The socket has left.</summary>
    /// <returns>Who it was; nothing if it was not in the room, or not shown.</returns>
    public string? Remove(Socket socket, string room)
    {
        if (!_rooms.TryGetValue(room, out var seats) || !seats.Remove(socket, out var seat))
        {
            return null;
        }

        if (seats.Count == 0)
        {
            _rooms.Remove(room);
        }

        return seat.Id;
    }

    public bool Has(Socket socket, string room) => _rooms.TryGetValue(room, out var seats) && seats.ContainsKey(socket);

    /// <summary>Who a socket is in a room; nothing if it is not in it, or not shown.</summary>
    public string? IdOf(Socket socket, string room) => _rooms.TryGetValue(room, out var seats) && seats.TryGetValue(socket, out var seat) ? seat.Id : null;

    /// <summary>Sets whether a socket is told who is there.</summary>
    /// <returns>Whether that is another answer than before; no if it has left.</returns>
    public bool SetSees(Socket socket, string room, bool sees)
    {
        if (!_rooms.TryGetValue(room, out var seats) || !seats.TryGetValue(socket, out var seat) || seat.Sees == sees)
        {
            return false;
        }

        seats[socket] = seat with { Sees = sees };
        return true;
    }

    /// <summary>Those who are told.</summary>
    public Socket[] In(string room) => _rooms.TryGetValue(room, out var seats) ? [.. seats.Where(static seat => seat.Value.Sees).Select(static seat => seat.Key)] : [];

    private readonly record struct Seat(string? Id, bool Sees);
}
