using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Sockeye.Tests.Hosting;

/// <summary>The server from elsewhere in the application.</summary>
public sealed class InjectionTests
{
    [Fact]
    public async Task MinimalApi_WithTheServer_EmitsToARoom()
    {
        await using var server = await TestServer.StartAsync(
            static io => io.OnConnection(static async socket => await socket.JoinAsync("users:42")),
            app: static app => app.MapPost("/notify/{user}", static async (string user, SocketIOServer io) =>
                await io.To($"users:{user}").EmitAsync("notified", user)));
        await using var client = await server.ConnectAsync();
        using var http = new HttpClient { BaseAddress = server.Url };

        (await http.PostAsync("/notify/42", null).Within()).EnsureSuccessStatusCode();

        await client.ExpectAsync("""42["notified","42"]""");
    }

    [Fact]
    public async Task BackgroundService_WithTheServer_EmitsToARoom()
    {
        await using var server = await TestServer.StartAsync(
            services: static services => services.AddSingleton<Ticker>().AddHostedService(static provider => provider.GetRequiredService<Ticker>()));
        await using var client = await server.ConnectAsync();
        await server.IO.Sockets[client.Id].JoinAsync("ticks");

        server.App.Services.GetRequiredService<Ticker>().Release();

        await client.ExpectAsync("""42["tick",1]""");
    }

    [Fact]
    public async Task Server_IsTheSameEverywhere()
    {
        await using var server = await TestServer.StartAsync();

        Assert.Same(server.IO, server.App.Services.GetRequiredService<SocketIOServer>());
        Assert.Same(server.IO, server.IO.MainNamespace.Server);
        Assert.Same(server.IO, server.App.Services.CreateScope().ServiceProvider.GetRequiredService<SocketIOServer>());
    }

    private sealed class Ticker(SocketIOServer io) : BackgroundService
    {
        private readonly TaskCompletionSource _released = new();

        public void Release() => _released.SetResult();

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await _released.Task.WaitAsync(stoppingToken);
            await io.To("ticks").EmitAsync("tick", 1, stoppingToken);
        }
    }
}
