using System.Globalization;

namespace Sockeye.Records;

/// <summary>
/// The position of a record in a list: after all records with more members, and among those with the same number, by its name.
/// </summary>
internal readonly record struct RecordKey(int Members, string Room, RecordEntry? Entry = null) : IComparable<RecordKey>
{
    /// <summary>Reads the result of <see cref="ToCursor"/>. It comes from clients, so it may be anything.</summary>
    public static bool TryParse(string cursor, RoomRecordOrder order, out RecordKey key)
    {
        if (order == RoomRecordOrder.Name)
        {
            key = new RecordKey(0, cursor);
            return true;
        }

        var slash = cursor.IndexOf('/', StringComparison.Ordinal);
        var isOne = int.TryParse(cursor.AsSpan(0, Math.Max(0, slash)), NumberStyles.None, CultureInfo.InvariantCulture, out var members);
        key = isOne ? new RecordKey(members, cursor[(slash + 1)..]) : default;
        return isOne;
    }

    public string ToCursor(RoomRecordOrder order) =>
        order == RoomRecordOrder.Name ? Room : string.Create(CultureInfo.InvariantCulture, $"{Members}/{Room}");

    public int CompareTo(RecordKey other) => Members != other.Members ? other.Members.CompareTo(Members) : string.CompareOrdinal(Room, other.Room);
}
