using System.Text.Json.Serialization;

namespace Sockeye.Bench.Client;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Command))]
[JsonSerializable(typeof(Answer))]
internal sealed partial class BenchJson : JsonSerializerContext;
