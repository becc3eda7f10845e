using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sockeye.Protocol.SocketIO.Json;

internal sealed class ArraySegmentConverter : JsonConverter<ArraySegment<byte>>
{
    public override ArraySegment<byte> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        ReadOnlyMemory<byte> value = PlaceholderFormat.Read(ref reader);
        return MemoryMarshal.TryGetArray(value, out ArraySegment<byte> segment) ? segment : value.ToArray();
    }

    public override void Write(Utf8JsonWriter writer, ArraySegment<byte> value, JsonSerializerOptions options) =>
        PlaceholderFormat.Write(writer, value);
}
