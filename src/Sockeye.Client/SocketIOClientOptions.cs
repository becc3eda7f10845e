using System.Net;
using System.Net.Security;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.Client;

/// <summary>
/// The options of a <see cref="SocketIOClient"/>. Defaults are those of npm <c>socket.io-client</c> 4.8, unless a property says otherwise.
/// </summary>
public sealed class SocketIOClientOptions
{
    /// <summary>The path of the Socket.IO server.</summary>
    /// <value><c>/socket.io</c> by default.</value>
    public string Path { get; set; } = "/socket.io";

    /// <summary>Whether a slash is added to the path.</summary>
    /// <value><see langword="true"/> by default.</value>
    public bool AddTrailingSlash { get; set; } = true;

    /// <summary>The transports, in the order in which they are tried.</summary>
    /// <value>Polling, then WebSocket, by default.</value>
    public IList<ClientTransport> Transports { get; set; } = [ClientTransport.Polling, ClientTransport.WebSocket];

    /// <summary>Whether a connection that began with polling moves to WebSocket.</summary>
    /// <value><see langword="true"/> by default.</value>
    public bool Upgrade { get; set; } = true;

    /// <summary>Whether a later connection starts with WebSocket if the previous one had moved to it.</summary>
    /// <value><see langword="false"/> by default.</value>
    public bool RememberUpgrade { get; set; }

    /// <summary>Whether the next transport is tried if the first one cannot be opened.</summary>
    /// <value><see langword="false"/> by default.</value>
    public bool TryAllTransports { get; set; }

