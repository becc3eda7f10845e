using System.Buffers;
using System.Text.Json;

namespace Sockeye.Presences;

/// <summary>What clients get to read.</summary>
internal static class PresenceJson
{
    /// <summary><c>{ room, members: [...], count, more? }</c></summary>
    public static JsonElement Members(string room, IReadOnlyList<MemberState> members, int count, bool? more, Action<Utf8JsonWriter, MemberState> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
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
            if (more is { } isMore)
            {
                json.WriteBoolean("more", isMore);
            }

            json.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    /// <summary><c>id, state, info?</c></summary>
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
    }

    public static void WriteId(Utf8JsonWriter json, MemberState member) => json.WriteString("id", member.Id);
}
