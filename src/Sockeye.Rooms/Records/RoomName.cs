using Sockeye.Requests;

namespace Sockeye.Records;

/// <summary>What may be the name of a room that has a record: names often come from clients.</summary>
internal static class RoomName
{
    public const int MaxLength = 1024;

    /// <exception cref="EventRefusedException">It is none.</exception>
    public static void Check(string room)
    {
        ArgumentNullException.ThrowIfNull(room);
        if (room.Length is 0 or > MaxLength || !IsText(room))
        {
            throw RoomRefusal.Invalid($"room: a text of 1 to {MaxLength} characters is expected");
        }
    }

    // Half a surrogate pair would become another name on its way to the store.
    private static bool IsText(string room)
    {
        for (var i = 0; i < room.Length; i++)
        {
            if (char.IsSurrogate(room[i]) && (i + 1 == room.Length || !char.IsSurrogatePair(room[i], room[++i])))
            {
                return false;
            }
        }

        return true;
    }
}
