using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sockeye.Fixture.Operations;

/// <summary>Reads a list of rooms; one room alone is a list of one.</summary>
internal sealed class RoomListConverter : JsonConverter<string[]>
{
    public override string[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return [reader.GetString()!];
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("rooms are a list of strings");
        }

        var rooms = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            rooms.Add(reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException("a room is a string"));
        }

        return [.. rooms];
    }

    public override void Write(Utf8JsonWriter writer, string[] value, JsonSerializerOptions options) => throw new NotSupportedException();
}
