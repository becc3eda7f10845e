using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Sockeye.Tests.Support;

/// <summary>An application with a Socket.IO server, on a free port of this machine.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    // A session whose poll never comes would be waited for until then.
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(2);

    private TestServer(WebApplication app, SocketIOServer io, ErrorLog log, FakeTimeProvider time)
    {
        App = app;
        IO = io;
        Log = log;
        Time = time;
        Url = new Uri(app.Urls.Single());
    }

    public WebApplication App { get; }

    public SocketIOServer IO { get; }

    public ErrorLog Log { get; }

    /// <summary>The server's clock, where the test asked for one of its own.</summary>
    public FakeTimeProvider Time { get; }

    public Uri Url { get; }

    /// <summary>Starts an application.</summary>
    /// <param name="io">Sets the server up before it listens.</param>
    /// <param name="options">Changes the server's options.</param>
    /// <param name="services">Adds services.</param>
    /// <param name="app">Adds middleware and endpoints, before the server is mapped.</param>
    /// <param name="fakeTime">Whether the test moves the clock.</param>
    /// <param name="eventLoops">Whether event loops serve the endpoint, in the place of Kestrel's own sockets.</param>
    public static async Task<TestServer> StartAsync(
        Action<SocketIOServer>? io = null,
        Action<SocketIOOptions>? options = null,
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? app = null,
        bool fakeTime = false,
        bool eventLoops = false)
    {
        var log = new ErrorLog();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Debug).AddProvider(log);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        if (eventLoops)
        {
            builder.WebHost.UseEventLoops();
        }

        builder.Services.AddSocketIO(options);
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = ShutdownLimit);
        if (fakeTime)
        {
            builder.Services.AddSingleton<TimeProvider>(time);
        }

        services?.Invoke(builder.Services);
        var application = builder.Build();
        app?.Invoke(application);
        var server = application.MapSocketIO();
        io?.Invoke(server);
        await application.StartAsync().Within();
        return new TestServer(application, server, log, time);
    }

    /// <summary>Opens a connection, in no namespace yet.</summary>
    public Task<TestClient> OpenAsync(TestTransport transport = TestTransport.WebSocket, string query = "", params (string Name, string Value)[] headers) =>
        TestClient.OpenAsync(Url, "/socket.io/", transport, query, headers);

    /// <summary>Opens a connection and joins a namespace.</summary>
    public async Task<TestClient> ConnectAsync(string ns = "/", TestTransport transport = TestTransport.WebSocket, string auth = "")
    {
        var client = await OpenAsync(transport);
        await client.JoinAsync(ns, auth);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync().Within();
        await App.DisposeAsync().Within();
        Log.Verify();
    }
}
