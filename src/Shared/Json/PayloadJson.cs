using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Sockets;

/// <summary>Reads payloads, whose depth the decoder has bounded already. What is read has the length of what came, and U+FFFD for each half of a surrogate pair.</summary>
internal static class PayloadJson
{
    private const int MaxDepth = 2000;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = int.MaxValue };

    public static Utf8JsonReader Read(ReadOnlySpan<byte> payload) => new(JsonText.Readable(payload), isFinalBlock: true, new JsonReaderState(Options));

    /// <summary><c>{"error":{"message":"..."}}</c>, what a question is answered with that failed.</summary>
    public static JsonElement Error(string message)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("error"u8);
            writer.WriteString("message"u8, message);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    /// <summary>A value as JSON on its own. Binary is given as its placeholder, which carries it along as base64.</summary>
    public static JsonElement ToElement<T>(ArgumentSerializer serializer, T value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        List<ReadOnlyMemory<byte>>? attachments = null;
        using (var writer = new Utf8JsonWriter(buffer, serializer.WriterOptions))
        {
            serializer.Serialize(writer, value, ref attachments);
        }

        return ToElement(buffer.WrittenSpan, CollectionsMarshal.AsSpan(attachments));
    }

    /// <summary>A payload as JSON on its own.</summary>
    public static JsonElement ToElement(ReadOnlySpan<byte> json, ReadOnlySpan<ReadOnlyMemory<byte>> attachments) =>
        SelfContainedJson.Create(Parse(json), attachments);

    /// <summary>JSON that lives on its own already.</summary>
    public static JsonElement Parse(ReadOnlySpan<byte> json) => JsonElement.Parse(JsonText.Readable(json), new JsonDocumentOptions { MaxDepth = MaxDepth });

    /// <summary>The text of a value.</summary>
    public static byte[] ToBytes(JsonElement value) => JsonMarshal.GetRawUtf8Value(value).ToArray();
}
