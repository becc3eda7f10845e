using System.Text.Json;

namespace Sockeye.Samples.ChatConsole.Protocol;

/// <summary>Somebody in a room.</summary>
/// <param name="Id">The name.</param>
/// <param name="State">Any JSON; this chat knows <c>online</c>, <c>away</c> and <c>typing</c>.</param>
internal sealed record Member(string Id, JsonElement State)
{
    /// <summary>Whether the connection was lost, and the person may come back.</summary>
    public bool IsAway => State.ValueKind == JsonValueKind.String && State.ValueEquals("away");
}
