using System.Buffers;
using System.Text;
using System.Text.Json;
using Sockeye.Protocol.SocketIO.Json;
using Sockeye.RoomMessages;
using Sockeye.Sockets;

namespace Sockeye.Presences;

/// <summary>Writes what clients get, and checks what they send.</summary>
internal static class PresenceJson
{
    // The value is nested inside others, and the result must not be too deep for readers.
    private const int MaxDepth = 32;

    private static ReadOnlySpan<byte> BinaryPlaceholder => "_placeholder"u8;

    public static byte[] Of<T>(ArgumentSerializer serializer, T value) => Encoding.UTF8.GetBytes(PayloadJson.ToElement(serializer, value).GetRawText());

    /// <summary>
    /// Whether a value, which is valid JSON, can be sent to everyone: it is not too long and not too deep, and has no binary values.
    /// </summary>
    public static bool IsAllowed(ReadOnlySpan<byte> json, int maxBytes)
    {
        if (json.Length > maxBytes)
        {
            return false;
        }

        var reader = PayloadJson.Read(json);
        while (reader.Read())
        {
            if (reader is { TokenType: JsonTokenType.StartArray or JsonTokenType.StartObject, CurrentDepth: >= MaxDepth }
                || (reader.TokenType == JsonTokenType.PropertyName && JsonText.Equals(reader, BinaryPlaceholder)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary><c>{ room, members: [...], count, more? }</c></summary>
    public static JsonElement Members(string room, IReadOnlyList<MemberState> members, int count, bool? more, Action<Utf8JsonWriter, MemberState> write) => Object(json =>
    {
        Write(json, room, members, count, write);
        if (more is { } isMore)
        {
            json.WriteBoolean("more", isMore);
        }
    });

    /// <summary><c>{ room, members: [...], count, next? }</c></summary>
    public static JsonElement Page(string room, IReadOnlyList<MemberState> members, int count, string? next) => Object(json => Write(json, room, members, count, next));

    /// <summary><c>{ id, whole, room, members: [...], count, next? }</c></summary>
    public static ReadOnlyMemory<byte> Answer(PresenceQuestion question, bool isWhole, IReadOnlyList<MemberState> members, int count, string? next) => Bytes(json =>
    {
        json.WriteNumber("id", question.Id);
        json.WriteBoolean("whole", isWhole);
        Write(json, question.Room, members, count, next);
    });

    public static JsonElement Object(Action<Utf8JsonWriter> write) => JsonElement.Parse(Bytes(write).Span);

    private static ReadOnlyMemory<byte> Bytes(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return JsonText.Readable(buffer.WrittenMemory);
    }

    /// <summary><c>id, state, info?, connections?</c></summary>
    public static void WriteMember(Utf8JsonWriter json, MemberState member)
    {
        WriteId(json, member);
        json.WritePropertyName("state");
        json.WriteRawValue(member.State, skipInputValidation: true);
        if (member.Info is { } info)
        {
            json.WritePropertyName("info");
            json.WriteRawValue(info, skipInputValidation: true);
        }

        if (member.Connections is { } connections)
        {
            json.WriteStartArray("connections");
            foreach (var (id, state) in connections)
            {
                json.WriteStartObject();
                json.WriteString("id", id);
                json.WritePropertyName("state");
                json.WriteRawValue(state, skipInputValidation: true);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
    }

    public static void WriteId(Utf8JsonWriter json, MemberState member) => json.WriteString("id", member.Id);

    private static void Write(Utf8JsonWriter json, string room, IReadOnlyList<MemberState> members, int count, string? next)
    {
        Write(json, room, members, count, WriteMember);
        if (next is not null)
        {
            json.WriteString("next", next);
        }
    }

    private static void Write(Utf8JsonWriter json, string room, IReadOnlyList<MemberState> members, int count, Action<Utf8JsonWriter, MemberState> write)
    {
        json.WriteString("room", room);
        json.WriteStartArray("members");
        foreach (var member in members)
        {
            json.WriteStartObject();
            write(json, member);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("count", count);
    }
}
