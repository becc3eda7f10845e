namespace Sockeye.Permissions;

/// <summary>
/// Checks again whether the sockets of this server may be in their rooms, some at a time, and removes those that may not.
/// </summary>
internal sealed class Recheck(RoomPermissions permissions, RoomPermissionOptions options)
{
    private const string EventName = "room:withdrawn";

    private static readonly ParallelOptions SomeAtATime = new() { MaxDegreeOfParallelism = 16 };

    private readonly Namespace _namespace = permissions.Namespace;

    public ValueTask RunAsync(Socket socket) => RunAsync(RoomsOf(socket, static _ => true));

    public ValueTask RunAsync(RecheckScope scope)
    {
        if (scope.User is { } user)
        {
            return RunAsync(_namespace.Sockets.Values.Where(socket => MayBe(socket, user)).SelectMany(static socket => RoomsOf(socket, static _ => true)));
        }

        var pattern = new RoomPattern(scope.Rooms!);
        if (!pattern.IsName)
        {
            return RunAsync(_namespace.Sockets.Values.SelectMany(socket => RoomsOf(socket, pattern.Matches)));
        }

        var room = scope.Rooms!;
        return RunAsync(_namespace.Adapter.Rooms.Members(room).Select(_namespace.Sockets.GetValueOrDefault).OfType<Socket>().Select(socket => (socket, room)));
    }

    // If the application cannot return the user id of a socket, that socket is checked too. Otherwise it could keep a permission that was
    // withdrawn.
    private bool MayBe(Socket socket, string user)
    {
        try
        {
            return options.UserId(socket.User) == user;
        }
        catch (Exception exception)
        {
            _namespace.ReportFailure("user id", exception);
            return true;
        }
    }

    private static IEnumerable<(Socket Socket, string Room)> RoomsOf(Socket socket, Func<string, bool> matches) =>
        socket.Rooms.Where(matches).Select(room => (socket, room));

    private ValueTask RunAsync(IEnumerable<(Socket Socket, string Room)> memberships) =>
        new(Parallel.ForEachAsync(memberships, SomeAtATime, (membership, _) => CheckAsync(membership.Socket, membership.Room)));

    private async ValueTask CheckAsync(Socket socket, string room)
    {
        var verdict = await permissions.CheckAsync(socket, room, RoomAccess.Join);
        if (!socket.IsIn(room))
        {
            return;
        }

        if (verdict.Allowed)
        {
            // A socket that may stay may have lost or gained permission to see who else is there.
            await (_namespace.Presence?.RecheckAsync(socket, room) ?? Task.CompletedTask);
            return;
        }

        await socket.LeaveAsync(room);
        var reason = verdict.Reason ?? RoomVerdict.DefaultReason;
        await socket.EmitAsync(EventName, new Dictionary<string, string> { ["room"] = room, ["reason"] = reason });
    }
}
