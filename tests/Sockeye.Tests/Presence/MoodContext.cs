using System.Text.Json.Serialization;

namespace Sockeye.Tests.Presences;

[JsonSerializable(typeof(Mood))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseUpper)]
internal sealed partial class MoodContext : JsonSerializerContext;
