using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Sockeye.Protocol.SocketIO.Json;

/// <summary>Writes a value that is not a number in JSON as <c>null</c>, like JSON.stringify.</summary>
internal sealed class DoubleConverter : JsonConverter<double>
{
    private static JsonConverter<double> Inner => JsonMetadataServices.DoubleConverter;

    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        // The inner converter applies number handling only to the types of the serializer.
        if (reader.TokenType != JsonTokenType.String || (options.NumberHandling & JsonNumberHandling.AllowReadingFromString) == 0)
        {
            return Inner.Read(ref reader, typeToConvert, options);
        }

        bool isNumber = Utf8Parser.TryParse(reader.ValueSpan, out double value, out int consumed)
            && consumed == reader.ValueSpan.Length
            && double.IsFinite(value);
        return isNumber ? value : throw new JsonException("A number is expected.");
    }

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    public override double ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Inner.ReadAsPropertyName(ref reader, typeToConvert, options);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, double value, JsonSerializerOptions options) =>
        Inner.WriteAsPropertyName(writer, value, options);
}
