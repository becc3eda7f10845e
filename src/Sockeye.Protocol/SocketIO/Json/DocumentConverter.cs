using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sockeye.Protocol.SocketIO.Json;

internal sealed class DocumentConverter : JsonConverter<JsonDocument>
{
    public override JsonDocument Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        JsonElement value = SelfContainedJson.Read(ref reader);
        return JsonDocument.Parse(JsonMarshal.GetRawUtf8Value(value).ToArray(), new JsonDocumentOptions { MaxDepth = int.MaxValue });
    }

    public override void Write(Utf8JsonWriter writer, JsonDocument value, JsonSerializerOptions options) =>
        SelfContainedJson.Write(writer, value.RootElement);
}
