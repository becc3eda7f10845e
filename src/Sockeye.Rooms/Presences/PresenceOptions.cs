namespace Sockeye;

/// <summary>How the presence of a namespace works. Use the same values on all servers.</summary>
public sealed class PresenceOptions
{
    /// <summary>
    /// Returns the id of the member that a socket belongs to. Sockets with the same id are one member. A socket whose id is
    /// <see langword="null"/> or longer than 1024 characters is not shown. It is called when a socket joins a room.
    /// </summary>
    /// <value>
    /// By default the claim <c>NameIdentifier</c> or <c>sub</c> of <see cref="Socket.User"/>, or the id of the socket if there is no such
    /// claim.
    /// </value>
    public Func<Socket, string?> Identify { get; set; } = UserOf;

    /// <summary>
    /// Returns a description of a member that everyone in the room may see, such as a name or a picture. It is written as JSON. The client
    /// cannot change it. It is called when a socket joins a room, and the latest description counts.
    /// </summary>
    /// <value><see langword="null"/> by default: members have no description.</value>
    public Func<Socket, object?>? Describe { get; set; }

    /// <summary>
    /// Called for a state that a client wants to set (<c>presence:update</c>, and <c>presence:update-connection</c> if
    /// <see cref="Connections"/> is on), after permissions have allowed it. It may refuse: then the client gets the error
    /// <c>E_FORBIDDEN</c> with the reason. If it throws, the exception is logged and the state is refused. It may be slow; only that
    /// request waits. It is not called for states that the application sets.
    /// </summary>
    /// <value><see langword="null"/> by default: every state is accepted.</value>
    public Func<PresenceUpdate, ValueTask<RoomVerdict>>? OnUpdating { get; set; }

    /// <summary>The state of a new member, which is written as JSON.</summary>
    /// <value><c>"online"</c> by default.</value>
    public object InitialState { get; set; } = "online";

    /// <summary>
    /// Whether each member lists its connections, each with a state of its own in addition to the state of the member, such as a device or
    /// whether the user is typing there. Everyone in the room gets the ids of the sockets, and an update when a connection comes, goes or
    /// changes its state. States are set by <see cref="Presence.SetConnectionState{T}(Socket, string, T)"/>, and by clients with
    /// <c>presence:update-connection</c>.
    /// </summary>
    /// <value><see langword="false"/> by default: connections are only counted.</value>
    public bool Connections { get; set; }

    /// <summary>
    /// The maximum number of connections that a member lists if <see cref="Connections"/> is on: the first ones in the order of their ids.
    /// Further connections have states too, which are shown when there is room.
    /// </summary>
    /// <value>20 by default; 100 at most.</value>
    public int MaxConnections { get; set; } = 20;

    /// <summary>
    /// Chooses the rooms that have presence. The own room of a socket, named by its id, never has presence, nor has a room whose name is
    /// longer than 1024 characters.
    /// </summary>
    /// <value>All rooms by default.</value>
    public Func<string, bool> Includes { get; set; } = static _ => true;

    /// <summary>
    /// How long a member stays after its last connection broke, so that a reconnect does not count as leaving. A member that leaves the
    /// room itself is removed at once.
    /// </summary>
    /// <value>10 seconds by default; 1 hour at most.</value>
    public TimeSpan GracePeriod { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The window in which changes of a room are combined. The first change after a quiet time is reported at once.</summary>
    /// <value>250 milliseconds by default; 1 minute at most.</value>
    public TimeSpan CoalescingWindow { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// The maximum number of members in a snapshot. Clients can ask for the others. If more than this number change at the same time,
    /// everyone in the room gets a snapshot instead of the changes.
    /// </summary>
    /// <value>1000 by default.</value>
    public int MaxSnapshot { get; set; } = 1000;

    /// <summary>The maximum number of members in an answer to a client.</summary>
    /// <value>1000 by default.</value>
    public int MaxPage { get; set; } = 1000;

    /// <summary>
    /// The maximum length in bytes of a state, of a member or of a connection, as JSON in UTF-8. A state may also have at most 32 levels,
    /// and no binary values.
    /// </summary>
    /// <value>1 KiB by default; 64 KiB at most.</value>
    public int MaxStateBytes { get; set; } = 1024;

    /// <summary>
    /// The maximum length in bytes of the result of <see cref="Describe"/>, as JSON in UTF-8. A longer description is left out and logged.
    /// </summary>
    /// <value>4 KiB by default; 64 KiB at most.</value>
    public int MaxInfoBytes { get; set; } = 4096;

    /// <summary>The maximum number of listed connections of a member; zero if connections are not listed.</summary>
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
