namespace Sockeye.Rooms;

/// <summary>Names of rooms that the application gives, and often has from a client.</summary>
internal static class RoomNames
{
    /// <summary>A room that may be joined, left and sent to by its name.</summary>
    /// <exception cref="EventRefusedException">It is the room of a user.</exception>
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

    /// <summary>A room that may be left out of a broadcast.</summary>
    public static string Known(string room)
    {
        ArgumentNullException.ThrowIfNull(room);
        return room;
    }

    /// <summary>Those of some rooms that are not of users: what the application is shown.</summary>
    public static IReadOnlyList<string> WithoutUsers(IReadOnlyList<string> rooms) =>
        rooms.Any(UserRoom.IsReserved) ? [.. rooms.Where(static room => !UserRoom.IsReserved(room))] : rooms;

    // The name may come from a client, which reads this. It is no failure of the application, which would be logged.
    private static EventRefusedException Reserved(string room) =>
        RoomEntry.Refusal(room, $"The name \"{room}\" is reserved for the room of a user. Use User(id).");
}
