using System.Text.Json;
using SocketIOClient;
using SocketIOClient.Transport;
using ClientOptions = SocketIOClient.SocketIOOptions;

namespace Sockeye.Tests.Clients;

/// <summary>NuGet's SocketIOClient, which speaks both revisions of the protocol.</summary>
public sealed class SocketIOClientTests(EchoServer server) : IClassFixture<EchoServer>
{
    private static readonly byte[] Bytes = [0, 1, 4, 0x1e, 0x62, 255];

    public static TheoryData<int, TransportProtocol> Ways { get; } = new(
        from eio in (int[])[3, 4]
        from transport in (TransportProtocol[])[TransportProtocol.Polling, TransportProtocol.WebSocket]
        select (eio, transport));

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Connect_MainNamespace_IsConnected(int eio, TransportProtocol transport)
    {
        using var client = await ConnectAsync("/", eio, transport);

        var id = await AskAsync<string>(client, "whoami");

        var socket = server.IO.Sockets[id];
        Assert.Equal(eio, socket.Session.Protocol);
        Assert.Equal(transport == TransportProtocol.WebSocket ? "websocket" : "polling", socket.TransportName);
    }

    /// <summary>It asks over polling what there is, and begins again with a session over WebSocket.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Connect_AutoUpgrade_IsOverWebSocket(int eio)
    {
        using var client = await ConnectAsync("/", eio, TransportProtocol.Polling, upgrade: true);

        Assert.Equal("websocket", server.IO.Sockets[await AskAsync<string>(client, "whoami")].TransportName);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Emit_JsonAndUnicode_ComeBack(int eio, TransportProtocol transport)
    {
        using var client = await ConnectAsync("/", eio, transport);
        var came = Listen(client, "message-back");

        await client.EmitAsync("message", "grüße €😀", 2.5, null, new { deep = new object[] { true, "😀" } }).Within();

        var response = await came.NextAsync();
        Assert.Equal("grüße €😀", response.GetValue<string>(0));
        Assert.Equal(2.5, response.GetValue<double>(1));
        Assert.Equal(JsonValueKind.Null, response.GetValue(2).ValueKind);
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse("""{"deep":[true,"😀"]}"""), response.GetValue(3)));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Emit_Binary_ComesBack(int eio, TransportProtocol transport)
    {
        using var client = await ConnectAsync("/", eio, transport);
        var came = Listen(client, "bytes-back");

        await client.EmitAsync("bytes", Bytes, "text", new byte[70_000]).Within();

        var response = await came.NextAsync();
        Assert.Equal(Bytes, response.GetValue<byte[]>(0));
        Assert.Equal("text", response.GetValue<string>(1));
        Assert.Equal(new byte[70_000], response.GetValue<byte[]>(2));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task EmitWithAck_FromTheServer_IsAnswered(int eio, TransportProtocol transport)
    {
        using var client = await ConnectAsync("/", eio, transport);
        var answers = new Inbox<Task>();
        client.On("question", response => answers.Add(response.CallbackAsync(response.GetValue<string>() + "!")));
        client.On("question for bytes", response => answers.Add(response.CallbackAsync(Bytes)));
        var socket = server.IO.Sockets[await AskAsync<string>(client, "whoami")];

        Assert.Equal("€😀!", await socket.EmitWithAckAsync<string>("question", "€😀").Within());
        Assert.Equal(Bytes, await socket.EmitWithAckAsync<byte[]>("question for bytes").Within());
        await Task.WhenAll(await answers.NextAsync(2)).Within();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Connect_OtherNamespace_HasItsRooms(int eio, TransportProtocol transport)
    {
        using var client = await ConnectAsync("/chat", eio, transport);
        var said = Listen(client, "said");
        Assert.Equal("in", await AskAsync<string>(client, "join", "room"));

        await server.IO.Of("/chat").To("room").EmitAsync("said", "hello", Bytes);

        var response = await said.NextAsync();
        Assert.Equal("hello", response.GetValue<string>(0));
        Assert.Equal(Bytes, response.GetValue<byte[]>(1));
    }

    [Theory]
    [InlineData(TransportProtocol.Polling)]
    [InlineData(TransportProtocol.WebSocket)]
    public async Task Connect_Auth_IsReadByTheMiddleware(TransportProtocol transport)
    {
        var refusals = new Inbox<string>();
        using var stranger = Create("/auth", 4, transport, auth: new { token = "wrong" });
        stranger.OnError += (_, message) => refusals.Add(message);
        await stranger.ConnectAsync().Within();

        Assert.Equal("Unauthorized", await refusals.NextAsync());

        using var client = await ConnectAsync("/auth", 4, transport, auth: new { token = "secret" });
        Assert.Contains(await AskAsync<string>(client, "whoami"), server.IO.Of("/auth").Sockets.Keys);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Disconnect_ByEitherSide_EndsBoth(int eio, TransportProtocol transport)
    {
        using var leaving = await ConnectAsync("/chat", eio, transport);
        var gone = new Inbox<DisconnectReason>();
        server.IO.Of("/chat").Sockets[await AskAsync<string>(leaving, "whoami")].OnDisconnect(gone.Add);

        await leaving.DisconnectAsync().Within();

        Assert.Equal("client namespace disconnect", (await gone.NextAsync()).Name);

        using var kicked = await ConnectAsync("/chat", eio, transport);
        var reasons = new Inbox<string>();
        kicked.OnDisconnected += (_, reason) => reasons.Add(reason);
        server.IO.Of("/chat").Sockets[await AskAsync<string>(kicked, "whoami")].Disconnect();

        Assert.Equal("io server disconnect", await reasons.NextAsync());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Reconnect_ConnectionIsCut_HasANewSession(int eio, TransportProtocol transport)
    {
        using var client = Create("/", eio, transport);
        client.Options.Reconnection = true;
        client.Options.ReconnectionDelay = 1;
        var connected = new Inbox<string>();
        client.OnConnected += (_, _) => connected.Add(client.Id);
        await client.ConnectAsync().Within();
        await connected.NextAsync();
        var id = await AskAsync<string>(client, "whoami");

        server.IO.Sockets[id].Session.Close();
        await connected.NextAsync();

        Assert.NotEqual(id, await AskAsync<string>(client, "whoami"));
    }

    private SocketIO Create(string ns, int eio, TransportProtocol transport, bool upgrade = false, object? auth = null) =>
        new(new Uri(server.Url, ns), new ClientOptions { EIO = eio, Transport = transport, AutoUpgrade = upgrade, Auth = auth, Reconnection = false });

    private async Task<SocketIO> ConnectAsync(string ns, int eio, TransportProtocol transport, bool upgrade = false, object? auth = null)
    {
        var client = Create(ns, eio, transport, upgrade, auth);
        var connected = new TaskCompletionSource();
        client.OnConnected += (_, _) => connected.TrySetResult();
        await client.ConnectAsync().Within();
        await connected.Task.Within();
        return client;
    }

    private static Inbox<SocketIOResponse> Listen(SocketIO client, string name)
    {
        var inbox = new Inbox<SocketIOResponse>();
        client.On(name, inbox.Add);
        return inbox;
    }

    private static async Task<T> AskAsync<T>(SocketIO client, string name, params object[] args)
    {
        var answer = new Inbox<SocketIOResponse>();
        await client.EmitAsync(name, answer.Add, args).Within();
        return (await answer.NextAsync()).GetValue<T>();
    }
}
