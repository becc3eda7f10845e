namespace Sockeye;

/// <summary>
/// The room of a user. All sockets of the user are in it, on all servers of a cluster. Only servers add sockets to it, and only
/// <c>User(id)</c> sends to it. A Node server sends to a user with <c>io.to("sockeye:user:" + id)</c>, and adds its own sockets with
/// <c>socket.join("sockeye:user:" + id)</c>.
/// </summary>
public static class UserRoom
{
    /// <summary>
    /// The prefix of the names of these rooms. Such a name is reserved: applications and clients cannot use it to join or leave a room.
    /// </summary>
    public const string Prefix = "sockeye:user:";

    /// <summary>Gets the name of the room of a user.</summary>
    /// <param name="userId">The id of the user.</param>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    public static string Of(string userId)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        return Prefix + userId;
    }

    /// <summary>Whether a room is the room of a user.</summary>
    public static bool IsReserved(string room)
    {
        ArgumentNullException.ThrowIfNull(room);
        return room.StartsWith(Prefix, StringComparison.Ordinal);
    }
}
