namespace Sockeye;

/// <summary>Whether somebody may do something with a room.</summary>
/// <param name="Allowed">Whether it is allowed.</param>
/// <param name="Reason">Why it is not; what the client reads.</param>
public readonly record struct RoomVerdict(bool Allowed, string? Reason)
{
    /// <summary>It is allowed.</summary>
    public static RoomVerdict Allow { get; } = new(true, null);

    /// <summary>It is not.</summary>
    /// <param name="reason">What the client reads.</param>
    public static RoomVerdict Refuse(string reason) => new(false, reason);
}
