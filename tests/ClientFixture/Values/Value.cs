using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sockeye.ClientFixture.Values;

/// <summary>A value as a command has it: JSON, in which <c>{"$bin":"BASE64"}</c> is binary. Sent, it is what it stands for.</summary>
[JsonConverter(typeof(ValueConverter))]
internal sealed record Value(JsonElement Json)
{
    /// <summary>The elements of an array, each as a value; nothing if there is none.</summary>
    public static object?[] All(JsonElement? array) => array is { ValueKind: JsonValueKind.Array } some ? [.. some.EnumerateArray().Select(Of)] : [];

    public static Value? Of(JsonElement json) => json.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : new Value(json);
}
