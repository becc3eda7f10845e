using System.Globalization;
using Sockeye.Redis.Streams;
using StackExchange.Redis;

namespace Sockeye.Redis.Rooms;

/// <summary>
/// Messages as entries of a stream: <c>v</c> 1, <c>event</c> the JSON with placeholders, and where there are binary values <c>sizes</c>, as 3,0,5, and <c>binary</c>, one after
/// the other.
/// </summary>
internal static class HistoryEntryFormat
{
    private const string Version = "1";
    private const ulong LastMillisecond = 253_402_300_799_999; // of the year 9999

    /// <summary>The id of an entry as offset: of a fixed width, so that offsets sort as texts.</summary>
    public static string ToOffset(string id) =>
        EntryPosition.TryParse(id, out var position) ? string.Create(CultureInfo.InvariantCulture, $"{position.Milliseconds:D13}-{position.Sequence:D8}") : id;

    /// <summary>Reads an entry. What is no message gives one without an event.</summary>
    public static HistoryEntry Read(StreamEntry entry)
    {
        var id = (string)entry.Id!;
        var milliseconds = EntryPosition.TryParse(id, out var position) ? Math.Min(position.Milliseconds, LastMillisecond) : 0;
        var time = DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds);
        return new HistoryEntry(ToOffset(id), time, ReadEvent(entry.Values));
    }

    public static (string Sizes, ReadOnlyMemory<byte> Binary) Join(IReadOnlyList<ReadOnlyMemory<byte>> attachments)
    {
        if (attachments.Count == 0)
        {
            return (string.Empty, default);
        }

        var binary = new byte[attachments.Sum(static attachment => attachment.Length)];
        var end = 0;
        foreach (var attachment in attachments)
        {
            attachment.CopyTo(binary.AsMemory(end));
            end += attachment.Length;
        }

        return (string.Join(',', attachments.Select(static attachment => attachment.Length.ToString(CultureInfo.InvariantCulture))), binary);
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

        return version == Version && json is not null && Split(sizes, binary ?? []) is { } attachments ? new ClusterPayload(json, attachments) : default;
    }

    private static ReadOnlyMemory<byte>[]? Split(string? sizes, byte[] binary)
    {
        if (sizes is null)
        {
            return [];
        }

        var attachments = new List<ReadOnlyMemory<byte>>();
        var end = 0;
        foreach (var range in sizes.AsSpan().Split(','))
        {
            // Each takes a character at least: there are no more of them than the entry is long.
            if (!int.TryParse(sizes.AsSpan(range), NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size > binary.Length - end)
            {
                return null;
            }

            // Listeners may get them as arrays of their own.
            attachments.Add(binary.AsSpan(end, size).ToArray());
            end += size;
        }

        return end == binary.Length ? [.. attachments] : null;
    }
}
