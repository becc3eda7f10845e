using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;

namespace Sockeye.Client.Transports;

/// <summary>
/// The HTTP of one transport: polling, or the handshake of a WebSocket. Its TCP connections are used for nothing else and end with it, even
/// in the middle of a request. If the application sets its own <see cref="HttpMessageInvoker"/>, that does all this and is not disposed of.
/// </summary>
internal sealed class HttpConnections(EngineEndpoint endpoint, ClientTransport transport)
{
    // Servers close idle connections sooner (a Node server after 5 s, which it says in a header).
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(10);

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("\r\n\0");

    // The rest of an answer is read to its end only if it is short. If not, the connection is closed.
    private const int MaxDrainBytes = 64 * 1024;

    // The address for which a request has opened a connection.
    private static readonly HttpRequestOptionsKey<Uri> ConnectedTo = new("Sockeye.ConnectedTo");

    // The key under which the HTTP handler of a browser looks for the options of its fetch.
    private static readonly HttpRequestOptionsKey<IDictionary<string, object>> FetchOptions = new("WebAssemblyFetchOptions");

    private readonly Lock _gate = new();
    private readonly TcpConnections? _tcp = OperatingSystem.IsBrowser() ? null : new TcpConnections();
    private readonly KeyValuePair<string, string>[] _headers = [.. endpoint.Options.Headers];
    private HttpMessageInvoker? _own;
    private HandshakeStream? _answered;
    private bool _isClosed;

