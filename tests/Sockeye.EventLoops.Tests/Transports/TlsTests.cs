using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Sockeye.EventLoops.Tests.Fixture;
using Sockeye.Tests.Support;

namespace Sockeye.EventLoops.Tests.Transports;

/// <summary>TLS, HTTP/2 over it and without it.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly X509Certificate2 _certificate = TransportApp.CreateCertificate();

    [Theory]
    [OnBothTransports(HttpProtocols.Http1, "1.1")]
    [OnBothTransports(HttpProtocols.Http2, "2.0")]
    [OnBothTransports(HttpProtocols.Http1AndHttp2, "2.0")]
    public async Task Request_OverTls_GetsTheProtocolThatWasAgreed(Transport transport, HttpProtocols protocols, string version)
    {
        await using TransportApp app = await StartAsync(transport, protocols, async context =>
        {
            Assert.NotNull(context.Features.Get<ITlsHandshakeFeature>());
            await context.Response.WriteAsync("hello " + context.Request.Protocol);
        });
        using HttpClient http = CreateClient(app);

        using HttpResponseMessage response = await http.GetAsync("/").Within();

        Assert.Equal(Version.Parse(version), response.Version);
        Assert.Equal(version == "2.0" ? "hello HTTP/2" : "hello HTTP/1.1", await response.Content.ReadAsStringAsync());
    }

    [Theory, OnBothTransports]
    public async Task Request_OfHttp2WithoutTls_IsServed(Transport transport)
    {
        await using TransportApp app = await TransportApp.StartAsync(
            transport, context => context.Response.WriteAsync(context.Request.Protocol), listen => listen.Protocols = HttpProtocols.Http2);
        using var http = new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        Assert.Equal("HTTP/2", await http.GetStringAsync($"http://127.0.0.1:{app.Port}/").Within());
    }

    [Theory, OnBothTransports(HttpProtocols.Http1), OnBothTransports(HttpProtocols.Http2)]
    public async Task Transfer_OverTls_ArrivesWhole(Transport transport, HttpProtocols protocols)
    {
        byte[] bytes = new byte[5_000_000];
        Random.Shared.NextBytes(bytes);
        await using TransportApp app = await StartAsync(transport, protocols, async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            await context.Response.Body.WriteAsync(body.ToArray());
        });
        using HttpClient http = CreateClient(app);
        byte[][] answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            using HttpResponseMessage response = await http.PostAsync("/", new ByteArrayContent(bytes)).Within();
            return await response.Content.ReadAsByteArrayAsync().Within();
        }));
        Assert.All(answers, answer => Assert.True(answer.AsSpan().SequenceEqual(bytes)));
    }

    [Theory, OnBothTransports(HttpProtocols.Http1), OnBothTransports(HttpProtocols.Http2)]
    public async Task Request_OverTlsClientGoesAway_IsAborted(Transport transport, HttpProtocols protocols)
    {
        var started = new TaskCompletionSource();
        var aborted = new TaskCompletionSource();
        await using TransportApp app = await StartAsync(transport, protocols, async context =>
        {
            context.RequestAborted.Register(aborted.SetResult);
            started.SetResult();
            await aborted.Task;
        });
        using HttpClient http = CreateClient(app);
        Task<HttpResponseMessage> asking = http.GetAsync("/");
        await started.Task.Within();

        http.Dispose();

        await aborted.Task.Within();
        await Assert.ThrowsAnyAsync<Exception>(() => asking);
    }

    [Theory, OnBothTransports]
    public async Task Connection_OverTlsClientCloses_EndsWithoutErrors(Transport transport)
    {
        await using TransportApp app = await StartAsync(transport, HttpProtocols.Http2, context => context.Response.WriteAsync("hello"));
        using (HttpClient http = CreateClient(app))
        {
            for (int i = 0; i < 5; i++)
            {
                Assert.Equal("hello", await http.GetStringAsync("/").Within());
            }
        }

        await Waiting.Until(() => app.Log.Any(entry => entry.Event.Name == "Http2ConnectionClosed"));
        await Waiting.Until(() => app.Log.Any(entry => entry.Event.Name == "ConnectionStop"));
    }

    [Theory, OnBothTransports]
    public async Task Stop_Http2RequestRuns_WaitsForIt(Transport transport)
    {
        var started = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        await using TransportApp app = await StartAsync(transport, HttpProtocols.Http2, async context =>
        {
            started.SetResult();
            await go.Task;
            await context.Response.WriteAsync("done");
        });
        using HttpClient http = CreateClient(app);
        Task<string> asking = http.GetStringAsync("/");
        await started.Task.Within();

        Task stopping = app.StopAsync();
        await Waiting.Until(() => app.Log.Any(entry => entry.Event.Name == "Http2ConnectionClosing"));
        go.SetResult();

        Assert.Equal("done", await asking.Within());
        await stopping.Within();
    }

    [Theory, OnBothTransports]
    public async Task Stop_Http2RequestDoesNotEnd_AbortsIt(Transport transport)
    {
        var started = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        await using TransportApp app = await StartAsync(transport, HttpProtocols.Http2, async _ =>
        {
            started.SetResult();
            await go.Task;
        });
        using HttpClient http = CreateClient(app);
        Task<string> asking = http.GetStringAsync("/");
        await started.Task.Within();
        using var patience = new CancellationTokenSource();

        Task stopping = app.StopAsync(patience.Token);
        await Waiting.Until(() => app.Log.Any(entry => entry.Event.Name == "Http2ConnectionClosing"));
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => asking.Within());
        go.SetResult();
        await stopping.Within();
    }

    [Theory, OnBothTransports]
    public async Task Endpoints_ByDefaultsOfTheApplication_SpeakTls(Transport transport)
    {
        await using TransportApp app = await TransportApp.StartAsync(
            transport,
            context => context.Response.WriteAsync(context.Request.Scheme),
            kestrel: options => options.ConfigureEndpointDefaults(listen => listen.UseHttps(_certificate)),
            configure: builder => builder.WebHost.UseUrls("http://127.0.0.1:0"),
            listens: false);
        Assert.StartsWith("https://", app.Addresses[0], StringComparison.Ordinal);
        using HttpClient http = CreateClient(app);
        Assert.Equal("https", await http.GetStringAsync("/").Within());
    }

    [Theory, OnBothTransports]
    public async Task Connection_LoggedOnBothSidesOfTls_IsServed(Transport transport)
    {
        await using TransportApp app = await TransportApp.StartAsync(transport, context => context.Response.WriteAsync("Hello World!"), listen =>
        {
            listen.UseConnectionLogging();
            listen.UseHttps(_certificate);
            listen.UseConnectionLogging();
        });
        using HttpClient http = CreateClient(app);
        Assert.Equal("Hello World!", await http.GetStringAsync("/").Within());
    }

    public void Dispose() => _certificate.Dispose();

    private Task<TransportApp> StartAsync(Transport transport, HttpProtocols protocols, RequestDelegate serve) =>
        TransportApp.StartAsync(transport, serve, listen =>
        {
            listen.Protocols = protocols;
            listen.UseHttps(_certificate);
        });

    private static HttpClient CreateClient(TransportApp app) =>
        new(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=localhost" } })
        {
            BaseAddress = new Uri($"https://localhost:{app.Port}"),
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
}
