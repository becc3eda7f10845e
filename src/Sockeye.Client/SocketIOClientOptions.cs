using System.Net;
using System.Net.Security;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.Client;

/// <summary>What may be set of a <see cref="SocketIOClient"/>. The defaults are those of npm <c>socket.io-client</c> 4.8, if nothing else is said.</summary>
public sealed class SocketIOClientOptions
{
    /// <summary>The path of the server.</summary>
    /// <value><c>/socket.io</c> by default.</value>
    public string Path { get; set; } = "/socket.io";

    /// <summary>Whether a slash follows the path.</summary>
    /// <value><see langword="true"/> by default.</value>
    public bool AddTrailingSlash { get; set; } = true;

    /// <summary>The transports, in the order in which they are tried.</summary>
    /// <value>Polling, then WebSocket.</value>
    public IList<ClientTransport> Transports { get; set; } = [ClientTransport.Polling, ClientTransport.WebSocket];

    /// <summary>Whether a connection that began with polling goes over to WebSocket.</summary>
    /// <value><see langword="true"/> by default.</value>
    public bool Upgrade { get; set; } = true;

    /// <summary>Whether a later connection begins with WebSocket, if the one before has got that far.</summary>
    public bool RememberUpgrade { get; set; }

    /// <summary>Whether the next transport is tried if the first one cannot be opened.</summary>
    public bool TryAllTransports { get; set; }

    /// <summary>Parameters that are added to the query of every request.</summary>
    public IDictionary<string, string> Query { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Headers of every request, on both transports.</summary>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether cookies that the server sets are kept and sent back.</summary>
    public bool WithCredentials { get; set; }

    /// <summary>Where the cookies are kept. It is used if it is set, or if <see cref="WithCredentials"/> is. A browser keeps its own.</summary>
    public CookieContainer? Cookies { get; set; }

    /// <summary>The proxy, for both transports; the system's if none is set.</summary>
    public IWebProxy? Proxy { get; set; }

    /// <summary>How TLS is done, on both transports: certificates of the client, and what is accepted of the server's.</summary>
    public SslClientAuthenticationOptions? Tls { get; set; }

    /// <summary>What sends the requests of both transports. It is yours: the client does not dispose it. <see cref="Proxy"/> and <see cref="Tls"/> are then its own matter.</summary>
    public HttpMessageInvoker? HttpMessageInvoker { get; set; }

    /// <summary>What opens WebSockets, in place of <see cref="ClientWebSocket"/>: for tests without a port, and for platforms with a WebSocket of their own.</summary>
    public Func<WebSocketRequest, CancellationToken, Task<WebSocket>>? ConnectWebSocket { get; set; }

    /// <summary>Whether binary values go as base64 over WebSocket too.</summary>
    public bool ForceBase64 { get; set; }

    /// <summary>Whether each request gets a parameter that makes its address unique, for proxies that cache what they should not.</summary>
    /// <value><see langword="null"/> by default: the requests of polling do, WebSockets do not.</value>
    public bool? TimestampRequests { get; set; }

    /// <summary>The name of that parameter.</summary>
    /// <value><c>t</c> by default.</value>
    public string TimestampParameter { get; set; } = "t";

    /// <summary>How long one polling request may take.</summary>
    /// <value>No limit by default: a poll waits as long as there is nothing to receive.</value>
    public TimeSpan? RequestTimeout { get; set; }

    /// <summary>Whether compression of WebSocket messages is offered to the server.</summary>
    /// <value><see langword="false"/> by default, other than in the reference: it costs each connection some 300 KB.</value>
    public bool PerMessageDeflate { get; set; }

    /// <summary>Subprotocols to ask for when a WebSocket is opened.</summary>
    public IList<string> Protocols { get; } = [];

    /// <summary>The format of the packets. The server has to use the same.</summary>
    /// <value>The default parser, JSON.</value>
    public PacketParser Parser { get; set; } = JsonPacketParser.Instance;

    /// <summary>How arguments are written and read. Set a <see cref="JsonSerializerOptions.TypeInfoResolver"/> of your own for trimmed and native applications.</summary>
    public JsonSerializerOptions? JsonOptions { get; set; }

    /// <summary>Whether the client connects again after it has lost the connection, and after a first attempt that failed.</summary>
    /// <value><see langword="true"/> by default.</value>
    public bool Reconnection { get; set; } = true;

    /// <summary>How often it tries before it gives up.</summary>
    /// <value><see langword="null"/> by default: it does not give up.</value>
    public int? ReconnectionAttempts { get; set; }

    /// <summary>How long it waits before the first attempt to reconnect; twice as long before each next one.</summary>
    /// <value>One second by default.</value>
    public TimeSpan ReconnectionDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two attempts.</summary>
    /// <value>Five seconds by default.</value>
    public TimeSpan ReconnectionDelayMax { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>By how much of itself a wait is made longer or shorter by chance, from 0 to 1, so that the clients of a server do not all come back at once.</summary>
    /// <value>0.5 by default.</value>
    public double RandomizationFactor { get; set; } = 0.5;

    /// <summary>How long one attempt to connect may take.</summary>
    /// <value>20 seconds by default. <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> is no limit.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long <c>ConnectAsync</c> waits, over all attempts.</summary>
    /// <value>30 seconds by default.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an acknowledgement is waited for, if no other time is said.</summary>
    /// <value>30 seconds by default.</value>
    public TimeSpan AckTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest time that closing may take.</summary>
    /// <value>Five seconds by default.</value>
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How often an event is sent again if no acknowledgement came within <see cref="AckTimeout"/>. With retries the events of a socket are sent one at a time, in order, and each is acknowledged
    /// by the server before the next one goes: at least once, as long as the retries last.
    /// </summary>
    /// <value>0 by default.</value>
    public int Retries { get; set; }

    /// <summary>Whether a listener of a socket's events starts only when the one before has ended, its tasks included.</summary>
    public bool SerializeHandlers { get; set; }

    /// <summary>Where listeners run, such as the thread of a user interface; the thread pool if it is not set.</summary>
    public SynchronizationContext? SynchronizationContext { get; set; }

    /// <summary>Where listeners run, if no <see cref="SynchronizationContext"/> is set.</summary>
    public TaskScheduler? TaskScheduler { get; set; }

    /// <summary>The largest message that the client takes, in bytes. The connection of a server that sends a larger one is closed.</summary>
    /// <value>64 MiB by default.</value>
    public long MaxMessageBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>What may wait to be sent, in bytes with what holding them costs, while there is no connection or while the server reads slowly. What would exceed it is refused with an <see cref="IOException"/>.</summary>
    /// <value>64 MiB by default.</value>
    public long MaxSendBufferBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>What may wait for the listeners of a socket, in bytes. If listeners are so slow that more waits, the connection is closed and the socket connects again.</summary>
    /// <value>64 MiB by default.</value>
    public long MaxReceiveBufferBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>The services that listeners may take, each event those of a scope of its own. Clients that were added with <c>AddSocketIOClient</c> have those of the application.</summary>
    /// <value><see langword="null"/> by default: listeners take none.</value>
    public IServiceProvider? Services { get; set; }

    /// <summary>Where the client logs to.</summary>
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
