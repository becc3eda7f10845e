using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Sockeye.Protocol.SocketIO.Json;

/// <summary>
/// Self-contained JSON values, as <see cref="JsonElement"/>, <see cref="System.Text.Json.Nodes.JsonNode"/> and similar types. A placeholder
/// in such a value contains its bytes, <c>{"_placeholder":true,"num":0,"base64":"AQID"}</c>: it becomes binary again when the value is
/// written. Data of a client that looks like that stays data. Otherwise one client could make others receive more binary values than they
/// accept. As long as the value is self-contained, the <c>base64</c> of such data begins with a <c>=</c>, which base64 never does.
/// </summary>
public static class SelfContainedJson
{
    private static readonly JsonEncodedText ContentName = JsonEncodedText.Encode("base64");

    internal static ReadOnlySpan<byte> Content => "base64"u8;

    private static ReadOnlySpan<byte> DataPrefix => "\"="u8;

    /// <summary>Reads a value that is part of a packet or already self-contained.</summary>
    internal static JsonElement Read(ref Utf8JsonReader reader)
    {
        JsonElement value = JsonElement.ParseValue(ref reader);
        return AttachmentScope.IsPayload ? Create(value, AttachmentScope.Incoming) : value;
    }

    /// <summary>Makes a value of a packet self-contained.</summary>
    /// <param name="json">Valid JSON, with placeholders written as <see cref="PlaceholderText"/> says.</param>
    /// <param name="attachments">The values of the placeholders.</param>
    /// <returns>The value; the same object if it has nothing binary and nothing that looks like that.</returns>
    public static JsonElement Create(JsonElement json, ReadOnlySpan<ReadOnlyMemory<byte>> attachments)
    {
        if (!PlaceholderText.HasMark(JsonMarshal.GetRawUtf8Value(json)))
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

    /// <summary>Writes a value: binary values as attachments, and half of a surrogate pair unchanged.</summary>
    public static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            // The value that a listener gets for a missing argument.
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

    /// <summary>Gets the bytes of a placeholder that contains them.</summary>
    /// <param name="value">Any value.</param>
    /// <param name="content">The bytes.</param>
    internal static bool TryGetContent(JsonElement value, out ReadOnlyMemory<byte> content)
    {
        content = default;
        if (value.ValueKind != JsonValueKind.Object || !TryFindContent(value, out JsonElement text) || JsonText.HasHalves(JsonMarshal.GetRawUtf8Value(text)))
        {
            return false;
        }

        bool isBinary = text.TryGetBytesFromBase64(out byte[]? bytes);
        content = bytes;
        return isBinary;
    }

    // Whether an object looks like a placeholder with its bytes.
    private static bool TryFindContent(JsonElement value, out JsonElement text)
    {
        bool isMarked = false;
        text = default;
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

        return isMarked && text.ValueKind == JsonValueKind.String;
    }

    private static void Copy(Utf8JsonWriter writer, JsonElement value, ReadOnlySpan<ReadOnlyMemory<byte>> attachments)
    {
        EnsureStack();
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when PlaceholderText.NumberOf(value) is var number && (uint)number < (uint)attachments.Length:
                writer.WriteStartObject();
                PlaceholderText.WriteMembers(writer, number);
                writer.WriteBase64String(ContentName, attachments[number].Span);
                writer.WriteEndObject();
                break;
            case JsonValueKind.Object:
                bool looksBinary = TryFindContent(value, out _);
                writer.WriteStartObject();
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    WriteName(writer, member);
                    if (looksBinary && IsContent(member))
                    {
                        writer.WriteRawValue([.. DataPrefix, .. JsonMarshal.GetRawUtf8Value(member.Value)[1..]], skipInputValidation: true);
                    }
                    else
                    {
                        Copy(writer, member.Value, attachments);
                    }
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
        EnsureStack();
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when AttachmentScope.IsWriting && TryGetContent(value, out ReadOnlyMemory<byte> content):
                PlaceholderFormat.Write(writer, content);
                break;
            case JsonValueKind.Object:
                // A value that is sent to another server outside a packet stays self-contained.
                bool looksBinary = AttachmentScope.IsWriting && TryFindContent(value, out _);
                writer.WriteStartObject();
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    WriteName(writer, member);
                    if (looksBinary && IsContent(member) && JsonMarshal.GetRawUtf8Value(member.Value) is var text && text.StartsWith(DataPrefix))
                    {
                        writer.WriteRawValue([(byte)'"', .. text[DataPrefix.Length..]], skipInputValidation: true);
                    }
                    else
                    {
                        Rewrite(writer, member.Value);
                    }
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

    // The depth of packets is an option, so it has no fixed bound.
    private static void EnsureStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new JsonException("The JSON is nested too deeply.");
        }
    }

    private static bool IsContent(JsonProperty member) =>
        member.Value.ValueKind == JsonValueKind.String && JsonText.Equals(JsonMarshal.GetRawUtf8PropertyName(member), Content);

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
