namespace Sockeye;

/// <summary>Whether somebody may do something with a room.</summary>
/// <param name="Allowed">Whether it is allowed.</param>
/// <param name="Reason">Why it is not; what the client reads.</param>
public readonly record struct RoomVerdict(bool Allowed, string? Reason)
{
    /// <summary>What the client reads if no other reason is given.</summary>
    public const string DefaultReason = "Forbidden";

    /// <summary>It is allowed.</summary>
    public static RoomVerdict Allow { get; } = new(true, null);

    /// <summary>It is not.</summary>
    /// <param name="reason">What the client reads.</param>
    public static RoomVerdict Refuse(string reason) => new(false, reason);

    /// <summary>It is allowed, or it is not for no reason that is told.</summary>
    public static RoomVerdict FromBoolean(bool allowed) => allowed ? Allow : Refuse(DefaultReason);

    /// <inheritdoc cref="FromBoolean"/>
    public static implicit operator RoomVerdict(bool allowed) => FromBoolean(allowed);
}
