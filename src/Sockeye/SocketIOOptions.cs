using System.Security.Claims;
using System.Text.Json;
using Sockeye.Engine;
using Sockeye.Protocol.SocketIO;

namespace Sockeye;

/// <summary>The options of a <see cref="SocketIOServer"/>. Names and defaults follow those of the Node server.</summary>
public sealed class SocketIOOptions
{
    /// <summary>The options of the Engine.IO layer: transports, heartbeat, payload limit, CORS, cookie, and who may connect.</summary>
    public EngineOptions Engine { get; } = new();

    /// <summary>The limits of incoming packets: number of attachments, depth and size.</summary>
    public PacketDecoderOptions Packets { get; } = new();

    /// <summary>
    /// How long a connection may stay open without joining a namespace (<c>connectTimeout</c> in Node), and how long a packet may wait for
    /// its attachments.
    /// </summary>
    /// <value>45 seconds by default.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>How long the middlewares of a namespace may take together before the connection is refused.</summary>
    /// <value>30 seconds by default. The Node server has no limit.</value>
    public TimeSpan MiddlewareTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long an emit waits for acknowledgements, if you set no time with <see cref="SocketEmitter.Timeout"/> or
    /// <see cref="Emitter.Timeout"/>.
    /// </summary>
    /// <value>10 seconds by default. There is always a limit, so that no acknowledgement waits without end.</value>
    public TimeSpan AckTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether a namespace that a client created through a pattern is removed when its last socket leaves. A namespace that you created by
    /// name with <see cref="SocketIOServer.Of(string)"/> stays.
    /// </summary>
    /// <value>
    /// <see langword="true"/> by default. Otherwise clients could make the server keep any number of namespaces. In Node,
    /// <c>cleanupEmptyChildNamespaces</c> is off by default.
    /// </value>
    public bool CleanupEmptyChildNamespaces { get; set; } = true;

    /// <summary>
    /// How many namespaces one connection may be in at the same time. For one more the client gets the <c>connect_error</c> "Too many
    /// namespaces".
    /// </summary>
    /// <value>256 by default. The Node server has no limit.</value>
    public int MaxNamespacesPerConnection { get; set; } = 256;

    /// <summary>
    /// How many streams a socket may have at the same time. A stream is the answer of a handler method that returns
    /// <see cref="IAsyncEnumerable{T}"/>. The server refuses further streams.
    /// </summary>
    /// <value>64 by default.</value>
    public int MaxStreamsPerSocket { get; set; } = 64;

    /// <summary>
    /// How many bytes may be held by packets that wait for their attachments, on all connections together. Above this limit the server
    /// closes a connection: it takes the address whose packets hold most, and of that address the packet that has waited longest.
    /// </summary>
    /// <value>256 MiB by default, or <see cref="PacketDecoderOptions.MaxPacketBytes"/> if that is larger.</value>
    /// <remarks>
    /// An official client sends the attachments right behind their packet. One packet holds at most
    /// <see cref="PacketDecoderOptions.MaxPacketBytes"/> and waits at most <see cref="ConnectTimeout"/>. The first 64 bits of an IPv6
    /// address count as one address. Behind a proxy, use the forwarded headers middleware of ASP.NET Core; otherwise all clients have the
    /// address of the proxy.
    /// </remarks>
    public long MaxIncompletePacketBytes { get; set; } = 256 * 1024 * 1024;

    /// <summary>How arguments of events are written as JSON and read from it.</summary>
    /// <value>
    /// <see langword="null"/> by default, which means <see cref="JsonSerializerDefaults.Web"/>. For a trimmed or AOT-compiled application,
    /// set a <see cref="JsonSerializerOptions.TypeInfoResolver"/> with source-generated contexts.
    /// </value>
    public JsonSerializerOptions? JsonSerializerOptions { get; set; }

    /// <summary>
    /// How many handlers of one connection may run at the same time. At this limit further events wait, up to 4096 events or 1 MiB.
    /// Acknowledgements do not wait, because handlers may need them. When that queue is full too, the server stops reading from the
    /// connection. Its heartbeat does not time out meanwhile.
    /// </summary>
    /// <value>256 by default.</value>
    public int MaxConcurrentHandlers { get; set; } = 256;

    /// <summary>
    /// Whether the handler of a socket's next event starts only after the handler of the previous event has finished. If this is off,
    /// handlers start in the order in which events arrive, and may overlap when they await, as in Node.
    /// </summary>
    /// <value><see langword="false"/> by default.</value>
    public bool SerializeHandlers { get; set; }

    /// <summary>
    /// Whether an error answer (<c>{"error":{"message":"..."}}</c>) has the message of the exception that a handler threw. This covers
    /// clients, and servers that sent a server-side event. Use it in development only: such messages show the inside of the application.
    /// </summary>
    /// <value><see langword="false"/> by default: the message is <c>Internal server error</c>.</value>
    public bool EnableDetailedErrors { get; set; }

    /// <summary>
    /// The authentication scheme that reads the tokens that clients send to namespaces (the client's <c>auth: { token }</c>).
    /// </summary>
    /// <value>No scheme by default: set <see cref="TokenAuthenticationOptions.Scheme"/>.</value>
    public TokenAuthenticationOptions TokenAuthentication { get; } = new();

    /// <summary>
    /// Lets a client that reconnects soon get the id, rooms and data of its socket back, and the events that it has missed.
    /// </summary>
    /// <value><see langword="null"/> by default: there is no recovery, and every connection is a new one.</value>
    public RecoveryOptions? ConnectionStateRecovery { get; set; }

    /// <summary>
    /// Makes the id of a user from <see cref="Socket.User"/>. <see cref="Emitter.User(string)"/> reaches all sockets of a user by this id.
    /// The server calls it when a socket connects and when its user is set. <see langword="null"/> or an empty text means that the socket
    /// has no user.
    /// </summary>
    /// <value>
    /// <see langword="null"/> by default: users have no ids, and you cannot send to them. Set <see cref="UserIdClaim"/> instead if the id
    /// is a claim.
    /// </value>
    public Func<ClaimsPrincipal, string?>? UserId { get; set; }

    /// <summary>
    /// The type of the claim that holds the id of a user, such as <c>sub</c> or <see cref="ClaimTypes.NameIdentifier"/>. Set either this or
    /// <see cref="UserId"/>.
    /// </summary>
    /// <value><see langword="null"/> by default.</value>
    public string? UserIdClaim { get; set; }

    /// <summary>Whether the server hands out the JavaScript client below its path, for example at <c>/socket.io/socket.io.js</c>.</summary>
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

        TokenAuthentication.Validate();
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

    /// <summary>The function that makes the id of a user, or <see langword="null"/> if users have no ids.</summary>
    internal Func<ClaimsPrincipal, string?>? FindUserId() => UserIdClaim is { } claim ? user => user.FindFirst(claim)?.Value : UserId;

    private static void Positive(TimeSpan value, string name) =>
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, name);
}
