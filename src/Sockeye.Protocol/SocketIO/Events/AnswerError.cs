using System.Text.Json;
using Sockeye.Sockets;

namespace Sockeye;

/// <summary>Recognizes answers that are errors: an object that has only <c>error</c>, with a <c>message</c>.</summary>
internal static class AnswerError
{
    /// <param name="reader">The reader, before the answer.</param>
    /// <param name="payload">The bytes that it reads.</param>
    /// <param name="attachments">The binary values of the answer.</param>
    public static AnswerErrorException? Find(Utf8JsonReader reader, ReadOnlySpan<byte> payload, ReadOnlySpan<ReadOnlyMemory<byte>> attachments)
    {
        if (!Enters(ref reader, "error"u8))
        {
            return null;
        }

        string? message = null;
        JsonElement? data = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isMessage = reader.ValueTextEquals("message"u8);
            var isData = reader.ValueTextEquals("data"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            if (isMessage && reader.TokenType == JsonTokenType.String)
            {
                message = reader.GetString();
            }

            reader.Skip();
            if (isData)
            {
                data = PayloadJson.ToElement(payload[start..(int)reader.BytesConsumed], attachments);
            }
        }

        return message is not null && reader.Read() && reader.TokenType == JsonTokenType.EndObject ? new AnswerErrorException(message, data) : null;
    }

    private static bool Enters(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        reader.Read() && reader.TokenType == JsonTokenType.StartObject
        && reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(name)
        && reader.Read() && reader.TokenType == JsonTokenType.StartObject;
}
