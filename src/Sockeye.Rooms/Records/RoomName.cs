using Sockeye.Requests;
using Sockeye.RoomStores;

namespace Sockeye.Records;

/// <summary>The name of a room in a request or a call.</summary>
internal static class RoomName
{
    /// <exception cref="EventRefusedException">It is none.</exception>
    public static void Check(string room)
    {
        ArgumentNullException.ThrowIfNull(room);
        if (!RecordName.IsName(room))
        {
            throw RoomRefusal.Invalid($"room: a text of 1 to {RecordName.MaxLength} characters is expected");
        }
    }
}
