namespace Sockeye;

/// <summary>How the presence of a namespace works. Set it alike on all servers.</summary>
public sealed class PresenceOptions
{
    /// <summary>Who a socket belongs to. Sockets with the same answer are one member; those with <see langword="null"/>, or with more than 1024 characters, are not shown. Asked when a socket joins a room.</summary>
    /// <value>By default the claim <c>NameIdentifier</c> or <c>sub</c> of <see cref="Socket.User"/>, and the id of the socket if there is none.</value>
    public Func<Socket, string?> Identify { get; set; } = UserOf;

    /// <summary>
    /// What everybody in the room may know of a member, such as a name or a picture; written as JSON. The client cannot change it. Asked when a socket joins a room: what the last one says
    /// holds.
    /// </summary>
    /// <value>Nothing by default.</value>
    public Func<Socket, object?>? Describe { get; set; }

    /// <summary>
    /// May refuse a state that a client wants to set (<c>presence:update</c>, and <c>presence:update-connection</c> if <see cref="Connections"/> is on), after permissions have allowed it: the client gets the error <c>E_FORBIDDEN</c> with the reason. What it throws is
    /// logged, and refused. It may take its time: only that request waits. Not asked about what the application
    /// sets itself.
    /// </summary>
    /// <value><see langword="null"/> by default: every state is taken.</value>
    public Func<PresenceUpdate, ValueTask<RoomVerdict>>? OnUpdating { get; set; }

    /// <summary>The state that a member has at first; written as JSON.</summary>
    /// <value><c>"online"</c> by default.</value>
    public object InitialState { get; set; } = "online";

    /// <summary>
    /// Whether each member lists its connections, each with a state of its own beside that of the member: a device, whether somebody types there. Everybody in the room gets the ids of the
    /// sockets, and an update when a connection comes, goes or has another state. States are set by <see cref="Presence.SetConnectionState{T}(Socket, string, T)"/>, and by clients with
    /// <c>presence:update-connection</c>.
    /// </summary>
    /// <value><see langword="false"/> by default: connections are counted only.</value>
    public bool Connections { get; set; }

    /// <summary>The connections that a member lists at most if <see cref="Connections"/> is on: the first in the order of their ids. Those beyond have states too, which show when there is room.</summary>
    /// <value>20 by default; 100 at most.</value>
    public int MaxConnections { get; set; } = 20;

    /// <summary>The rooms that have presence. A socket's own room, named by its id, never has, and neither has one whose name is longer than 1024 characters.</summary>
    /// <value>All by default.</value>
    public Func<string, bool> Includes { get; set; } = static _ => true;

    /// <summary>How long a member whose last connection has gone is still there, so that a reconnect is not a leave. Who leaves the room is gone at once.</summary>
    /// <value>10 seconds by default; an hour at most.</value>
    public TimeSpan GracePeriod { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The time in which the changes of a room are told together. The first after a while is told at once.</summary>
    /// <value>250 milliseconds by default; a minute at most.</value>
    public TimeSpan CoalescingWindow { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The members that a snapshot tells of at most; the others can be asked for. Where more than so many change at a time, all in the room get a snapshot instead.</summary>
    /// <value>1000 by default.</value>
    public int MaxSnapshot { get; set; } = 1000;

    /// <summary>The members that a client gets at most for one question.</summary>
    /// <value>1000 by default.</value>
    public int MaxPage { get; set; } = 1000;

    /// <summary>The length of a state, of a member or of a connection, as JSON in UTF-8. It may also have 32 levels, and nothing binary in it.</summary>
    /// <value>1 KiB by default; 64 KiB at most.</value>
    public int MaxStateBytes { get; set; } = 1024;

    /// <summary>The length of what <see cref="Describe"/> gives as JSON in UTF-8. What is longer is left out, and logged.</summary>
    /// <value>4 KiB by default; 64 KiB at most.</value>
    public int MaxInfoBytes { get; set; } = 4096;

    /// <summary>How many connections of a member are listed at most; zero if they are not.</summary>
    internal int ListedConnections => Connections ? MaxConnections : 0;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Identify);
        ArgumentNullException.ThrowIfNull(InitialState);
        ArgumentNullException.ThrowIfNull(Includes);
        ArgumentOutOfRangeException.ThrowIfLessThan(GracePeriod, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(CoalescingWindow, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(GracePeriod, TimeSpan.FromHours(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(CoalescingWindow, TimeSpan.FromMinutes(1));
        ArgumentOutOfRangeException.ThrowIfNegative(MaxSnapshot);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxPage);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxConnections);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxConnections, 100);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxStateBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxInfoBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxStateBytes, 64 * 1024);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxInfoBytes, 64 * 1024);
    }

    private static string? UserOf(Socket socket) =>
        socket.User.FindFirst(System.Security.Claims.ClaimTypes.NameIdentifier)?.Value ?? socket.User.FindFirst("sub")?.Value ?? socket.Id;
}
