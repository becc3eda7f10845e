using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sockeye.Tests.Support;

namespace Sockeye.EventLoops.Tests.Fixture;

/// <summary>An application on Kestrel, with one of the transports.</summary>
internal sealed class TransportApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly LogEntries _log;

    private TransportApp(WebApplication app, LogEntries log)
    {
        _app = app;
        _log = log;
        Addresses = [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];
    }

    public IReadOnlyList<string> Addresses { get; }

    public IReadOnlyCollection<LogEntry> Log => _log.All;

    public IServiceProvider Services => _app.Services;

    public int Port => new Uri(Addresses[0].Replace("[::]", "localhost", StringComparison.Ordinal)).Port;

    /// <param name="transport">What listens.</param>
    /// <param name="serve">Answers the requests.</param>
    /// <param name="listening">Configures the endpoint.</param>
    /// <param name="kestrel">Configures Kestrel; if <paramref name="listens"/> is off, its endpoints too.</param>
    /// <param name="sockets">Configures the transport.</param>
    /// <param name="configure">Configures the rest.</param>
    /// <param name="listens">Whether to listen on a free port of the loopback.</param>
    public static async Task<TransportApp> StartAsync(
        Transport transport,
        RequestDelegate serve,
        Action<ListenOptions>? listening = null,
        Action<KestrelServerOptions>? kestrel = null,
        Action<SocketTransportOptions>? sockets = null,
        Action<WebApplicationBuilder>? configure = null,
        bool listens = true)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        var log = new LogEntries();
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Debug);
        builder.WebHost.UseSockets(options => sockets?.Invoke(options));
        if (transport == Transport.EventLoops)
        {
            builder.WebHost.UseEventLoops();
        }

        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(options =>
        {
            kestrel?.Invoke(options);
            if (listens)
            {
                options.Listen(IPAddress.Loopback, 0, listen => listening?.Invoke(listen));
            }
        });
        configure?.Invoke(builder);
        WebApplication app = builder.Build();
        app.Run(serve);
        await app.StartAsync().Within();
        return new TransportApp(app, log);
    }

    public Task<RawClient> ConnectAsync(int? receiveBuffer = null) => RawClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Port), receiveBuffer);

    public Task StopAsync(CancellationToken cancellationToken = default) => _app.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync().Within();

    /// <summary>Waits until a number has stayed the same for a while: whoever counts is held up.</summary>
    public static async Task UntilStill(Func<long> count)
    {
        long seen = -1;
        for (int same = 0; same < 10;)
        {
            long now = count();
            same = now == seen ? same + 1 : 0;
            seen = now;
            await Task.Delay(30);
        }
    }

    public static X509Certificate2 CreateCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }
}
