using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Sockeye.ClientFixture.Values;

/// <summary>Arguments that were received, as the driver reads them.</summary>
internal static class ContractJson
{
    public static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1000 };

    /// <summary>Writes the arguments as an array; of an event, without its name.</summary>
    public static void Write(Utf8JsonWriter writer, EventArguments arguments)
    {
        using var payload = JsonDocument.Parse(arguments.Payload, Deep);
        var elements = payload.RootElement.EnumerateArray().ToArray();
        writer.WriteStartArray();
        foreach (var element in elements.AsSpan(elements.Length - arguments.Count))
        {
            Write(writer, element, arguments);
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes the first argument.</summary>
    public static void WriteFirst(Utf8JsonWriter writer, EventArguments arguments)
    {
        using var payload = JsonDocument.Parse(arguments.Payload, Deep);
        Write(writer, payload.RootElement.EnumerateArray().FirstOrDefault(), arguments);
    }

    /// <summary>What a listener answers: an array of its own value and the arguments of the event.</summary>
    public static Value AnswerOf(JsonElement answer, EventArguments arguments)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = 1000, SkipValidation = true }))
        {
            writer.WriteStartArray();
            writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(answer), skipInputValidation: true);
            using var payload = JsonDocument.Parse(arguments.Payload, Deep);
            var elements = payload.RootElement.EnumerateArray().ToArray();
            foreach (var element in elements.AsSpan(elements.Length - arguments.Count))
            {
                Write(writer, element, arguments);
            }

            writer.WriteEndArray();
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory, Deep);
        return new Value(document.RootElement.Clone());
    }

    private static void Write(Utf8JsonWriter writer, JsonElement json, EventArguments arguments)
    {
        if (arguments.Attachments.Count == 0 && TryWriteRaw(writer, json))
        {
            return;
        }

        switch (json.ValueKind)
        {
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var element in json.EnumerateArray())
                {
                    Write(writer, element, arguments);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.Object when json.TryGetProperty("_placeholder"u8, out var placeholder) && placeholder.ValueKind == JsonValueKind.True:
                writer.WriteStartObject();
                writer.WriteBase64String("$bin"u8, arguments.Attachments[json.GetProperty("num"u8).GetInt32()].Span);
                writer.WriteEndObject();
                break;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in json.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value, arguments);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Undefined:
                writer.WriteNullValue();
                break;
            default:
                writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(json), skipInputValidation: true);
                break;
        }
    }

    // As it came, if it is of one line: half of a surrogate pair is no text for .NET, and numbers may be longer than its own.
    private static bool TryWriteRaw(Utf8JsonWriter writer, JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Undefined)
        {
            return false;
        }

        var raw = JsonMarshal.GetRawUtf8Value(json);
        if (raw.IndexOfAnyInRange((byte)0, (byte)31) >= 0)
        {
            return false;
        }

        writer.WriteRawValue(raw, skipInputValidation: true);
        return true;
    }
}
