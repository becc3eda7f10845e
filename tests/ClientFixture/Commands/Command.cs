using System.Text.Json;

namespace Sockeye.ClientFixture.Commands;

/// <summary>A line of the driver.</summary>
internal readonly struct Command(JsonElement json)
{
    public long Id => json.GetProperty("id"u8).GetInt64();

    public string Op => Text("op");

    /// <summary>A member that has to be there.</summary>
    public string Text(string name) => TextOrNull(name) ?? throw new ArgumentException($"The command has no \"{name}\".");

    public string? TextOrNull(string name) => Find(name)?.GetString();

    public bool? Flag(string name) => Find(name)?.GetBoolean();

    public int? Number(string name) => Find(name)?.GetInt32();

    public TimeSpan? Milliseconds(string name) => Find(name) is { } some ? TimeSpan.FromMilliseconds(some.GetDouble()) : null;

    /// <summary>A member; nothing if it is not there, or null.</summary>
    public JsonElement? Find(string name) => json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public Command Inner(string name) => new(Find(name) ?? EmptyObject());

    private static JsonElement EmptyObject()
    {
        using var document = JsonDocument.Parse("{}");
        return document.RootElement.Clone();
    }
}
