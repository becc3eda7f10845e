namespace Sockeye.Permissions;

/// <summary>Whom to ask anew: either is given.</summary>
/// <param name="Rooms">The pattern of rooms.</param>
/// <param name="User">The user.</param>
internal readonly record struct RecheckScope(string? Rooms, string? User)
{
    public static RecheckScope All { get; } = new("*", null);
}
