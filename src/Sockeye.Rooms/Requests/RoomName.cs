using Sockeye.RoomStores;

namespace Sockeye.Requests;

/// <summary>The name of a room in a request or a call.</summary>
internal static class RoomName
{
    /// <exception cref="EventRefusedException">It is not a valid name.</exception>
    public static void Check(string room)
    {
        if (!RecordName.IsName(Free(room)))
        {
            throw RoomRefusal.Invalid($"room: a text of 1 to {RecordName.MaxLength} characters is expected");
        }
    }

    /// <summary>Checks the name of a room that must not be that of a user.</summary>
    /// <exception cref="EventRefusedException">It is the room of a user.</exception>
    public static string Free(string room)
    {
        ArgumentNullException.ThrowIfNull(room);
        return UserRoom.IsReserved(room) ? throw RoomRefusal.Forbidden("the name is reserved for the room of a user") : room;
    }
}
