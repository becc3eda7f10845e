using System.Buffers;
using System.Text.Json;

namespace Sockeye.RoomMessages;

/// <summary>
/// A question to a server about the members of a room: <c>{"id":1,"room":"tea","after":"ann","member":null,"limit":100}</c>.
/// </summary>
/// <param name="Id">Identifies the answer.</param>
/// <param name="Room">The name of the room.</param>
/// <param name="After">The id of the member after which the answer begins; <see langword="null"/> to begin with the first.</param>
/// <param name="Member">The id of the only member that is wanted; <see langword="null"/> for all.</param>
/// <param name="Limit">The maximum number of members in the answer. The answer always has the number of all members.</param>
internal sealed record PresenceQuestion(long Id, string Room, string? After, string? Member, int Limit)
{
    /// <summary>The topic of the question.</summary>
    public const string Matter = "presence";

    /// <summary>The maximum length of the names of rooms and members.</summary>
    public const int MaxNameLength = 1024;

    public byte[] Write()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("id", Id);
            json.WriteString("room", Room);
            json.WriteString("after", After);
            json.WriteString("member", Member);
            json.WriteNumber("limit", Limit);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <returns>The question; <see langword="null"/> if the bytes are not one.</returns>
    public static PresenceQuestion? Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            var (id, limit) = (root.GetProperty("id").GetInt64(), root.GetProperty("limit").GetInt32());
            var (room, after, member) = (root.GetProperty("room").GetString(), root.GetProperty("after").GetString(), root.GetProperty("member").GetString());
            return limit >= 0 && room is not null && IsName(room) && IsName(after) && IsName(member) ? new PresenceQuestion(id, room, after, member, limit) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    private static bool IsName(string? name) => name is null or { Length: <= MaxNameLength };
}
