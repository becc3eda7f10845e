using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sockeye.Protocol.SocketIO.Json;

internal sealed class ByteArrayConverter : JsonConverter<byte[]>
{
    public static byte[] ToArray(ReadOnlyMemory<byte> value) =>
        MemoryMarshal.TryGetArray(value, out ArraySegment<byte> segment)
            && segment.Offset == 0
            && segment.Count == segment.Array!.Length
            ? segment.Array
            : value.ToArray();

    public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ToArray(PlaceholderFormat.Read(ref reader));

    public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options) =>
        PlaceholderFormat.Write(writer, value);
}
