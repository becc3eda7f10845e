using System.Text.Json.Serialization;

namespace Sockeye.TypeScriptContracts;

/// <summary>What there is to choose.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Choice>))]
public enum Choice
{
    /// <summary>In favour.</summary>
    Yes,
    No,
    [JsonStringEnumMemberName("no idea")]
    NoIdea,
}
