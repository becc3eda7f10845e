using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Sockeye.Tests.Handlers;

/// <summary>Something whose members are checked, and which has one of itself in it.</summary>
internal sealed record Form([property: Required, StringLength(5, ErrorMessage = "too long: {0}")] string Title, [Even] int Number = 0, Form? Inner = null)
{
    [JsonPropertyName("the-list")]
    public List<string> List { get; init; } = [];

    [Url]
    [Display(Name = "home page")]
    public string? HomePage { get; init; }

    public string Shouted => Title.ToUpperInvariant();
}
