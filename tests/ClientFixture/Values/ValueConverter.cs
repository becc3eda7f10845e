using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sockeye.ClientFixture.Values;

/// <summary>Writes a value of a command as what it stands for.</summary>
internal sealed class ValueConverter : JsonConverter<Value>
{
    public override Value Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException("Values are only sent.");

    public override void Write(Utf8JsonWriter writer, Value value, JsonSerializerOptions options) => Write(writer, value.Json, options);

    private static void Write(Utf8JsonWriter writer, JsonElement json, JsonSerializerOptions options)
    {
        var raw = JsonMarshal.GetRawUtf8Value(json);
        if (raw.IndexOf("$bin"u8) < 0)
        {
            // As it came: half of a surrogate pair is no text for .NET.
            writer.WriteRawValue(raw, skipInputValidation: true);
            return;
        }

        switch (json.ValueKind)
        {
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var element in json.EnumerateArray())
                {
                    Write(writer, element, options);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.Object when json.TryGetProperty("$bin"u8, out var binary):
                JsonSerializer.Serialize(writer, binary.GetBytesFromBase64(), options.GetTypeInfo(typeof(byte[])));
                break;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in json.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value, options);
                }

                writer.WriteEndObject();
                break;
            default:
                writer.WriteRawValue(raw, skipInputValidation: true);
                break;
        }
    }
}
