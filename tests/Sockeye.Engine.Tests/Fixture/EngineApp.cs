using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sockeye.Engine.Sessions;

namespace Sockeye.Engine.Tests.Fixture;

/// <summary>A server on Kestrel, at /engine.io, and clients for it.</summary>
internal sealed class EngineApp : IAsyncDisposable
{
    private static readonly Lazy<X509Certificate2> _certificate = new(CreateCertificate);

    private readonly WebApplication _app;
    private readonly Channel<RecordingHandler> _handlers = Channel.CreateUnbounded<RecordingHandler>();
    private readonly ErrorLog _errors;

    private EngineApp(WebApplication app, EngineServer server, ErrorLog errors, Channel<RecordingHandler> handlers)
    {
        _app = app;
        _errors = errors;
        _handlers = handlers;
        Server = server;
        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        BaseUri = new Uri(address);
        Http = CreateHttp();
    }

    public EngineServer Server { get; }

    public Uri BaseUri { get; }

    public bool IsSecure => BaseUri.Scheme == Uri.UriSchemeHttps;

    public HttpClient Http { get; }

    /// <summary>Errors that are part of a test.</summary>
    public bool AllowErrors { get; set; }

    public ConcurrentQueue<ConnectionError> Refusals { get; } = [];

    public IReadOnlyCollection<string> Errors => _errors.Entries;

    public IReadOnlyCollection<string> Warnings => _errors.Warnings;

    public static async Task<EngineApp> StartAsync(
        Action<EngineOptions>? configure = null,
        TimeProvider? time = null,
        Action<RecordingHandler>? onSession = null,
        Action<WebApplication>? configureApp = null,
        Func<EngineSession, IEngineSessionHandler>? makeHandler = null,
        Action<IServiceCollection>? configureServices = null,
        TestTransport? transport = null,
        Action<ListenOptions>? listening = null,
        bool servicesFirst = false)
    {
        TestTransport below = transport ?? Suite.Transport;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        var errors = new ErrorLog();
        builder.Logging.ClearProviders().AddProvider(errors).SetMinimumLevel(LogLevel.Debug);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (below is TestTransport.Tls or TestTransport.TlsOnLoops)
            {
                listen.UseHttps(_certificate.Value);
            }

            listening?.Invoke(listen);
        }));
        if (time is not null)
        {
            builder.Services.AddSingleton(time);
        }

        if (servicesFirst)
        {
            configureServices?.Invoke(builder.Services);
        }

        builder.Services.AddEngineIO();
        if (below is TestTransport.Loops or TestTransport.TlsOnLoops)
        {
            builder.WebHost.UseEventLoops();
        }

        if (!servicesFirst)
        {
            configureServices?.Invoke(builder.Services);
        }

        WebApplication app = builder.Build();
        app.UseRouting();
        if (below == TestTransport.Framed)
        {
            app.UseWebSockets();
            app.Use((context, next) =>
            {
                context.Features.Set<IHttpUpgradeFeature>(null);
                context.Features.Set<IHttpExtendedConnectFeature>(null);
                return next(context);
            });
        }

        configureApp?.Invoke(app);
        Channel<RecordingHandler> handlers = Channel.CreateUnbounded<RecordingHandler>();
        EngineServer server = app.MapEngineIO("/engine.io", configure ?? (static _ => { }), session =>
        {
            if (makeHandler is not null)
            {
                return makeHandler(session);
            }

            var handler = new RecordingHandler(session);
            onSession?.Invoke(handler);
            handlers.Writer.TryWrite(handler);
            return handler;
        });
        await app.StartAsync();
        var result = new EngineApp(app, server, errors, handlers);
        server.OnConnectionRefused(result.Refusals.Enqueue);
        return result;
    }

    public HttpClient CreateHttp(DecompressionMethods decompression = DecompressionMethods.None) => new(new SocketsHttpHandler
    {
        AutomaticDecompression = decompression,
        SslOptions = { RemoteCertificateValidationCallback = IsOurs },
        PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
    })
    { BaseAddress = BaseUri };

    /// <summary>Stops the application, as a deployment does.</summary>
    public Task StopAsync() => _app.StopAsync();

    public Task<RecordingHandler> NextSessionAsync() => _handlers.Reader.ReadAsync().Within();

    public static string Url(string transport = "polling", string? sid = null, string protocol = "EIO=4") =>
        $"/engine.io/?{protocol}&transport={transport}" + (sid is null ? "" : "&sid=" + sid);

    /// <summary>Opens a polling session.</summary>
    public async Task<(string Sid, RecordingHandler Handler)> OpenPollingAsync()
    {
        string body = await Http.GetStringAsync(Url()).Within();
        return (SidOf(body), await NextSessionAsync());
    }

    public Task<HttpResponseMessage> GetAsync(string sid) => Http.GetAsync(Url(sid: sid)).Within();

    public Task<string> PollAsync(string sid) => Http.GetStringAsync(Url(sid: sid)).Within();

    public Task<HttpResponseMessage> PostAsync(string sid, string body) => PostAsync(sid, new StringContent(body));

    public Task<HttpResponseMessage> PostAsync(string sid, HttpContent body) => Http.PostAsync(Url(sid: sid), body).Within();

    /// <summary>Opens a WebSocket and reads the first packet where it opens a session.</summary>
    public async Task<TestWebSocket> OpenWebSocketAsync(string? sid = null, Action<ClientWebSocketOptions>? configure = null)
    {
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        socket.Options.RemoteCertificateValidationCallback = IsOurs;
        configure?.Invoke(socket.Options);
        await socket.ConnectAsync(WebSocketUri(sid), CancellationToken.None).Within();
        var result = new TestWebSocket(socket);
        if (sid is null)
        {
            result.Sid = SidOf(await result.ReceiveTextAsync());
        }

        return result;
    }

    public Uri WebSocketUri(string? sid = null) => new(BaseUri.ToString().Replace("http", "ws", StringComparison.Ordinal).TrimEnd('/') + Url("websocket", sid));

    public static string SidOf(string openPacket)
    {
        Assert.StartsWith("0", openPacket, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(openPacket[1..]);
        return json.RootElement.GetProperty("sid").GetString()!;
    }

    /// <summary>Waits until an in-flight poll has reached the server.</summary>
    public static Task WhenParked(RecordingHandler handler) => Waiting.Until(() => handler.Session.IsWritable);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync().AsTask().Within();
        await _app.DisposeAsync().AsTask().Within();
        if (!AllowErrors)
        {
            Assert.Empty(_errors.Entries);
        }
    }

    public static bool IsOurs(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        certificate?.Subject == "CN=localhost";

    private static X509Certificate2 CreateCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }

    private sealed class ErrorLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Entries { get; } = [];

        public ConcurrentQueue<string> Warnings { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            string text = formatter(state, exception);
            if (logLevel >= LogLevel.Error)
            {
                Entries.Enqueue(text + exception);
            }
            else if (logLevel == LogLevel.Warning && eventId.Name != "HandlersLeft") // of the loops, which all tests share
            {
                Warnings.Enqueue(text);
            }
        }

        public void Dispose()
        {
        }
    }
}
