using System.Text.Json;

namespace Sockeye.Protocol.SocketIO.Json;

/// <summary>Writes and reads what stands in the JSON for a binary value: <c>{"_placeholder":true,"num":N}</c>.</summary>
internal static class PlaceholderFormat
{
    private static readonly JsonEncodedText MarkKey = JsonEncodedText.Encode("_placeholder");
    private static readonly JsonEncodedText NumberKey = JsonEncodedText.Encode("num");

    public static void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> value)
    {
        int number = AttachmentScope.Add(value);
        writer.WriteStartObject();
        writer.WriteBoolean(MarkKey, true);
        writer.WriteNumber(NumberKey, number);
        writer.WriteEndObject();
    }

    public static ReadOnlyMemory<byte> Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("A binary value is expected.");
        }

        bool isMarked = false;
        int number = -1;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isMark = reader.ValueTextEquals("_placeholder"u8);
            bool isNumber = !isMark && reader.ValueTextEquals("num"u8);
            reader.Read();
            if (isMark)
            {
                isMarked = reader.TokenType == JsonTokenType.True;
            }
            else if (isNumber && (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out number)))
            {
                number = -1;
            }

            reader.Skip();
        }

        return isMarked ? AttachmentScope.Get(number) : throw new JsonException("A binary value is expected.");
    }
}
