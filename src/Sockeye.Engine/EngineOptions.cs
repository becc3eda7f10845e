using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Sockeye.Engine.Delivery;

namespace Sockeye.Engine;

/// <summary>The options of an <see cref="EngineServer"/>. Names and defaults follow those of the Node server.</summary>
public sealed class EngineOptions
{
    /// <summary>The transports that clients may use.</summary>
    /// <value>Polling and WebSocket by default.</value>
    public EngineTransports Transports { get; set; } = EngineTransports.All;

    /// <summary>Whether a session may move from polling to WebSocket.</summary>
    /// <value><see langword="true"/> by default.</value>
    public bool AllowUpgrades { get; set; } = true;

    /// <summary>
    /// Whether clients of Engine.IO revision 3 are served too, which are those of Socket.IO v2. These clients send the pings themselves.
    /// </summary>
    /// <value>
    /// <see langword="false"/> by default: they get the error 5, <c>Unsupported protocol version</c>. As in Node, a request whose
    /// <c>EIO</c> is missing or not <c>4</c> counts as revision 3.
    /// </value>
    public bool AllowEIO3 { get; set; }

    /// <summary>The time between two pings.</summary>
    /// <value>
    /// 25 seconds by default. It must be above zero. Together with <see cref="PingTimeout"/> it may be at most 2,147,483,647 ms (24.8
    /// days), which is the longest timer in JavaScript.
    /// </value>
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>How long the client may take to answer a ping. After that the session is closed with <c>ping timeout</c>.</summary>
    /// <value>20 seconds by default. It must be above zero; its limit is described at <see cref="PingInterval"/>.</value>
    public TimeSpan PingTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long an upgrade may take. After that the new transport is closed, and the session continues with polling.</summary>
    /// <value>10 seconds by default.</value>
    public TimeSpan UpgradeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The maximum size in bytes of a polling body and of a WebSocket message (<c>maxHttpBufferSize</c> in Node).</summary>
    /// <value>1,000,000 by default.</value>
    public int MaxPayload { get; set; } = 1_000_000;

    /// <summary>
    /// How long the body of a POST request may take if it does not arrive at once (<c>httpRequestBodyTimeout</c> in Node). After that the
    /// request is answered with 408, and its session ends.
    /// </summary>
    /// <value>30 seconds by default.</value>
    public TimeSpan HttpRequestBodyTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The origins that browsers may connect from, as a CORS policy. It applies to polling and, unlike in Node, also to the <c>Origin</c>
    /// of a WebSocket handshake.
    /// </summary>
    /// <value>
    /// <see langword="null"/> by default: no CORS headers are sent. A WebSocket handshake whose <c>Origin</c> is another host than that of
    /// the request is refused, unless the browser says that it is the same origin, or the CORS middleware of the application allows it. A
    /// policy for any origin allows it only without cookies and other credentials.
    /// </value>
    public CorsPolicy? Cors { get; set; }

    /// <summary>
    /// The cookie with the session id, which the answer to a polling handshake sets for sticky sessions. Its default name is <c>io</c>, its
    /// default path <c>/</c>, and it has <c>SameSite=Lax</c> unless you set another value. It is always <c>HttpOnly</c>.
    /// </summary>
    /// <value><see langword="null"/> by default: no cookie is set.</value>
    public CookieBuilder? Cookie { get; set; }

    /// <summary>Decides about each handshake, but not about later requests of the session.</summary>
    /// <value><see langword="null"/> by default: all clients are allowed.</value>
    public Func<HttpContext, ValueTask<AllowRequestResult>>? AllowRequest { get; set; }

    /// <summary>
    /// Creates the id of a session (<c>generateId</c> in Node). A client that knows the id can take over the session, so it must not be
    /// guessable. An id is not valid if it is empty, longer than 256 characters, in use, or has characters other than letters, digits and
    /// <c>-_.~!*'()+/=:@$</c>. If the id is not valid or the function throws, the client is refused with
    /// <see cref="EngineErrorCode.BadRequest"/> (<c>ID_GENERATION_ERROR</c>), before a WebSocket is opened.
    /// </summary>
    /// <value><see langword="null"/> by default: 20 random characters.</value>
    public Func<HttpContext, ValueTask<string>>? GenerateId { get; set; }

