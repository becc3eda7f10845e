using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Tests.Permissions;

/// <summary>A server with permissions in its main namespace. Who a client is says its <c>auth.user</c>; <c>join</c>, <c>join all</c> and <c>say</c> do what clients ask for.</summary>
internal sealed class PermissionServer : IAsyncDisposable
{
    private readonly List<TestClient> _clients = [];

    private PermissionServer(TestServer server, RoomPermissions permissions)
    {
        Server = server;
        Permissions = permissions;
    }

    public TestServer Server { get; }

    public RoomPermissions Permissions { get; }

    public Namespace Namespace => Server.IO.MainNamespace;

    public static async Task<PermissionServer> StartAsync(
        Action<RoomPermissionOptions> rules,
        Action<SocketIOServer>? io = null,
        Action<SocketIOOptions>? options = null,
        Action<IServiceCollection>? services = null,
        bool fakeTime = false)
    {
        RoomPermissions permissions = null!;
        var server = await TestServer.StartAsync(
            server =>
            {
                server.Use(static socket =>
                {
                    if (socket.Handshake.Auth.GetString("user") is { } name)
                    {
                        socket.User = Users.Named(name);
                    }
                });
                permissions = server.MainNamespace.UsePermissions(rules);
                io?.Invoke(server);
                server.OnConnection(Listen);
            },
            options,
            services,
            fakeTime: fakeTime);
        return new PermissionServer(server, permissions);
    }

    public async Task<(TestClient Client, Socket Socket)> ConnectAsync(string? user = null, params string[] rooms)
    {
        var client = await Server.ConnectAsync(auth: user is null ? "" : $$"""{"user":"{{user}}"}""");
        _clients.Add(client);
        await Namespace.In(client.Id).SocketsJoinAsync(rooms);
        return (client, Namespace.Sockets[client.Id]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }

        await Server.DisposeAsync();
    }

    private static void Listen(Socket socket) => socket
        .On("join", async (string room, Acknowledgement ack) =>
        {
            await socket.JoinAsync(room);
            await ack.SendAsync("in");
        })
        .On("join all", async (string[] rooms, Acknowledgement ack) =>
        {
            await socket.JoinAsync(rooms);
            await ack.SendAsync("in");
        })
        .On("say", async (string[] rooms, string text, Acknowledgement ack) =>
        {
            await socket.To(rooms).EmitAsync("said", text);
            await ack.SendAsync("sent");
        })
        .On("ask", async (string room, Acknowledgement ack) =>
        {
            var answers = await socket.To(room).Timeout(TimeSpan.FromSeconds(10)).EmitWithAckAsync("asked");
            await ack.SendAsync(answers.Answers.Count);
        });
}
