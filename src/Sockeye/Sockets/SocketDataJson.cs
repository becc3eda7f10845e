using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sockeye;

[JsonSerializable(typeof(JsonElement))]
internal sealed partial class SocketDataJson : JsonSerializerContext;