    /// <summary>Parameters that are added to the query of every request.</summary>
    /// <value>Empty by default.</value>
    public IDictionary<string, string> Query { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Headers of every request, on both transports.</summary>
    /// <value>Empty by default.</value>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the client keeps the cookies that the server sets, and sends them back.</summary>
    /// <value><see langword="false"/> by default.</value>
    public bool WithCredentials { get; set; }

    /// <summary>
    /// The container for cookies. Cookies are used if you set this, or if <see cref="WithCredentials"/> is <see langword="true"/>. A
    /// browser uses its own container.
    /// </summary>
    /// <value><see langword="null"/> by default.</value>
    public CookieContainer? Cookies { get; set; }

    /// <summary>The proxy for both transports.</summary>
    /// <value><see langword="null"/> by default, which means the proxy of the system.</value>
    public IWebProxy? Proxy { get; set; }

    /// <summary>The TLS options for both transports: client certificates, and the validation of the server's certificate.</summary>
    /// <value><see langword="null"/> by default, which means the defaults of .NET.</value>
    public SslClientAuthenticationOptions? Tls { get; set; }

    /// <summary>
    /// The object that sends the requests of both transports. The client does not dispose of it. <see cref="Proxy"/> and <see cref="Tls"/>
    /// have no effect on it.
    /// </summary>
    /// <value><see langword="null"/> by default: the client makes its own.</value>
    public HttpMessageInvoker? HttpMessageInvoker { get; set; }

    /// <summary>
    /// Opens WebSockets instead of <see cref="ClientWebSocket"/>. Use it for tests without a port, and on platforms with their own
    /// WebSocket.
    /// </summary>
    /// <value><see langword="null"/> by default.</value>
    public Func<WebSocketRequest, CancellationToken, Task<WebSocket>>? ConnectWebSocket { get; set; }

    /// <summary>Whether binary values are sent as base64 over WebSocket too.</summary>
    /// <value><see langword="false"/> by default.</value>
    public bool ForceBase64 { get; set; }

    /// <summary>Whether each request gets a parameter that makes its address unique, against proxies that cache too much.</summary>
    /// <value><see langword="null"/> by default: polling requests get it, WebSockets do not.</value>
    public bool? TimestampRequests { get; set; }

    /// <summary>The name of that parameter.</summary>
    /// <value><c>t</c> by default.</value>
    public string TimestampParameter { get; set; } = "t";

    /// <summary>How long one polling request may take.</summary>
    /// <value><see langword="null"/> by default, which means no limit: a poll waits as long as there is nothing to receive.</value>
    public TimeSpan? RequestTimeout { get; set; }

    /// <summary>Whether the client offers compression of WebSocket messages to the server.</summary>
    /// <value>
    /// <see langword="false"/> by default, unlike in socket.io-client, because compression costs about 300 KB for each connection.
    /// </value>
    public bool PerMessageDeflate { get; set; }

    /// <summary>The subprotocols to request when a WebSocket is opened.</summary>
    /// <value>Empty by default.</value>
    public IList<string> Protocols { get; } = [];

    /// <summary>The format of packets. The server must use the same.</summary>
    /// <value>JSON by default.</value>
    public PacketParser Parser { get; set; } = JsonPacketParser.Instance;

    /// <summary>
    /// How arguments of events are written as JSON and read from it. For a trimmed or AOT-compiled application, set a
    /// <see cref="JsonSerializerOptions.TypeInfoResolver"/> with source-generated contexts.
    /// </summary>
    /// <value><see langword="null"/> by default, which means <see cref="JsonSerializerDefaults.Web"/>.</value>
    public JsonSerializerOptions? JsonOptions { get; set; }

    /// <summary>
    /// Whether the client reconnects after it has lost the connection, and tries again after a first attempt that failed.
    /// </summary>
    /// <value><see langword="true"/> by default.</value>
    public bool Reconnection { get; set; } = true;

    /// <summary>How many times the client tries to reconnect before it gives up.</summary>
    /// <value><see langword="null"/> by default, which means no limit.</value>
    public int? ReconnectionAttempts { get; set; }

    /// <summary>How long the client waits before the first attempt to reconnect. The wait doubles before each further attempt.</summary>
    /// <value>1 second by default.</value>
    public TimeSpan ReconnectionDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two attempts.</summary>
    /// <value>5 seconds by default.</value>
    public TimeSpan ReconnectionDelayMax { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The share, from 0 to 1, by which each wait is randomly made longer or shorter, so that the clients of a server do not all come back
    /// at once.
    /// </summary>
    /// <value>0.5 by default.</value>
    public double RandomizationFactor { get; set; } = 0.5;

    /// <summary>How long one attempt to connect may take.</summary>
    /// <value>20 seconds by default. <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> is no limit.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long <c>ConnectAsync</c> waits, over all attempts together.</summary>
    /// <value>30 seconds by default.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an emit waits for its acknowledgement, if you set no other time.</summary>
    /// <value>30 seconds by default.</value>
    public TimeSpan AckTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long closing may take at most.</summary>
    /// <value>5 seconds by default.</value>
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How many times an event is sent again if no acknowledgement comes within <see cref="AckTimeout"/>. With retries, the events of a
    /// socket are sent one at a time and in order: the next one is sent when the server has acknowledged the previous one. So the server
    /// gets each event at least once, as long as the retries last.
    /// </summary>
    /// <value>0 by default.</value>
    public int Retries { get; set; }

    /// <summary>Whether a listener starts only after the previous one has ended, including its task.</summary>
    /// <value><see langword="false"/> by default.</value>
    public bool SerializeHandlers { get; set; }

    /// <summary>The context in which listeners run, such as that of the UI thread.</summary>
    /// <value><see langword="null"/> by default: listeners run on the thread pool.</value>
    public SynchronizationContext? SynchronizationContext { get; set; }

    /// <summary>The scheduler on which listeners run, if <see cref="SynchronizationContext"/> is not set.</summary>
    /// <value><see langword="null"/> by default.</value>
    public TaskScheduler? TaskScheduler { get; set; }

    /// <summary>
    /// The size in bytes of the largest message that the client accepts. If a server sends a larger one, the client closes the connection.
    /// </summary>
    /// <value>64 MiB by default.</value>
    public long MaxMessageBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// How many bytes may wait to be sent, including the overhead of holding them, while there is no connection or the server reads slowly.
    /// An event beyond that is refused with an <see cref="IOException"/>.
    /// </summary>
    /// <value>64 MiB by default.</value>
    public long MaxSendBufferBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// How many bytes may wait for the listeners of a socket. If listeners are so slow that more waits, the client closes the connection
    /// and the socket reconnects.
    /// </summary>
    /// <value>64 MiB by default.</value>
    public long MaxReceiveBufferBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>The clock.</summary>
    /// <value><see cref="System.TimeProvider.System"/> by default.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>
    /// The services that listeners may take as parameters. Each event has its own scope. A client that you add with
    /// <c>AddSocketIOClient</c> has the services of the application.
    /// </summary>
    /// <value><see langword="null"/> by default: listeners cannot take services.</value>
    public IServiceProvider? Services { get; set; }

    /// <summary>The factory of the loggers.</summary>
    /// <value><see cref="NullLoggerFactory"/> by default: nothing is logged.</value>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    internal void Validate()
    {
        Require(Path is ['/', ..], "Path begins with a slash, as in \"/socket.io\"", Path);
        Require(Transports is { Count: > 0 }, "Transports names at least one transport", Transports?.Count);
        Require(Transports!.All(Enum.IsDefined) && Transports!.Distinct().Count() == Transports!.Count, "Transports names each transport once at most", string.Join(", ", Transports!));
        Require(!string.IsNullOrEmpty(TimestampParameter), "TimestampParameter is not empty", TimestampParameter);
        Require(ReconnectionAttempts is null or >= 0, "ReconnectionAttempts is null, for no limit, or not negative", ReconnectionAttempts);
        Require(ReconnectionDelay >= TimeSpan.Zero, "ReconnectionDelay is not negative", ReconnectionDelay);
        Require(ReconnectionDelayMax >= TimeSpan.Zero, "ReconnectionDelayMax is not negative", ReconnectionDelayMax);
        Require(RandomizationFactor is >= 0 and <= 1, "RandomizationFactor is from 0 to 1", RandomizationFactor);
        Require(Timeout > TimeSpan.Zero || Timeout == System.Threading.Timeout.InfiniteTimeSpan, "Timeout is more than 0, or infinite", Timeout);
        Require(RequestTimeout is null || RequestTimeout > TimeSpan.Zero, "RequestTimeout is more than 0", RequestTimeout);
        Require(ConnectTimeout > TimeSpan.Zero, "ConnectTimeout is more than 0", ConnectTimeout);
        Require(AckTimeout > TimeSpan.Zero, "AckTimeout is more than 0", AckTimeout);
        Require(CloseTimeout > TimeSpan.Zero, "CloseTimeout is more than 0", CloseTimeout);
        Require(Retries >= 0, "Retries is not negative", Retries);
        Require(MaxMessageBytes > 0, "MaxMessageBytes is more than 0", MaxMessageBytes);
        Require(MaxSendBufferBytes > 0, "MaxSendBufferBytes is more than 0", MaxSendBufferBytes);
        Require(MaxReceiveBufferBytes > 0, "MaxReceiveBufferBytes is more than 0", MaxReceiveBufferBytes);
        ArgumentNullException.ThrowIfNull(Parser);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        ArgumentNullException.ThrowIfNull(LoggerFactory);
    }

    private static void Require(bool isValid, string rule, object? value)
    {
        if (!isValid)
        {
            throw new ArgumentException($"The option is not valid: {rule}; it is {value ?? "null"}.");
        }
    }
}
