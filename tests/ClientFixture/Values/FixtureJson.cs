using System.Text.Json.Serialization;

namespace Sockeye.ClientFixture.Values;

/// <summary>The types that are sent and received, for an executable without reflection.</summary>
[JsonSerializable(typeof(Value))]
[JsonSerializable(typeof(long))]
internal sealed partial class FixtureJson : JsonSerializerContext;
