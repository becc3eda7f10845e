namespace Sockeye.Redis.Tests.Rooms;

/// <summary>A server with presence in its namespace <c>/chat</c>; who a client is says its <c>auth.user</c>.</summary>
internal sealed class PresenceServer : IAsyncDisposable
{
    private PresenceServer(TestServer server, Presence presence)
    {
        Server = server;
        Presence = presence;
    }

    public TestServer Server { get; }

    public Presence Presence { get; }

    public static async Task<PresenceServer> StartAsync(RedisServer redis, AdapterKind kind, TimeSpan heartbeat)
    {
        Presence presence = null!;
        var server = await Cluster.StartAsync(
            kind,
            redis.Address,
            rooms: options => options.HeartbeatInterval = heartbeat,
            io: io => presence = io.Of("/chat").UsePresence(static options => options.Identify = static socket => socket.Handshake.Auth.GetString("user")));
        return new PresenceServer(server, presence);
    }

    /// <summary>Opens a connection that is in the room <c>tea</c>.</summary>
    public async Task<TestClient> JoinAsync(string user)
    {
        var client = await Server.ConnectAsync("/chat", auth: $$"""{"user":"{{user}}"}""");
        await Server.IO.Of("/chat").Sockets[client.Id].JoinAsync("tea");
        return client;
    }

    public async Task LeaveAsync(TestClient client) => await Server.IO.Of("/chat").Sockets[client.Id].LeaveAsync("tea");

    /// <summary>Who is in the room, with their states.</summary>
    public string Members() => string.Join(' ', Presence.Members("tea").Select(static member => $"{member.Id}:{member.State.GetRawText()}"));

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
