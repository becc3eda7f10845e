using System.Buffers;
using System.Text.Json;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Sockets;

/// <summary>Reads payloads, whose depth the decoder has bounded already.</summary>
internal static class PayloadJson
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = int.MaxValue };

    public static Utf8JsonReader Read(ReadOnlySpan<byte> payload) => new(payload, isFinalBlock: true, new JsonReaderState(Options));

    /// <summary>A value as JSON on its own. Binary has no place there: it is given as its placeholder.</summary>
    public static JsonElement ToElement<T>(ArgumentSerializer serializer, T value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        List<ReadOnlyMemory<byte>>? attachments = null;
        using (var writer = new Utf8JsonWriter(buffer, serializer.WriterOptions))
        {
            serializer.Serialize(writer, value, ref attachments);
        }

        return JsonElement.Parse(buffer.WrittenSpan, new JsonDocumentOptions { MaxDepth = 1000 });
    }
}
