using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Sockeye.Tests.Presences;

/// <summary>A server with presence in its namespace <c>/chat</c>. Who a client is says its <c>auth.user</c>, what describes it its <c>auth.name</c>.</summary>
internal sealed class PresenceServer : IAsyncDisposable
{
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, bool> _gone;

    private PresenceServer(TestServer server, Presence presence, FakeTimeProvider time, ConcurrentDictionary<string, bool> gone)
    {
        _gone = gone;
        Server = server;
        Presence = presence;
        Time = time;
    }

    public TestServer Server { get; }

    public Presence Presence { get; }

    public FakeTimeProvider Time { get; }

    public Namespace Namespace => Server.IO.Of("/chat");

    public List<TestClient> Clients { get; } = [];

    public static async Task<PresenceServer> StartAsync(
        Action<PresenceOptions>? configure = null, TestHub? hub = null, FakeTimeProvider? time = null, Action<Namespace>? before = null, Action<SocketIOOptions>? options = null)
    {
        time ??= new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        Presence presence = null!;
        var gone = new ConcurrentDictionary<string, bool>();
        var server = await TestServer.StartAsync(
            io =>
            {
                var ns = io.Of("/chat");
                before?.Invoke(ns);
                presence = Use(ns, configure);
                ns.OnConnection(socket => socket.OnDisconnect(_ => gone[socket.Id] = true));
            },
            options: options,
            services: services =>
            {
                services.AddSingleton<TimeProvider>(time);
                RoomSettings.Heartbeat(Heartbeat)(services);
                hub?.Services(services);
            });
        return new PresenceServer(server, presence, time, gone);
    }

    public static Presence Use(Namespace ns, Action<PresenceOptions>? configure = null) => ns.UsePresence(options =>
    {
        options.Identify = static socket => socket.Handshake.Auth.GetString("user");
        options.Describe = static socket => socket.Handshake.Auth.GetString("name") is { } name ? new { name } : null;
        configure?.Invoke(options);
    });

    public async Task<TestClient> ConnectAsync(string user, string? name = null, TestTransport transport = TestTransport.WebSocket)
    {
        var client = await Server.ConnectAsync("/chat", transport, name is null ? $$"""{"user":"{{user}}"}""" : $$"""{"user":"{{user}}","name":"{{name}}"}""");
        Clients.Add(client);
        return client;
    }

    /// <summary>Connects, and is in a room.</summary>
    public async Task<TestClient> JoinAsync(string user, string room = "tea", string? name = null)
    {
        var client = await ConnectAsync(user, name);
        await SocketOf(client).JoinAsync(room);
        return client;
    }

    public Socket SocketOf(TestClient client) => Namespace.Sockets[client.Id];

    /// <summary>The client breaks off, and the server knows.</summary>
    public async Task BreakAsync(TestClient client)
    {
        client.Abort();
        await Waiting.Until(() => _gone.ContainsKey(client.Id));
    }

    /// <summary>Who is in a room, with their states.</summary>
    public string Members(string room = "tea") => string.Join(' ', Presence.Members(room).Select(static member => $"{member.Id}:{member.State.GetRawText()}"));

    /// <summary>Everything that this server knows, as text.</summary>
    public string Picture() => string.Join(
        '\n',
        Presence.Rooms.OrderBy(static room => room.Key, StringComparer.Ordinal).Select(room =>
            $"{room.Key} {room.Value}: {string.Join(' ', Presence.Members(room.Key).Select(static member => $"{member.Id}:{member.State.GetRawText()}:{member.Info?.GetRawText()}"))}"));

    /// <summary>Lets the time of a window go by, and the news be told.</summary>
    public void PassWindow() => Time.Advance(TimeSpan.FromMilliseconds(600));

    public async ValueTask DisposeAsync()
    {
        foreach (var client in Clients)
        {
            await client.DisposeAsync();
        }

        await Server.DisposeAsync();
    }
}
