using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Nerdbank.MessagePack;

namespace Sockeye.Emitters.MessagePack;

/// <summary>Writes JSON with placeholders as MessagePack with binary in their place, in the smallest forms, as the packages for Node do.</summary>
internal static class JsonToMessagePack
{
    private const double MaxSafeInteger = 9007199254740991;

    public static byte[] Convert(ClusterPayload payload)
    {
        using var document = ClusterJson.Parse(payload.Json);
        var buffer = new ArrayBufferWriter<byte>(payload.Json.Length);
        var writer = new MessagePackWriter(buffer);
        Write(ref writer, document.RootElement, payload.Attachments ?? []);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(ref MessagePackWriter writer, JsonElement value, IReadOnlyList<ReadOnlyMemory<byte>> attachments)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when attachments.Count > 0 && PlaceholderOf(value, attachments.Count) is var number && number >= 0:
                writer.Write(attachments[number].Span);
                break;
            case JsonValueKind.Object:
                writer.WriteMapHeader(value.GetPropertyCount());
                foreach (var member in value.EnumerateObject())
                {
                    WriteText(ref writer, JsonMarshal.GetRawUtf8PropertyName(member), member.Name);
                    Write(ref writer, member.Value, attachments);
                }

                break;
            case JsonValueKind.Array:
                writer.WriteArrayHeader(value.GetArrayLength());
                foreach (var item in value.EnumerateArray())
                {
                    Write(ref writer, item, attachments);
                }

                break;
            case JsonValueKind.String:
                var raw = JsonMarshal.GetRawUtf8Value(value);
                WriteText(ref writer, raw[1..^1], null, value);
                break;
            case JsonValueKind.Number:
                WriteNumber(ref writer, value);
                break;
            case JsonValueKind.True or JsonValueKind.False:
                writer.Write(value.ValueKind == JsonValueKind.True);
                break;
            default:
                writer.WriteNil();
                break;
        }
    }

    private static void WriteText(ref MessagePackWriter writer, ReadOnlySpan<byte> raw, string? text, JsonElement value = default)
    {
        if (raw.Contains((byte)'\\'))
        {
            writer.Write(text ?? Unescape(value));
        }
        else
        {
            writer.WriteString(raw);
        }
    }

    // Half a surrogate pair, escaped, is JSON that no .NET string can be read of.
    private static string Unescape(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return "\uFFFD";
        }
    }

    private static void WriteNumber(ref MessagePackWriter writer, JsonElement value)
    {
        if (value.TryGetInt64(out var integer))
        {
            writer.Write(integer);
        }
        else if (value.TryGetUInt64(out var large))
        {
            writer.Write(large);
        }
        else if (value.GetDouble() is var number && number == Math.Floor(number) && Math.Abs(number) <= MaxSafeInteger)
        {
            writer.Write((long)number);
        }
        else
        {
            writer.Write(number);
        }
    }

    // Who sends a placeholder that points nowhere has sent an ordinary object.
    private static int PlaceholderOf(JsonElement value, int attachments) =>
        value.IsTrue("_placeholder") && value.GetCount("num") is { } number && number < attachments ? number : -1;
}