    /// <summary>The object that sends requests.</summary>
    /// <exception cref="ObjectDisposedException">The connection has ended.</exception>
    public HttpMessageInvoker Invoker
    {
        get
        {
            if (endpoint.Options.HttpMessageInvoker is { } invoker)
            {
                return invoker;
            }

            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_isClosed, this);
                return _own ??= new HttpMessageInvoker(CreateHandler());
            }
        }
    }

    /// <summary>
    /// Sends a request, and returns the answer as soon as its headers have arrived. It adds and keeps cookies, and follows redirects.
    /// </summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        var uri = request.RequestUri!;
        foreach (var (name, value) in GetHeaders(uri))
        {
            // Names of headers that belong to a body are left out.
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (OperatingSystem.IsBrowser() && endpoint.Options.WithCredentials)
        {
            // The browser keeps the cookies itself, and sends them to another origin only if it is asked to.
            request.Options.Set(FetchOptions, new Dictionary<string, object> { ["credentials"] = "include" });
        }

        for (var redirects = 0; ; redirects++)
        {
            var answer = await SendOnceAsync(request, cancel).ConfigureAwait(false);
            TakeCookies(request.RequestUri!, answer);
            if (endpoint.Options.HttpMessageInvoker is not null || redirects == Redirect.MaxCount || Redirect.Follow(request, answer) is not { } next)
            {
                return answer;
            }

            answer.Dispose();
            request = next;
            if (GetCookies(next.RequestUri!, Redirect.IsSameServer(uri, next.RequestUri!)) is { Length: > 0 } cookies)
            {
                next.Headers.TryAddWithoutValidation("Cookie", cookies);
            }
        }
    }

    /// <summary>The headers of a request: those of the options, and cookies.</summary>
    public IReadOnlyDictionary<string, string> GetHeaders(Uri uri)
    {
        var headers = new Dictionary<string, string>(_headers, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in _headers)
        {
            if (name.AsSpan().ContainsAnyExcept(NameCharacters) || name.Length == 0 || value.AsSpan().ContainsAny(Forbidden))
            {
                throw new TransportException(new ConnectFailure(ConnectErrorKind.Transport, $"The header '{name}' in the options cannot be sent. A name has letters, digits and hyphens, and a value has no line breaks."));
            }
        }

        if (GetCookies(uri, withOwn: true) is { Length: > 0 } cookies)
        {
            headers["Cookie"] = cookies;
        }

        return headers;
    }

    /// <summary>Keeps the cookies of an answer.</summary>
    public void TakeCookies(Uri uri, HttpResponseMessage answer)
    {
        if (endpoint.Cookies is not { } jar || !answer.Headers.TryGetValues("Set-Cookie", out var cookies))
        {
            return;
        }

        foreach (var cookie in cookies)
        {
            SetCookie.Keep(jar, uri, cookie);
        }
    }

    /// <summary>
    /// Takes the connection of the last answer away from HTTP, which does not need it any more. <see cref="Close"/> still ends it.
    /// </summary>
    /// <returns>The connection; <see langword="null"/> if the <see cref="HttpMessageInvoker"/> of the application has it.</returns>
    public Stream? Take(out ReadOnlyMemory<byte> rest)
    {
        HttpMessageInvoker? own;
        Stream? taken;
        lock (_gate)
        {
            rest = default;
            taken = _answered?.Take(out rest);
            _answered = null;
            own = _own;
            _own = null;
        }

        own?.Dispose();
        return taken;
    }

    /// <summary>Ends all TCP connections at once.</summary>
    public void Close()
    {
        HttpMessageInvoker? own;
        lock (_gate)
        {
            _isClosed = true;
            own = _own;
        }

        own?.Dispose();
        if (!OperatingSystem.IsBrowser())
        {
            _tcp!.Close();
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        var invoker = Invoker;
        var answer = invoker is HttpClient client
            ? await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false)
            : await invoker.SendAsync(request, cancel).ConfigureAwait(false);
        return answer ?? throw new TransportException(new ConnectFailure(ConnectErrorKind.Transport, "The HttpMessageInvoker in the options returned null."));
    }

    // Cookies of the options are only for the server of the options. Cookies that servers have set are for the server that the container
    // says.
    private string GetCookies(Uri uri, bool withOwn)
    {
        var own = withOwn ? Array.Find(_headers, static header => header.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase)).Value : null;
        var kept = endpoint.Cookies?.GetCookieHeader(uri);
        return string.Join("; ", ((string?[])[own, kept]).Where(static cookies => !string.IsNullOrEmpty(cookies)));
    }

    private HttpMessageHandler CreateHandler()
    {
        var options = endpoint.Options;
        if (OperatingSystem.IsBrowser())
        {
            return new HttpClientHandler();
        }

        return CreateSocketsHandler(options);
    }

    [UnsupportedOSPlatform("browser")]
    private SocketsHttpHandler CreateSocketsHandler(SocketIOClientOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            MaxResponseDrainSize = MaxDrainBytes,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectCallback = ConnectAsync,
            PooledConnectionIdleTimeout = IdleTimeout,
            UseCookies = false,
        };
        if (transport == ClientTransport.WebSocket)
        {
            handler.PlaintextStreamFilter = (context, _) => ValueTask.FromResult<Stream>(new HandshakeStream(context.PlaintextStream, OnHeadersRead));
        }

        if (options.Proxy is not null)
        {
            handler.Proxy = options.Proxy;
        }

        if (options.Tls is not null)
        {
            handler.SslOptions = options.Tls;
        }

        return handler;
    }

    // Redirects may have used more than one connection. The last one with an answer is the one of the final answer.
    private void OnHeadersRead(HandshakeStream stream) => Volatile.Write(ref _answered, stream);

    [UnsupportedOSPlatform("browser")]
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var isProxy = IsProxy(context);
        if (!isProxy)
        {
            RefuseToRepeat(context.InitialRequestMessage);
        }

        try
        {
            return await _tcp!.ConnectAsync(context.DnsEndPoint, cancel).ConfigureAwait(false);
        }
        catch (SocketException exception) when (isProxy)
        {
            throw new TransportException(TransportFailure.NoProxy(exception, context.DnsEndPoint));
        }
    }

    // The request for a tunnel has the address of the proxy itself.
    private static bool IsProxy(SocketsHttpConnectionContext context) => context.InitialRequestMessage is not { RequestUri: { } uri } request
        || request.Method == HttpMethod.Connect || uri.IdnHost != context.DnsEndPoint.Host || uri.Port != context.DnsEndPoint.Port;

    // If a connection ends without an answer, .NET repeats a request without a body up to three times. That is right for a connection that
    // has waited in the pool. But if a new connection ends so, the attempt has failed, and reconnection decides when the next one comes. A
    // proxy may need more than one connection.
    private static void RefuseToRepeat(HttpRequestMessage request)
    {
        var uri = request.RequestUri!;
        if (request.Options.TryGetValue(ConnectedTo, out var last) && last == uri)
        {
            throw new TransportException(TransportFailure.NoAnswer(uri));
        }

        request.Options.Set(ConnectedTo, uri);
    }
}
