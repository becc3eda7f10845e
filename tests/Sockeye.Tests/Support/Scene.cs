using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Tests.Support;

/// <summary>A server with some clients in one namespace.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private readonly List<Socket> _sockets = [];

    public required TestServer Server { get; init; }

    public required Namespace Namespace { get; init; }

    public List<TestClient> Clients { get; } = [];

    public SocketIOServer IO => Server.IO;

    public RoomDirectory Rooms => Namespace.Adapter.Rooms;

    public Socket this[int index] => _sockets[index];

    public static async Task<Scene> StartAsync(
        int clients, Action<SocketIOServer>? io = null, string ns = "/", Action<SocketIOOptions>? options = null, bool fakeTime = false, Action<IServiceCollection>? services = null)
    {
        var server = await TestServer.StartAsync(
            server =>
            {
                server.Of(ns);
                io?.Invoke(server);
            },
            options,
            services,
            fakeTime: fakeTime);
        var scene = new Scene { Server = server, Namespace = server.IO.Of(ns) };
        for (var i = 0; i < clients; i++)
        {
            await scene.AddAsync();
        }

        return scene;
    }

    public async Task<Socket> AddAsync(TestTransport transport = TestTransport.WebSocket)
    {
        var client = await Server.ConnectAsync(Namespace.Name, transport);
        Clients.Add(client);
        _sockets.Add(Namespace.Sockets[client.Id]);
        return _sockets[^1];
    }

    /// <summary>What each client has received since it was last asked.</summary>
    public async Task<string[]> DrainAsync() =>
        [.. (await Task.WhenAll(Clients.Select(static client => client.DrainAsync()))).Select(static packets => string.Join(' ', packets))];

    public async ValueTask DisposeAsync()
    {
        foreach (var client in Clients)
        {
            await client.DisposeAsync();
        }

        await Server.DisposeAsync();
    }
}
