namespace Sockeye.Permissions;

/// <summary>The sockets to check again. Exactly one of the two is set.</summary>
/// <param name="Rooms">The pattern of the rooms.</param>
/// <param name="User">The id of the user.</param>
internal readonly record struct RecheckScope(string? Rooms, string? User)
{
    public static RecheckScope All { get; } = new("*", null);
}
