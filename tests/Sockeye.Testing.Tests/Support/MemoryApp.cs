using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Sockeye.Testing.Tests.Support;

/// <summary>An application in a test server.</summary>
internal sealed class MemoryApp : IAsyncDisposable
{
    private MemoryApp(WebApplication app, SocketIOServer io, FakeTimeProvider time)
    {
        App = app;
        IO = io;
        Time = time;
    }

    public WebApplication App { get; }

    public SocketIOServer IO { get; }

    /// <summary>The clock of both sides, if the test asked for one.</summary>
    public FakeTimeProvider Time { get; }

    public static async Task<MemoryApp> StartAsync(
        Action<SocketIOServer>? io = null, Action<SocketIOOptions>? options = null, Action<WebApplication>? app = null, Action<IServiceCollection>? services = null, bool fakeTime = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.Services.AddSocketIO(options);
        var time = new FakeTimeProvider();
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
        return new MemoryApp(application, server, time);
    }

    public SocketIOClient CreateClient(string ns = "/", Action<SocketIOClientOptions>? configure = null) => App.GetTestServer().CreateSocketIOClient(ns, configure);

    public async ValueTask DisposeAsync()
    {
        await IO.CloseAsync(new CancellationToken(canceled: true)).Within();
        await App.DisposeAsync().Within();
    }
}
