using System.Text.Json;

namespace Sockeye.Protocol.SocketIO.Json;

/// <summary>Writes and reads the placeholder of a binary value in JSON: <c>{"_placeholder":true,"num":N}</c>.</summary>
internal static class PlaceholderFormat
{
    public static void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> value) => PlaceholderText.Write(writer, AttachmentScope.Add(value));

    public static ReadOnlyMemory<byte> Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("A binary value is expected.");
        }

        bool isPlaceholder = false;
        bool isMarked = false;
        int number = -1;
        byte[]? content = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            // Only the name in exactly this spelling makes a placeholder. One that contains its own bytes may have been written by other
            // code since.
            bool isMark = JsonText.Equals(reader, PlaceholderText.Mark);
            bool isEscaped = reader.ValueIsEscaped;
            bool isNumber = !isMark && JsonText.Equals(reader, "num"u8);
            bool isContent = !isMark && !isNumber && !AttachmentScope.IsPayload && JsonText.Equals(reader, SelfContainedJson.Content);
            reader.Read();
            if (isMark)
            {
                isMarked = reader.TokenType == JsonTokenType.True;
                isPlaceholder = isMarked && !isEscaped;
            }
            else if (isNumber && (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out number)))
            {
                number = -1;
            }
            else if (isContent && (reader.TokenType != JsonTokenType.String || !reader.TryGetBytesFromBase64(out content)))
            {
                content = null;
            }

            reader.Skip();
        }

        return isMarked && content is not null ? content
            : isPlaceholder ? AttachmentScope.Get(number)
            : throw new JsonException("A binary value is expected.");
    }
}
