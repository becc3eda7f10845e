namespace Sockeye.Rooms;

/// <summary>Checks names of rooms that the application gives. They often come from a client.</summary>
internal static class RoomNames
{
    /// <summary>Checks the name of a room to join, leave or send to.</summary>
    /// <exception cref="EventRefusedException">The name is that of a user's room.</exception>
    public static string Free(string room)
    {
        ArgumentNullException.ThrowIfNull(room);
        return UserRoom.IsReserved(room) ? throw Reserved(room) : room;
    }

    /// <inheritdoc cref="Free(string)"/>
    public static string[] Free(IEnumerable<string> rooms)
    {
        ArgumentNullException.ThrowIfNull(rooms);
        return [.. rooms.Select(Free)];
    }

    /// <summary>Checks the name of a room to leave out of a broadcast.</summary>
    public static string Known(string room)
    {
        ArgumentNullException.ThrowIfNull(room);
        return room;
    }

    /// <summary>Removes the rooms of users from a list that the application gets.</summary>
    public static IReadOnlyList<string> WithoutUsers(IReadOnlyList<string> rooms) =>
        rooms.Any(UserRoom.IsReserved) ? [.. rooms.Where(static room => !UserRoom.IsReserved(room))] : rooms;

    // The name may come from a client, which reads this message. It is not a failure of the application, which would be logged.
    private static EventRefusedException Reserved(string room) =>
        RoomEntry.Refusal(room, $"The name \"{room}\" is reserved for the room of a user. Use User(id).");
}
