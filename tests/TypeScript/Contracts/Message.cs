using System.Text.Json.Serialization;

namespace Sockeye.TypeScriptContracts;

public sealed class Message
{
    public required string Text { get; init; }

    [JsonPropertyName("from")]
    public string? Sender { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? EditedAt { get; init; }

    [JsonIgnore]
    public Action? Changed { get; init; }

    public byte[]? Attachment { get; init; }

    public Dictionary<string, int> Reactions { get; init; } = [];
}
