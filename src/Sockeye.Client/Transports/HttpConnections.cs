using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;

namespace Sockeye.Client.Transports;

/// <summary>
/// The HTTP of one transport: polling, or the handshake of a WebSocket. Its TCP connections are used for nothing else, and end with it, whatever they are about to do.
/// If the application has an <see cref="HttpMessageInvoker"/> of its own, that does all this, and stays as it is.
/// </summary>
internal sealed class HttpConnections(EngineEndpoint endpoint, ClientTransport transport)
{
    // The server closes sooner what is not used (Node: after 5 s, which it says in a header).
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(10);

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("\r\n\0");

    // What is left of an answer is read to its end only if it is little: else the connection is closed.
    private const int MaxDrainBytes = 64 * 1024;

    // For which address a request has opened a connection.
    private static readonly HttpRequestOptionsKey<Uri> ConnectedTo = new("Sockeye.ConnectedTo");

    // What the handler of a browser looks for: the options of its fetch.
    private static readonly HttpRequestOptionsKey<IDictionary<string, object>> FetchOptions = new("WebAssemblyFetchOptions");

    private readonly Lock _gate = new();
    private readonly TcpConnections? _tcp = OperatingSystem.IsBrowser() ? null : new TcpConnections();
    private readonly KeyValuePair<string, string>[] _headers = [.. endpoint.Options.Headers];
    private HttpMessageInvoker? _own;
    private HandshakeStream? _answered;
    private bool _isClosed;

    /// <summary>What sends requests.</summary>
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

    /// <summary>Sends a request, and gives the answer as soon as its headers are there. Cookies are put in and taken out, and redirects are followed.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        var uri = request.RequestUri!;
        foreach (var (name, value) in GetHeaders(uri))
        {
            // Names of headers that only a body has are left out.
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

    /// <summary>The headers of a request: those of the options, and the cookies.</summary>
    public IReadOnlyDictionary<string, string> GetHeaders(Uri uri)
    {
        var headers = new Dictionary<string, string>(_headers, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in _headers)
        {
            if (name.AsSpan().ContainsAnyExcept(NameCharacters) || name.Length == 0 || value.AsSpan().ContainsAny(Forbidden))
            {
                throw new TransportException(new ConnectFailure(ConnectErrorKind.Transport, $"The header '{name}' of the options cannot be sent: a name is of letters, digits and hyphens, and a value has no line breaks."));
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

    /// <summary>Takes the connection on which the last answer came away from HTTP, which needs it no more. <see cref="Close"/> still ends it.</summary>
    /// <returns><see langword="null"/> if the application's own <see cref="HttpMessageInvoker"/> has it.</returns>
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
        return answer ?? throw new TransportException(new ConnectFailure(ConnectErrorKind.Transport, "The HttpMessageInvoker of the options gave no answer, but null."));
    }

    // Those of the options are for the server of the options only; those that servers have set, for the server that the jar says.
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

    // Redirects may have taken more than one connection: the last one that has answered is that of the answer.
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

    // .NET sends a request that has no body again, up to three times, if the connection ends without an answer. That is right for a connection that has waited in the pool. But a new one that ends so
    // is an answer: the attempt has failed, and when the next one comes is a matter of reconnection. A proxy may need more than one.
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
