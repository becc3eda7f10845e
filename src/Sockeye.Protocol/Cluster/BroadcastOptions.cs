namespace Sockeye;

/// <summary>Who gets a broadcast, and how: an immutable value, handed to the adapter.</summary>
public sealed record BroadcastOptions
{
    /// <summary>Everybody in the namespace.</summary>
    public static BroadcastOptions Everyone { get; } = new();

    /// <summary>The rooms whose members get it, each member once; everybody in the namespace where empty.</summary>
    public IReadOnlyList<string> Rooms { get; init; } = [];

    /// <summary>The rooms whose members do not get it; stronger than <see cref="Rooms"/>.</summary>
    public IReadOnlyList<string> Except { get; init; } = [];

    /// <summary>Why the chosen sockets are disconnected; their clients are told. Only for <c>DisconnectSocketsAsync</c>.</summary>
    public string? DisconnectReason { get; init; }

    /// <summary>The modifiers.</summary>
    public BroadcastFlags Flags { get; init; }
}
