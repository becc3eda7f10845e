using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sockeye.Protocol.SocketIO.Json;

internal sealed class ReadOnlyMemoryConverter : JsonConverter<ReadOnlyMemory<byte>>
{
    public override ReadOnlyMemory<byte> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        PlaceholderFormat.Read(ref reader);

    public override void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> value, JsonSerializerOptions options) =>
        PlaceholderFormat.Write(writer, value);
}
