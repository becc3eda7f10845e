using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sockeye.Fixture.Values;

/// <summary>An argument of any shape, with its binary values, to be sent on as it came.</summary>
[JsonConverter(typeof(AnyValueConverter))]
internal sealed record AnyValue(JsonElement Value)
{
    /// <summary>All arguments, each as a value of any shape.</summary>
    public static object?[] All(EventArguments arguments)
    {
        var values = new object?[arguments.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = arguments.Get<AnyValue>(i);
        }

        return values;
    }
}
