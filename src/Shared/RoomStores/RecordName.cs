namespace Sockeye.RoomStores;

/// <summary>Checks the name of a room with a record. Names often come from clients.</summary>
internal static class RecordName
{
    public const int MaxLength = 1024;

    public static bool IsName(string room) => room.Length is > 0 and <= MaxLength && IsText(room);

    // Half of a surrogate pair would become another name on its way to the store.
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
