using System.Security.Claims;
using System.Text.Json;
using Sockeye.Engine;
using Sockeye.Protocol.SocketIO;

namespace Sockeye;

/// <summary>The options of a <see cref="SocketIOServer"/>; names and defaults follow the reference.</summary>
public sealed class SocketIOOptions
{
    /// <summary>The options of the layer below: transports, heartbeat, payload limit, CORS, cookie, who may connect.</summary>
    public EngineOptions Engine { get; } = new();

    /// <summary>The limits of incoming packets: attachments, depth, sizes.</summary>
    public PacketDecoderOptions Packets { get; } = new();

    /// <summary>
    /// How long a connection may live without joining a namespace (the reference's <c>connectTimeout</c>), and a packet without its attachments.
    /// </summary>
    /// <value>45 seconds by default.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>How long the middlewares of a namespace may take together before the connection is refused.</summary>
    /// <value>30 seconds by default. The reference waits for ever.</value>
    public TimeSpan MiddlewareTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an emit waits for acknowledgements if neither <see cref="SocketEmitter.Timeout"/> nor <see cref="Emitter.Timeout"/> says anything else.</summary>
    /// <value>10 seconds by default. There is always a time-out, so that no acknowledgement waits for ever.</value>
    public TimeSpan AckTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether a namespace that a client created through a pattern is removed with its last socket. A namespace that the application asked
    /// for by name (<see cref="SocketIOServer.Of(string)"/>) stays.
    /// </summary>
    /// <value>
    /// <see langword="true"/> by default: otherwise clients could make the server remember any number of names. The reference's
    /// <c>cleanupEmptyChildNamespaces</c> is off by default.
    /// </value>
    public bool CleanupEmptyChildNamespaces { get; set; } = true;

    /// <summary>The namespaces that one connection may be in at a time. Beyond that a client gets the <c>connect_error</c> "Too many namespaces".</summary>
    /// <value>256 by default. The reference has no bound.</value>
    public int MaxNamespacesPerConnection { get; set; } = 256;

    /// <summary>How many streams a socket may have at a time: methods of handler classes that return <see cref="IAsyncEnumerable{T}"/>. More are refused.</summary>
    /// <value>64 by default.</value>
    public int MaxStreamsPerSocket { get; set; } = 64;

    /// <summary>
    /// The bytes that packets which wait for their attachments may hold, on all connections of the server together. Above that a connection is closed: of the address
    /// whose packets hold most, the one whose packet waits longest. An official client sends the attachments right behind the packet. Of IPv6, 64 bits count as one address; behind a proxy, use
    /// ASP.NET Core's forwarded headers middleware, or all clients have the address of the proxy. One packet is bounded by <see cref="PacketDecoderOptions.MaxPacketBytes"/>, and waits no longer than
    /// <see cref="ConnectTimeout"/>.
    /// </summary>
    /// <value>256 MiB by default; where <see cref="PacketDecoderOptions.MaxPacketBytes"/> is larger, as much as that.</value>
    public long MaxIncompletePacketBytes { get; set; } = 256 * 1024 * 1024;

    /// <summary>How arguments are written and read.</summary>
    /// <value>
    /// <see langword="null"/> by default: <see cref="JsonSerializerDefaults.Web"/>. Set a <see cref="JsonSerializerOptions.TypeInfoResolver"/>
    /// with source-generated contexts for trimmed and AOT-compiled applications.
    /// </value>
    public JsonSerializerOptions? JsonSerializerOptions { get; set; }

    /// <summary>
    /// The handlers of one connection that may be running at a time. At the bound further events wait, up to 4096 of them or 1 MiB; acknowledgements are still taken, since handlers may wait for
    /// them. When that is full too, the server stops reading from that connection, so that its client feels it; its heartbeat does not time out meanwhile.
    /// </summary>
    /// <value>256 by default.</value>
    public int MaxConcurrentHandlers { get; set; } = 256;

    /// <summary>
    /// Whether the handler of a socket's next event starts only when that of its previous one has finished. Otherwise handlers are started in
    /// the order of arrival and may overlap where they await, as in the reference.
    /// </summary>
    /// <value><see langword="false"/> by default.</value>
    public bool SerializeHandlers { get; set; }

    /// <summary>
    /// Whether a client whose event fails reads the text of the exception in <c>{"error":{"message":"..."}}</c>, and a server that asked by a server-side event too. For development: such
    /// texts tell of the inside of the application.
    /// </summary>
    /// <value><see langword="false"/> by default: they read <c>Internal server error</c>.</value>
    public bool EnableDetailedErrors { get; set; }

    /// <summary>Lets a client that comes back soon have its socket's id, rooms and data again, and what it has missed.</summary>
    /// <value><see langword="null"/> by default: every connection is a new one.</value>
    public RecoveryOptions? ConnectionStateRecovery { get; set; }

    /// <summary>
    /// Who a user is: the id by which <see cref="Emitter.User(string)"/> reaches all sockets of the user, made of <see cref="Socket.User"/>. It is asked when a socket connects and when its user is
    /// set. <see langword="null"/> or empty means nobody.
    /// </summary>
    /// <value><see langword="null"/> by default: users have no ids, and cannot be sent to. <see cref="UserIdClaim"/> is the same for a claim.</value>
    public Func<ClaimsPrincipal, string?>? UserId { get; set; }

    /// <summary>The type of the claim that says who a user is, such as <c>sub</c> or <see cref="ClaimTypes.NameIdentifier"/>; instead of <see cref="UserId"/>.</summary>
    /// <value><see langword="null"/> by default.</value>
    public string? UserIdClaim { get; set; }

    /// <summary>Whether the client's JavaScript is served below the server's path (<c>/socket.io/socket.io.js</c>).</summary>
    /// <value><see langword="true"/> by default.</value>
    public bool ServeClient { get; set; } = true;

    internal void Validate()
    {
        Positive(ConnectTimeout, nameof(ConnectTimeout));
        Positive(MiddlewareTimeout, nameof(MiddlewareTimeout));
        Positive(AckTimeout, nameof(AckTimeout));
        if (UserIdClaim is { } claim)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(claim, nameof(UserIdClaim));
            if (UserId is not null)
            {
                throw new ArgumentException($"Set {nameof(UserId)} or {nameof(UserIdClaim)}, not both.");
            }
        }

        ConnectionStateRecovery?.Validate();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxConcurrentHandlers);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxNamespacesPerConnection);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxStreamsPerSocket);
        ArgumentOutOfRangeException.ThrowIfNegative(Packets.MaxAttachments);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Packets.MaxDepth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Packets.MaxNamespaceLength);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Packets.MaxPacketBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxIncompletePacketBytes);
    }

    /// <summary>What makes the id of a user; nothing if users have none.</summary>
    internal Func<ClaimsPrincipal, string?>? FindUserId() => UserIdClaim is { } claim ? user => user.FindFirst(claim)?.Value : UserId;

    private static void Positive(TimeSpan value, string name) =>
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, name);
}
