using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Sockeye.Protocol.SocketIO.Json;

/// <summary>
/// JSON values that live on their own, as <see cref="JsonElement"/>, <see cref="System.Text.Json.Nodes.JsonNode"/> and the like. A placeholder in them
/// carries its value along, <c>{"_placeholder":true,"num":0,"base64":"AQID"}</c>: wherever the value is written, it becomes binary again. A client that
/// sends such an object gets what it could have sent anyway.
/// </summary>
internal static class SelfContainedJson
{
    private static readonly JsonEncodedText ContentName = JsonEncodedText.Encode("base64");

    public static ReadOnlySpan<byte> Content => "base64"u8;

    /// <summary>Makes a value self-contained.</summary>
    /// <param name="json">Valid JSON, its placeholders written as <see cref="PlaceholderText"/> says.</param>
    /// <param name="attachments">What the placeholders point to.</param>
    /// <returns>The value, itself if nothing in it is binary.</returns>
    public static JsonElement Create(JsonElement json, ReadOnlySpan<ReadOnlyMemory<byte>> attachments)
    {
        if (attachments.IsEmpty || JsonMarshal.GetRawUtf8Value(json).IndexOf(PlaceholderText.Mark) < 0)
        {
            return json;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            Copy(writer, json, attachments);
        }

        return JsonElement.Parse(buffer.WrittenSpan, new JsonDocumentOptions { MaxDepth = int.MaxValue });
    }

    /// <summary>Writes a value, whatever is in it: binary as attachments, half of a surrogate pair as it is.</summary>
    public static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            // What a listener gets for an argument that did not come.
            writer.WriteNullValue();
            return;
        }

        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(value);
        if (raw.IndexOf(Content) < 0 && !JsonText.HasHalves(raw))
        {
            value.WriteTo(writer);
        }
        else
        {
            Rewrite(writer, value);
        }
    }

    /// <summary>The binary value that an object carries along.</summary>
    public static bool TryGetContent(JsonElement value, out ReadOnlyMemory<byte> content)
    {
        content = default;
        bool isMarked = false;
        JsonElement text = default;
        foreach (JsonProperty member in value.EnumerateObject())
        {
            ReadOnlySpan<byte> name = JsonMarshal.GetRawUtf8PropertyName(member);
            if (JsonText.Equals(name, PlaceholderText.Mark))
            {
                isMarked = member.Value.ValueKind == JsonValueKind.True;
            }
            else if (JsonText.Equals(name, Content))
            {
                text = member.Value;
            }
        }

        bool isBinary = isMarked && text.ValueKind == JsonValueKind.String && !JsonText.HasHalves(JsonMarshal.GetRawUtf8Value(text));
        if (!isBinary || !text.TryGetBytesFromBase64(out byte[]? bytes))
        {
            return false;
        }

        content = bytes;
        return true;
    }

    private static void Copy(Utf8JsonWriter writer, JsonElement value, ReadOnlySpan<ReadOnlyMemory<byte>> attachments)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when PlaceholderText.NumberOf(value) is var number && (uint)number < (uint)attachments.Length:
                writer.WriteStartObject();
                PlaceholderText.WriteMembers(writer, number);
                writer.WriteBase64String(ContentName, attachments[number].Span);
                writer.WriteEndObject();
                break;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    WriteName(writer, member);
                    Copy(writer, member.Value, attachments);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in value.EnumerateArray())
                {
                    Copy(writer, item, attachments);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
                break;
        }
    }

    private static void Rewrite(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when AttachmentScope.IsWriting && TryGetContent(value, out ReadOnlyMemory<byte> content):
                PlaceholderFormat.Write(writer, content);
                break;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    WriteName(writer, member);
                    Rewrite(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in value.EnumerateArray())
                {
                    Rewrite(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
                break;
        }
    }

    private static void WriteName(Utf8JsonWriter writer, JsonProperty member)
    {
        ReadOnlySpan<byte> escaped = JsonMarshal.GetRawUtf8PropertyName(member);
        if (!escaped.Contains((byte)'\\'))
        {
            writer.WritePropertyName(escaped);
            return;
        }

        byte[] name = ArrayPool<byte>.Shared.Rent(escaped.Length);
        writer.WritePropertyName(name.AsSpan(0, JsonText.Unescape(escaped, name, keepHalves: true)));
        ArrayPool<byte>.Shared.Return(name);
    }
}
