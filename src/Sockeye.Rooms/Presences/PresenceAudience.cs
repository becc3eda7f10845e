namespace Sockeye.Presences;

/// <summary>
/// The sockets of this server in rooms with presence: the member that each belongs to, and which of them get the members of the room.
/// Guarded by the lock of <see cref="PresenceReplica"/>.
/// </summary>
/// <remarks>
/// The recipients are listed here explicitly and are not computed from the members of the room, because the adapter's room has a new member
/// before this class knows of it. A socket begins to get changes in the same step in which its snapshot is queued. So it gets the snapshot
/// first, and gets nothing before it is known to have permission.
/// </remarks>
internal sealed class PresenceAudience
{
    private readonly Dictionary<string, Dictionary<Socket, Seat>> _rooms = new(StringComparer.Ordinal);

    /// <summary>Adds a socket to a room. It does not get anything yet.</summary>
    public void Add(Socket socket, string room, string? id)
    {
        if (!_rooms.TryGetValue(room, out var seats))
        {
            _rooms.Add(room, seats = []);
        }

        seats[socket] = new Seat(id, false);
    }

    /// <summary>Removes a socket that has left.</summary>
    /// <returns>The id of its member; <see langword="null"/> if it was not in the room, or was not shown.</returns>
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

    /// <summary>The member that a socket belongs to in a room; <see langword="null"/> if it is not in the room, or is not shown.</summary>
    public string? IdOf(Socket socket, string room) => _rooms.TryGetValue(room, out var seats) && seats.TryGetValue(socket, out var seat) ? seat.Id : null;

    /// <summary>Sets whether a socket gets the members of a room.</summary>
    /// <returns>Whether that has changed; <see langword="false"/> if the socket has left.</returns>
    public bool SetSees(Socket socket, string room, bool sees)
    {
        if (!_rooms.TryGetValue(room, out var seats) || !seats.TryGetValue(socket, out var seat) || seat.Sees == sees)
        {
            return false;
        }

        seats[socket] = seat with { Sees = sees };
        return true;
    }

    /// <summary>The sockets that get the members of a room.</summary>
    public Socket[] In(string room) => _rooms.TryGetValue(room, out var seats) ? [.. seats.Where(static seat => seat.Value.Sees).Select(static seat => seat.Key)] : [];

    private readonly record struct Seat(string? Id, bool Sees);
}
