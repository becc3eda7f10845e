namespace Sockeye;

/// <summary>The recipients of a broadcast, and how it is sent. It is an immutable value for the adapter.</summary>
public sealed record BroadcastOptions
{
    /// <summary>Selects everyone in the namespace.</summary>
    public static BroadcastOptions Everyone { get; } = new();

    /// <summary>The rooms whose members get it, each member once. If empty, everyone in the namespace gets it.</summary>
    public IReadOnlyList<string> Rooms { get; init; } = [];

    /// <summary>The rooms whose members do not get it. This wins over <see cref="Rooms"/>.</summary>
    public IReadOnlyList<string> Except { get; init; } = [];

    /// <summary>The reason for a disconnect, which clients get. Only for <c>DisconnectSocketsAsync</c>.</summary>
    public string? DisconnectReason { get; init; }

    /// <summary>The modifiers.</summary>
    public BroadcastFlags Flags { get; init; }
}
