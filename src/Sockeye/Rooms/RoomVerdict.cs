namespace Sockeye;

/// <summary>Whether an action with a room is allowed.</summary>
/// <param name="Allowed">Whether it is allowed.</param>
/// <param name="Reason">The reason that the client gets if it is refused.</param>
public readonly record struct RoomVerdict(bool Allowed, string? Reason)
{
    /// <summary>The reason that the client gets if you give no other one.</summary>
    public const string DefaultReason = "Forbidden";

    /// <summary>The action is allowed.</summary>
    public static RoomVerdict Allow { get; } = new(true, null);

    /// <summary>Refuses the action.</summary>
    /// <param name="reason">The reason that the client gets.</param>
    public static RoomVerdict Refuse(string reason) => new(false, reason);

    /// <summary>Allows the action, or refuses it with <see cref="DefaultReason"/>.</summary>
    public static RoomVerdict FromBoolean(bool allowed) => allowed ? Allow : Refuse(DefaultReason);

    /// <inheritdoc cref="FromBoolean"/>
    public static implicit operator RoomVerdict(bool allowed) => FromBoolean(allowed);
}
