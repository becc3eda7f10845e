using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Sockets;

/// <summary>
/// Reads payloads, whose depth the decoder has already limited. Halves of surrogate pairs become U+FFFD, so the length does not change.
/// </summary>
internal static class PayloadJson
{
    private const int MaxDepth = 2000;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = int.MaxValue };

    public static Utf8JsonReader Read(ReadOnlySpan<byte> payload) => new(JsonText.Readable(payload), isFinalBlock: true, new JsonReaderState(Options));

    /// <summary><c>{"error":{"message":"..."}}</c>, the answer to a request that has failed.</summary>
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

    /// <summary>A value as self-contained JSON. A binary value is a placeholder with its bytes as base64.</summary>
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

    /// <summary>A payload as self-contained JSON.</summary>
    public static JsonElement ToElement(ReadOnlySpan<byte> json, ReadOnlySpan<ReadOnlyMemory<byte>> attachments) =>
        SelfContainedJson.Create(Parse(json), attachments);

    /// <summary>Parses JSON that is already self-contained.</summary>
    public static JsonElement Parse(ReadOnlySpan<byte> json) => JsonElement.Parse(JsonText.Readable(json), new JsonDocumentOptions { MaxDepth = MaxDepth });

    /// <summary>The text of a value.</summary>
    public static byte[] ToBytes(JsonElement value) => JsonMarshal.GetRawUtf8Value(value).ToArray();
}
