using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sockeye.Fixture.Values;

/// <summary>Takes JSON apart only as far as it takes to find the placeholders of binary values.</summary>
internal sealed class AnyValueConverter : JsonConverter<AnyValue>
{
    public override AnyValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(ReadTree(ref reader, options));

    public override void Write(Utf8JsonWriter writer, AnyValue value, JsonSerializerOptions options) => WriteTree(writer, value.Tree, options);

    private static object? ReadTree(ref Utf8JsonReader reader, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.StartArray => ReadArray(ref reader, options),
        JsonTokenType.StartObject when IsPlaceholder(reader) => JsonSerializer.Deserialize<ReadOnlyMemory<byte>>(ref reader, options),
        JsonTokenType.StartObject => ReadObject(ref reader, options),
        _ => JsonElement.ParseValue(ref reader),
    };

    private static List<object?> ReadArray(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        var items = new List<object?>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(ReadTree(ref reader, options));
        }

        return items;
    }

    private static Dictionary<string, object?> ReadObject(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        var members = new Dictionary<string, object?>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            reader.Read();
            members[name] = ReadTree(ref reader, options);
        }

        return members;
    }

    private static bool IsPlaceholder(Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isMark = reader.ValueTextEquals("_placeholder"u8);
            reader.Read();
            if (isMark && reader.TokenType == JsonTokenType.True)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    private static void WriteTree(Utf8JsonWriter writer, object? tree, JsonSerializerOptions options)
    {
        switch (tree)
        {
            case List<object?> items:
                writer.WriteStartArray();
                items.ForEach(item => WriteTree(writer, item, options));
                writer.WriteEndArray();
                break;
            case Dictionary<string, object?> members:
                writer.WriteStartObject();
                foreach (var (name, member) in members)
                {
                    writer.WritePropertyName(name);
                    WriteTree(writer, member, options);
                }

                writer.WriteEndObject();
                break;
            case ReadOnlyMemory<byte> binary:
                JsonSerializer.Serialize(writer, binary, options);
                break;
            case JsonElement element:
                element.WriteTo(writer);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }
}
