using System.Runtime.InteropServices;
using System.Text.Json;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Emitters.Rooms;

/// <summary>The answer of a server: <c>{"id":1,"whole":true,"room":"tea","members":[...],"count":3,"next":"bob"}</c>.</summary>
/// <param name="Server">The id of the server.</param>
/// <param name="Id">The id of the question.</param>
/// <param name="IsWhole">Whether the server knows the members of all servers. If not, the other values have no meaning.</param>
/// <param name="Members">Members in the order of their ids.</param>
/// <param name="Count">The number of members of the room.</param>
/// <param name="Next">The id after which the next part begins; <see langword="null"/> for the last part.</param>
internal sealed record PresenceAnswer(string Server, long Id, bool IsWhole, IReadOnlyList<PresenceMember> Members, int Count, string? Next)
{
    /// <returns>The answer; <see langword="null"/> if the bytes are not one.</returns>
    public static PresenceAnswer? Read(string server, ReadOnlyMemory<byte> bytes, ArgumentSerializer serializer)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            var members = root.GetProperty("members").EnumerateArray().Select(member => MemberOf(member, serializer)).ToArray();
            var next = root.TryGetProperty("next", out var element) ? element.GetString() : null;
            return new PresenceAnswer(server, root.GetProperty("id").GetInt64(), root.GetProperty("whole").GetBoolean(), members, root.GetProperty("count").GetInt32(), next);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    private static PresenceMember MemberOf(JsonElement member, ArgumentSerializer serializer) => new(
        IdOf(member),
        Json(member.GetProperty("state")),
        member.TryGetProperty("info", out var info) ? Json(info) : default(ReadOnlyMemory<byte>?),
        member.TryGetProperty("connections", out var connections)
            ? [.. connections.EnumerateArray().Select(connection => new PresenceConnection(IdOf(connection), Json(connection.GetProperty("state")), serializer))]
            : [],
        serializer);

    private static string IdOf(JsonElement element) => element.GetProperty("id").GetString() ?? throw new FormatException("There is no id.");

    // The document has the bytes only until it has been read.
    private static ReadOnlyMemory<byte> Json(JsonElement element) => JsonMarshal.GetRawUtf8Value(element).ToArray();
}
