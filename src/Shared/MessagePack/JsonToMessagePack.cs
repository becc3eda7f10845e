using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Nerdbank.MessagePack;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Emitters.MessagePack;

/// <summary>Writes JSON with placeholders as MessagePack with binary values, in the smallest forms, like the npm packages.</summary>
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
            case JsonValueKind.Object when PlaceholderOf(value, attachments.Count) is >= 0 and var number:
                writer.Write(attachments[number].Span);
                break;
            case JsonValueKind.Object:
                writer.WriteMapHeader(value.GetPropertyCount());
                foreach (var member in value.EnumerateObject())
                {
                    WriteText(ref writer, JsonMarshal.GetRawUtf8PropertyName(member));
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
                WriteText(ref writer, JsonMarshal.GetRawUtf8Value(value)[1..^1]);
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

    // Half of a surrogate pair stays unchanged, in the bytes that npm packages write and read.
    private static void WriteText(ref MessagePackWriter writer, ReadOnlySpan<byte> escaped)
    {
        if (!escaped.Contains((byte)'\\'))
        {
            writer.WriteString(escaped);
            return;
        }

        var text = ArrayPool<byte>.Shared.Rent(escaped.Length);
        writer.WriteString(text.AsSpan(0, JsonText.Unescape(escaped, text, keepHalves: true)));
        ArrayPool<byte>.Shared.Return(text);
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

    // A placeholder without an attachment is an ordinary object.
    private static int PlaceholderOf(JsonElement value, int attachments) =>
        attachments > 0 && PlaceholderText.NumberOf(value) is var number && number < attachments ? number : -1;
}
