using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Sockeye.Protocol.SocketIO.Json;

/// <summary>Reads and writes <see cref="JsonNode"/> or a type that derives from it.</summary>
internal sealed class NodeConverter<T> : JsonConverter<T>
    where T : JsonNode
{
    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ToNode(SelfContainedJson.Read(ref reader), options) as T
        ?? throw new JsonException($"The JSON is not a {typeof(T).Name}.");

    // A node may be made of anything, and only its text says what it is.
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var text = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = options.Encoder, MaxDepth = options.MaxDepth, SkipValidation = true }))
        {
            value.WriteTo(text, options);
        }

        if (buffer.WrittenSpan.IndexOf(SelfContainedJson.Content) < 0)
        {
            writer.WriteRawValue(buffer.WrittenSpan, skipInputValidation: true);
        }
        else
        {
            SelfContainedJson.Write(writer, JsonElement.Parse(buffer.WrittenSpan, new JsonDocumentOptions { MaxDepth = int.MaxValue }));
        }
    }

    private static JsonNode? ToNode(JsonElement value, JsonSerializerOptions options)
    {
        var nodeOptions = new JsonNodeOptions { PropertyNameCaseInsensitive = options.PropertyNameCaseInsensitive };
        return value.ValueKind switch
        {
            JsonValueKind.Object => JsonObject.Create(value, nodeOptions),
            JsonValueKind.Array => JsonArray.Create(value, nodeOptions),
            _ => JsonValue.Create(value, nodeOptions),
        };
    }
}
