namespace Sockeye.Rooms;

/// <summary>
/// What a socket does with rooms if the gate has to be asked first. Either all of the rooms are allowed, or nothing happens.
/// </summary>
internal static class RoomEntry
{
    /// <summary>Adds a socket to rooms.</summary>
    /// <exception cref="EventRefusedException">One of the rooms is refused.</exception>
    public static async ValueTask JoinAsync(IRoomGate gate, Socket socket, string[] rooms)
    {
        var revision = gate.Revision;
        await DemandAsync(gate, socket, rooms, RoomAccess.Join);
        string[] added = [.. rooms.Where(room => !socket.IsIn(room))];
        var ns = socket.Namespace;
        ns.Table.Join(socket, added);
        if (gate.Revision != revision)
        {
            await ConfirmAsync(gate, socket, added);
        }

        foreach (var room in rooms)
        {
            await ns.Adapter.WhenJoinedAsync(room);
        }
    }

    /// <summary>Whether a socket may be in all of its rooms.</summary>
    public static async ValueTask<bool> MayStayAsync(IRoomGate gate, Socket socket, IReadOnlyList<string> rooms)
    {
        foreach (var room in rooms)
        {
            if (!(await gate.CheckAsync(socket, room, RoomAccess.Join)).Allowed)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Throws unless several rooms are allowed.</summary>
    /// <exception cref="EventRefusedException">One of the rooms is refused. The exception says which one and why.</exception>
    public static async ValueTask DemandAsync(IRoomGate gate, Socket socket, IReadOnlyList<string> rooms, RoomAccess access)
    {
        foreach (var room in rooms)
        {
            if (await gate.CheckAsync(socket, room, access) is { Allowed: false } verdict)
            {
                throw Refusal(room, verdict.Reason ?? RoomVerdict.DefaultReason);
            }
        }
    }

    // A permission may have been withdrawn after it was given and before the socket was in the room, at a time when the withdrawal did not
    // find it there. A change from now on finds it.
    private static async ValueTask ConfirmAsync(IRoomGate gate, Socket socket, string[] added)
    {
        try
        {
            await DemandAsync(gate, socket, added, RoomAccess.Join);
        }
        catch (EventRefusedException)
        {
            foreach (var room in added)
            {
                socket.Namespace.Table.Leave(socket, room);
            }

            throw;
        }
    }

    /// <summary>Creates the refusal of an action with a room.</summary>
    public static EventRefusedException Refusal(string room, string reason) =>
        new(reason, new Dictionary<string, string> { ["code"] = "E_FORBIDDEN", ["room"] = room });
}
