using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Sockeye.Protocol.SocketIO.Json;

/// <summary>
/// Reads a value of the type object: binary values as <see cref="byte"/>[], others as <see cref="JsonElement"/>, or as
/// <see cref="JsonNode"/> if the options say so. It is not among the options for writing, because for writing the converter of .NET detects
/// cycles before the stack overflows.
/// </summary>
internal sealed class ObjectConverter : JsonConverter<object>
{
    public override object? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (options.UnknownTypeHandling == JsonUnknownTypeHandling.JsonNode)
        {
            return JsonSerializer.Deserialize(ref reader, options.GetTypeInfo(typeof(JsonNode)));
        }

        JsonElement value = JsonElement.ParseValue(ref reader);
        if (!AttachmentScope.IsPayload)
        {
            return SelfContainedJson.TryGetContent(value, out ReadOnlyMemory<byte> content) ? ByteArrayConverter.ToArray(content) : value;
        }

        ReadOnlySpan<ReadOnlyMemory<byte>> attachments = AttachmentScope.Incoming;
        if (!attachments.IsEmpty && value.ValueKind == JsonValueKind.Object && PlaceholderText.NumberOf(value) is var number && (uint)number < (uint)attachments.Length)
        {
            return ByteArrayConverter.ToArray(attachments[number]);
        }

        return SelfContainedJson.Create(value, attachments);
    }

    public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options)
    {
        Type type = value.GetType();
        if (type == typeof(object))
        {
            writer.WriteStartObject();
            writer.WriteEndObject();
            return;
        }

        JsonSerializer.Serialize(writer, value, options.GetTypeInfo(type));
    }
}
