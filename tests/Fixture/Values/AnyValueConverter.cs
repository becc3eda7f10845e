using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sockeye.Fixture.Values;

/// <summary>Reads and writes a value as the JSON element that it is.</summary>
internal sealed class AnyValueConverter : JsonConverter<AnyValue>
{
    public override AnyValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new((JsonElement)JsonSerializer.Deserialize(ref reader, options.GetTypeInfo(typeof(JsonElement)))!);

    public override void Write(Utf8JsonWriter writer, AnyValue value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value.Value, options.GetTypeInfo(typeof(JsonElement)));
}
