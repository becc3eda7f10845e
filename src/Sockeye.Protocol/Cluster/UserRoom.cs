namespace Sockeye;

/// <summary>
/// The room of a user: all sockets of the user are in it, on all servers of a cluster. Only servers put sockets into it, and only <c>User(id)</c> sends to it. A server of Node.js reaches a user by
/// <c>io.to("sockeye:user:" + id)</c>, and lets others reach its own sockets by <c>socket.join("sockeye:user:" + id)</c>.
/// </summary>
public static class UserRoom
{
    /// <summary>What the names of these rooms begin with. Such a name is reserved: no application and no client joins or leaves it by name.</summary>
    public const string Prefix = "sockeye:user:";

    /// <summary>The room of a user.</summary>
    /// <param name="userId">The id of the user.</param>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    public static string Of(string userId)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        return Prefix + userId;
    }

    /// <summary>Whether a room is that of a user.</summary>
    public static bool IsReserved(string room)
    {
        ArgumentNullException.ThrowIfNull(room);
        return room.StartsWith(Prefix, StringComparison.Ordinal);
    }
}
