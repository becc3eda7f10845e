using System.Globalization;
using Sockeye.Emitters.Redis.Streams;
using Sockeye.RoomStores;
using StackExchange.Redis;

namespace Sockeye.Emitters.Redis.Rooms;

/// <summary>
/// Messages as entries of a stream: <c>v</c> is 1, <c>event</c> is JSON with placeholders, and if there are binary values, <c>sizes</c> has
/// their lengths, such as 3,0,5, and <c>binary</c> has their bytes, one after the other.
/// </summary>
internal static class HistoryEntryFormat
{
    private const string Version = "1";
    private const ulong LastMillisecond = 253_402_300_799_999; // of the year 9999

    /// <summary>The id of an entry as an offset, with a fixed width so that offsets sort as texts.</summary>
    public static string ToOffset(string id) =>
        EntryPosition.TryParse(id, out var position) ? string.Create(CultureInfo.InvariantCulture, $"{position.Milliseconds:D13}-{position.Sequence:D8}") : id;

    /// <summary>Reads an entry. If it is not a message, the result has no event.</summary>
    public static HistoryEntry Read(StreamEntry entry)
    {
        var id = (string)entry.Id!;
        var milliseconds = EntryPosition.TryParse(id, out var position) ? Math.Min(position.Milliseconds, LastMillisecond) : 0;
        var time = DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds);
        return new HistoryEntry(ToOffset(id), time, ReadEvent(entry.Values));
    }

    private static ClusterPayload ReadEvent(NameValueEntry[] fields)
    {
        string? version = null, sizes = null;
        byte[]? json = null, binary = null;
        foreach (var field in fields)
        {
            switch ((string?)field.Name)
            {
                case "v":
                    version = field.Value;
                    break;
                case "event":
                    json = field.Value;
                    break;
                case "sizes":
                    sizes = field.Value;
                    break;
                case "binary":
                    binary = field.Value;
                    break;
            }
        }

        return version == Version && json is not null && JoinedAttachments.Split(sizes, binary ?? []) is { } attachments ? new ClusterPayload(json, attachments) : default;
    }
}
