using System.Globalization;
using System.Text;
using Sockeye.RoomStores;

namespace Sockeye.Emitters.Redis.Rooms;

/// <summary>Reads records in the form in which <see cref="RecordScripts"/> writes them.</summary>
internal static class RecordFormat
{
    private const int FieldCount = 6;
    private const int TagLength = 16;
    private const long LastMillisecond = 253_402_300_799_999; // of the year 9999

    /// <returns>The record; <see langword="null"/> if the text is not a record, because other programs may write to Redis.</returns>
    public static StoredRecord? Read(string room, byte[]? text)
    {
        var rest = text.AsSpan();
        Span<long> fields = stackalloc long[FieldCount];
        for (var i = 0; i < FieldCount; i++)
        {
            var end = rest.IndexOf((byte)' ');
            if (end < 0 || !long.TryParse(rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out fields[i]))
            {
                return null;
            }

            rest = rest[(end + 1)..];
        }

        if (rest.Length <= TagLength || rest[TagLength] != (byte)' ' || ReadTag(rest[..TagLength]) is not { } tag)
        {
            return null;
        }

        rest = rest[(TagLength + 1)..];
        return StoredJson.IsJson(rest)
            ? new StoredRecord(room, rest.ToArray(), fields[0], fields[1], TimeOf(fields[2]), TimeOf(fields[3]), fields[4] == 1, fields[5] == 0 ? null : TimeOf(fields[5]), tag)
            : null;
    }

    /// <summary>Writes a tag or a digest as 16 hexadecimal digits.</summary>
    public static string WriteTag(long tag) => tag.ToString("x16", CultureInfo.InvariantCulture);

    public static long? ReadTag(ReadOnlySpan<byte> text) => long.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var tag) ? tag : null;

    /// <summary>Reads a room that has ended: the reason, then the name.</summary>
    public static (string Room, RoomRecordEnd End)? ReadEnded(byte[]? text)
    {
        if (text is not { Length: > 1 } || text[0] is < (byte)'0' or > (byte)'2')
        {
            return null;
        }

        return (Encoding.UTF8.GetString(text.AsSpan(1)), (RoomRecordEnd)(text[0] - '0'));
    }

    private static DateTimeOffset TimeOf(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(milliseconds, LastMillisecond));
}