    /// <summary>A message that is sent with the open packet of every session, before all others (<c>initialPacket</c> in Node).</summary>
    /// <value><see langword="null"/> by default: no message.</value>
    public EncodedPacket? InitialPacket { get; set; }

    /// <summary>
    /// How many clients may be connecting at the same time: handshakes that are not answered yet, and sessions that are not established
    /// yet. With Socket.IO, a session is established when it has joined a namespace. Further handshakes get <c>503</c> with
    /// <c>Retry-After</c>.
    /// </summary>
    /// <value>10,000 by default.</value>
    public int MaxPendingConnections { get; set; } = 10_000;

    /// <summary>
    /// How many of the <see cref="MaxPendingConnections"/> one address may have after half of them are taken, so that one machine cannot
    /// keep all others out. Before that there is no limit for an address, because many clients may share one. Further handshakes of the
    /// address get <c>503</c> with <c>Retry-After</c>. The first 64 bits of an IPv6 address count as one address. Clients without an
    /// address, as on a Unix socket, have no such limit.
    /// </summary>
    /// <value>
    /// 100 by default, and at least 1. The value of <see cref="MaxPendingConnections"/> turns the limit off. The address is that of the
    /// connection: behind a proxy, use the forwarded headers middleware of ASP.NET Core, or all clients have the address of the proxy.
    /// </value>
    public int MaxPendingConnectionsPerAddress { get; set; } = 100;

    /// <summary>
    /// Called to change the headers of the first response of a session, on both transports (<c>initial_headers</c> in Node). The response
    /// waits for it. A failure is logged and counted, and the response is sent.
    /// </summary>
    /// <value><see langword="null"/> by default.</value>
    public Func<HttpContext, IHeaderDictionary, ValueTask>? InitialHeaders { get; set; }

    /// <summary>
    /// Called to change the headers of every response of a session, and of WebSocket handshakes (<c>headers</c> in Node).
    /// </summary>
    /// <inheritdoc cref="InitialHeaders"/>
    /// <value><see langword="null"/> by default.</value>
    public Func<HttpContext, IHeaderDictionary, ValueTask>? Headers { get; set; }

    /// <summary>
    /// Whether the log explains likely mistakes as warnings: an unknown namespace, an event without a listener, an old client, a proxy that
    /// lets no WebSocket through. Otherwise these entries have the level Debug. Each kind is written at most once a minute.
    /// </summary>
    /// <value>
    /// <see langword="null"/> by default: only in the environment Development. The entry for a path without a server follows the
    /// environment alone, because it belongs to no server.
    /// </value>
    public bool? WarnOfMistakes { get; set; }

    /// <summary>
    /// Whether the server supports JSONP: polling by script elements and forms, for old browsers. Such requests have <c>j</c> in their
    /// query. Pages of other origins may use it only if <see cref="Cors"/> allows them.
    /// </summary>
    /// <value><see langword="true"/> by default.</value>
    public bool Jsonp { get; set; } = true;

    /// <summary>How large answers to polls are compressed.</summary>
    /// <value>By default answers of 1024 bytes and more are compressed; <see langword="null"/> turns it off.</value>
    public HttpCompressionOptions? HttpCompression { get; set; } = new();

    /// <summary>How large WebSocket messages are compressed, if the client offers compression.</summary>
    /// <value><see langword="null"/> by default: they are not compressed.</value>
    public PerMessageDeflateOptions? PerMessageDeflate { get; set; }

    /// <summary>
    /// How many bytes may wait in the send queue of one session. A client that reads so slowly that more waits is disconnected. A single
    /// packet may be larger if nothing else waits.
    /// </summary>
    /// <value>4 MiB by default.</value>
    public int MaxBufferedBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>How many packets may wait in the send queue of one session.</summary>
    /// <value>16,384 by default.</value>
    public int MaxBufferedPackets { get; set; } = 16_384;
}
