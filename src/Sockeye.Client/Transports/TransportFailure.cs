using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Text;
using System.Text.RegularExpressions;

namespace Sockeye.Client.Transports;

/// <summary>
/// Distinguishes the ways in which a transport fails, and says what to do. Each message begins with the words of socket.io-client, because
/// people search for them.
/// </summary>
internal static partial class TransportFailure
{
    public const string Poll = "xhr poll error";
    public const string Post = "xhr post error";
    public const string WebSocket = "websocket error";
    public const string Server = "server error";

    /// <summary>How many bytes of an answer are read to find out what it is.</summary>
    public const int SnippetBytes = 512;

    private const int ShownCharacters = 100;

    /// <summary>The failure for an exception of .NET.</summary>
    public static ConnectFailure From(Exception exception, string words, Uri url)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is TransportException known)
            {
                return known.Failure;
            }

            if (KindOf(inner) is { } kind)
            {
                return new ConnectFailure(kind, $"{words}: {Explain(kind, url)} {exception.GetBaseException().Message}", exception);
            }
        }

        return new ConnectFailure(ConnectErrorKind.Transport, $"{words}: {exception.GetBaseException().Message}", exception);
    }

    /// <summary>The failure for an HTTP answer that is not of Engine.IO, or is an error.</summary>
    public static ConnectFailure FromAnswer(string words, Uri url, HttpStatusCode status, HttpResponseHeaders headers, ReadOnlySpan<byte> body)
    {
        if (IsEngine3(body))
        {
            return Engine3(words);
        }

        var text = Show(body);
        if (text.Contains("Unsupported protocol version", StringComparison.Ordinal))
        {
            return new ConnectFailure(ConnectErrorKind.Version, $"{words}: The server refuses Engine.IO 4, which this client uses: {text} Update the server, or use a client of its version.");
        }

        var redirect = headers.Location is { } location ? $" It redirects to {Cut(location.ToString())}. The client does not follow, because it is the sixth redirect of one request, or because it leads away from TLS." : "";
        var advice = status == HttpStatusCode.OK
            ? $"This answer does not come from a Socket.IO server. Check that {url.GetLeftPart(UriPartial.Path)} is its address, and that the option Path is the path of the server."
            : status is HttpStatusCode.NotFound ? "Check that the address and the option Path are those of the server."
            : status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? "Check which headers, cookies and query the server, or a proxy in front of it, requires."
            : status is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout ? "A proxy answers, and the server behind it seems to be down."
            : "Check the log of the server, or of the proxy in front of it.";
        return new ConnectFailure(ConnectErrorKind.Http, $"{words}: The server answers {(int)status} {status}, {(text.Length == 0 ? "without a body." : $"'{text}'.")}{redirect} {advice}");
    }

    /// <summary>The failure for a connection that was closed without an answer.</summary>
    public static ConnectFailure NoAnswer(Uri url) => new(ConnectErrorKind.Tcp, $"The server at {url.Authority} closed the connection without an answer. Check that it is a Socket.IO server, and check its log.");

    /// <summary>The failure for a proxy that was not reached.</summary>
    public static ConnectFailure NoProxy(Exception exception, DnsEndPoint proxy)
    {
        var kind = KindOf(exception) ?? ConnectErrorKind.Tcp;
        var what = kind == ConnectErrorKind.Dns ? "found" : "reached";
        return new ConnectFailure(kind, $"The proxy {proxy.Host}:{proxy.Port} was not {what}. Check the option Proxy, or the proxy of the system. {exception.Message}", exception);
    }

    /// <summary>The failure for first data that is not a handshake.</summary>
    public static ConnectFailure NoHandshake() => new(ConnectErrorKind.Http, $"{Server}: The first data of the server is not an Engine.IO handshake. Check that the address and the option Path are those of a Socket.IO server.");

    /// <summary>The failure for data that is not a packet.</summary>
    public static ConnectFailure BadPacket(string what) => new(ConnectErrorKind.Transport, $"{Server}: {what}");

    /// <summary>The failure for a message larger than <see cref="SocketIOClientOptions.MaxMessageBytes"/>.</summary>
    public static ConnectFailure TooLarge(long limit) =>
        new(ConnectErrorKind.Transport, $"{Server}: A message of the server is larger than {limit} bytes. Raise MaxMessageBytes if it may be that large.");

    /// <summary>
    /// The failure for a server of Engine.IO 3. Over WebSocket, its first answer to a namespace shows that; over polling, the lengths in
    /// front of its packets do.
    /// </summary>
    public static ConnectFailure Engine3(string words) => new(
        ConnectErrorKind.Version,
        $"{words}: This is an Engine.IO 3 server (Socket.IO 2). This client uses Engine.IO 4, which is Socket.IO 3 and 4. Update the server, or use a client of its version.");

    /// <summary>Whether a body is a payload of Engine.IO 3: a length, then a packet, as text or as bytes.</summary>
    public static bool IsEngine3(ReadOnlySpan<byte> body)
    {
        var length = body.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (length > 0)
        {
            return body[length] == ':' && body[(length + 1)..].StartsWith("0{"u8);
        }

        var end = body.IndexOf((byte)0xff);
        return end > 1 && body[0] is 0 or 1 && body[1..end].IndexOfAnyExceptInRange((byte)0, (byte)9) < 0;
    }

    private static ConnectErrorKind? KindOf(Exception exception) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => ConnectErrorKind.Dns,
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery } => ConnectErrorKind.Dns,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } or AuthenticationException => ConnectErrorKind.Tls,
        SocketException or WebSocketException { WebSocketErrorCode: WebSocketError.ConnectionClosedPrematurely } => ConnectErrorKind.Tcp,
        HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } => ConnectErrorKind.Tcp,
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } => ConnectErrorKind.Tcp,
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError, InnerException: null } => ConnectErrorKind.Tcp,
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.HttpProtocolError } => ConnectErrorKind.Http,
        HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse } => ConnectErrorKind.Http,
        WebSocketException { WebSocketErrorCode: WebSocketError.HeaderError or WebSocketError.NotAWebSocket or WebSocketError.UnsupportedProtocol or WebSocketError.UnsupportedVersion } => ConnectErrorKind.Http,
        OperationCanceledException or TimeoutException => ConnectErrorKind.Timeout,
        IOException { InnerException: null } and not HttpIOException => ConnectErrorKind.Tcp,
        _ => null,
    };

    private static string Explain(ConnectErrorKind kind, Uri url) => kind switch
    {
        ConnectErrorKind.Dns => $"The host '{url.Host}' was not found. Check the name, and check the network of this machine.",
        ConnectErrorKind.Tls => $"TLS with {url.Authority} failed. Check the certificate of the server, and the option Tls.",
        ConnectErrorKind.Tcp => $"The connection to {url.Authority} failed or broke. Check that the server runs there, and that no firewall or proxy blocks the connection.",
        ConnectErrorKind.Http => $"{url.Authority} does not answer like a Socket.IO server. Check that it is one, and that no proxy is in between.",
        _ => $"{url.Authority} did not answer in time.",
    };

    private static string Show(ReadOnlySpan<byte> body)
    {
        var text = Spaces().Replace(Encoding.UTF8.GetString(body[..Math.Min(body.Length, SnippetBytes)]), " ").Trim();
        return Cut(text);
    }

    private static string Cut(string text) => text.Length <= ShownCharacters ? text : text[..ShownCharacters] + "...";

    // Control characters are replaced too, because a message may be written to a log.
    [GeneratedRegex(@"[\s\p{C}]+")]
    private static partial Regex Spaces();
}
