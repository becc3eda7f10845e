using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sockeye.Protocol.SocketIO.Json;

internal sealed class MemoryConverter : JsonConverter<Memory<byte>>
{
    // The attachments are arrays of the packet itself, so they may be changed.
    public override Memory<byte> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        MemoryMarshal.AsMemory(PlaceholderFormat.Read(ref reader));

    public override void Write(Utf8JsonWriter writer, Memory<byte> value, JsonSerializerOptions options) =>
        PlaceholderFormat.Write(writer, value);
}
