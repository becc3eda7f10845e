using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Sockeye.Engine.Delivery;

namespace Sockeye.Engine;

/// <summary>The options of an <see cref="EngineServer"/>; names and defaults follow the reference.</summary>
public sealed class EngineOptions
{
    /// <summary>The transports that clients may use.</summary>
    /// <value>Polling and WebSocket by default.</value>
    public EngineTransports Transports { get; set; } = EngineTransports.All;

    /// <summary>Whether a session may go from polling to WebSocket.</summary>
    /// <value><see langword="true"/> by default.</value>
    public bool AllowUpgrades { get; set; } = true;

    /// <summary>
    /// Whether clients of the protocol's third revision are served too: those of Socket.IO v2. They send the pings themselves.
    /// </summary>
    /// <value>
    /// <see langword="false"/> by default: they get the error 5, <c>Unsupported protocol version</c>. As in the reference, a request whose
    /// <c>EIO</c> is not <c>4</c>, or missing, means the third revision.
    /// </value>
    public bool AllowEIO3 { get; set; }

    /// <summary>The time between two pings.</summary>
    /// <value>25 seconds by default. Above zero; together with <see cref="PingTimeout"/> at most 2,147,483,647 ms (24.8 days), the longest timer that clients in JavaScript have.</value>
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>How long a pong may take before the session is closed with <c>ping timeout</c>.</summary>
    /// <value>20 seconds by default. Above zero; its bound is that of <see cref="PingInterval"/>.</value>
    public TimeSpan PingTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long an upgrade may take before the new transport is closed. The session goes on with polling.</summary>
    /// <value>10 seconds by default.</value>
    public TimeSpan UpgradeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The largest polling body and the largest WebSocket message, in bytes (the reference's <c>maxHttpBufferSize</c>).</summary>
    /// <value>1,000,000 by default.</value>
    public int MaxPayload { get; set; } = 1_000_000;

    /// <summary>
    /// How long the body of a post may take, once it has to be waited for (the reference's <c>httpRequestBodyTimeout</c>). Then the post is answered with 408, and its session ends.
    /// </summary>
    /// <value>30 seconds by default.</value>
    public TimeSpan HttpRequestBodyTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The origins that browsers may connect from, as a CORS policy. It governs the answers to polling and, unlike the
    /// reference, the <c>Origin</c> of a WebSocket handshake too.
    /// </summary>
    /// <value>
    /// <see langword="null"/> by default: no CORS headers are sent, and a WebSocket handshake whose <c>Origin</c> is another host than
    /// the request's is refused, unless the browser says that it is the same origin, or the application's CORS middleware allows it (with a policy for any origin only without
    /// cookies and other credentials).
    /// </value>
    public CorsPolicy? Cors { get; set; }

    /// <summary>
    /// The cookie that carries the session id in the answer to a polling handshake, for sticky load balancing. It is named
    /// <c>io</c>, with path <c>/</c> and <c>SameSite=Lax</c>, if the builder says nothing else; it is always <c>HttpOnly</c>.
    /// </summary>
    /// <value><see langword="null"/> by default: none.</value>
    public CookieBuilder? Cookie { get; set; }

    /// <summary>Decides about each handshake (not about later requests of the session).</summary>
    /// <value><see langword="null"/> by default: all are let in.</value>
    public Func<HttpContext, ValueTask<AllowRequestResult>>? AllowRequest { get; set; }

    /// <summary>
    /// Makes the id of a session (the reference's <c>generateId</c>). A client that knows it can take the session over, so it must not be
    /// guessable. An id that is empty, longer than 256 characters, in use, or that has other characters than letters, digits and
    /// <c>-_.~!*'()+/=:@$</c>, is as good as an exception: the client is refused with <see cref="EngineErrorCode.BadRequest"/>
    /// (<c>ID_GENERATION_ERROR</c>), before a WebSocket is opened.
    /// </summary>
    /// <value><see langword="null"/> by default: 20 random characters.</value>
    public Func<HttpContext, ValueTask<string>>? GenerateId { get; set; }

    /// <summary>
    /// A message that goes with the open packet of every session, before all others (the reference's <c>initialPacket</c>).
    /// </summary>
    /// <value><see langword="null"/> by default: none.</value>
    public EncodedPacket? InitialPacket { get; set; }

    /// <summary>
    /// How many clients may be on their way in at a time: handshakes that are not answered yet, and sessions of which the layer above says
    /// that they are not established (of Socket.IO: that have joined no namespace). Further handshakes get <c>503</c> with <c>Retry-After</c>.
    /// </summary>
    /// <value>10,000 by default.</value>
    public int MaxPendingConnections { get; set; } = 10_000;

    /// <summary>
    /// How many of the <see cref="MaxPendingConnections"/> one address may have once half of them are taken: one machine cannot keep all others out. Below that, an address may have as many as it
    /// likes: many clients may come from one address. Further handshakes of the address get <c>503</c> with <c>Retry-After</c>. Of IPv6, 64 bits count as one address; what has no address, as
    /// a Unix socket, has no share.
    /// </summary>
    /// <value>
    /// 100 by default. The address is that of the connection: behind a proxy, use ASP.NET Core's forwarded headers middleware, or all clients have the address of the proxy. At least 1; the
    /// value of <see cref="MaxPendingConnections"/> turns it off.
    /// </value>
    public int MaxPendingConnectionsPerAddress { get; set; } = 100;

    /// <summary>
    /// May change the headers of the first response of a session, on both transports (the reference's <c>initial_headers</c>). The response waits for it; if it fails, that is logged
    /// and counted, and the response goes out.
    /// </summary>
    /// <value><see langword="null"/> by default.</value>
    public Func<HttpContext, IHeaderDictionary, ValueTask>? InitialHeaders { get; set; }

    /// <summary>May change the headers of every response of a session, and of WebSocket handshakes (the reference's <c>headers</c>).</summary>
    /// <inheritdoc cref="InitialHeaders"/>
    public Func<HttpContext, IHeaderDictionary, ValueTask>? Headers { get; set; }

    /// <summary>
    /// Whether polling by script elements and forms is served, for browsers without anything better: requests with <c>j</c> in their query.
    /// Pages of other origins may use it only if <see cref="Cors"/> allows them.
    /// </summary>
    /// <value><see langword="true"/> by default.</value>
    public bool Jsonp { get; set; } = true;

    /// <summary>How large answers to polls are compressed.</summary>
    /// <value>From 1024 bytes on by default; <see langword="null"/> turns it off.</value>
    public HttpCompressionOptions? HttpCompression { get; set; } = new();

    /// <summary>How large WebSocket messages are compressed, if the client offers to.</summary>
    /// <value><see langword="null"/> by default: they are not.</value>
    public PerMessageDeflateOptions? PerMessageDeflate { get; set; }

    /// <summary>
    /// The bytes that may wait in the outbox of one session. A reader that falls behind further is disconnected. A single
    /// packet may be larger, if nothing else waits.
    /// </summary>
    /// <value>4 MiB by default.</value>
    public int MaxBufferedBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>The packets that may wait in the outbox of one session.</summary>
    /// <value>16,384 by default.</value>
    public int MaxBufferedPackets { get; set; } = 16_384;
}
