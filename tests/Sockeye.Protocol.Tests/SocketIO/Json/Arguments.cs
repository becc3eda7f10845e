using System.Buffers;
using System.Text;
using System.Text.Json;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Protocol.Tests.SocketIO.Json;

internal static class Arguments
{
    public static (string Json, List<ReadOnlyMemory<byte>>? Attachments) Write<T>(T value, JsonSerializerOptions? options = null) =>
        Write(new ArgumentSerializer(options), value);

    public static (string Json, List<ReadOnlyMemory<byte>>? Attachments) Write<T>(ArgumentSerializer serializer, T value)
    {
        List<ReadOnlyMemory<byte>>? attachments = null;
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, serializer.WriterOptions))
        {
            serializer.Serialize(writer, value, ref attachments);
        }

        return (Encoding.UTF8.GetString(buffer.WrittenSpan), attachments);
    }

    public static T? Read<T>(string json, params ReadOnlyMemory<byte>[] attachments) =>
        new ArgumentSerializer().Deserialize<T>(Encoding.UTF8.GetBytes(json), attachments);
}
