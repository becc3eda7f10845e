using System.Text.Json;

namespace Sockeye.Tests.Clients;

/// <summary>What the tests of a client share: a server that sends back what it gets, for both revisions of the protocol.</summary>
public sealed class EchoServer : IAsyncLifetime
{
    private TestServer? _server;

    public SocketIOServer IO => _server!.IO;

    public Uri Url => _server!.Url;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(SetUp, static options => options.Engine.AllowEIO3 = true);

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    private static void SetUp(SocketIOServer io)
    {
        foreach (var name in (string[])["/", "/chat", "/auth"])
        {
            io.Of(name).OnConnection(Answer);
        }

        io.Of("/auth").Use(static socket => socket.Handshake.Auth.GetString("token") == "secret" ? default : throw new ConnectRefusedException("Unauthorized"));
    }

    private static void Answer(Socket socket)
    {
        socket.On("whoami", ack => ack.SendAsync(socket.Id));
        socket.On<string>("join", async (room, ack) =>
        {
            await socket.JoinAsync(room);
            await ack.SendAsync("in");
        });
        socket.On<string, double, JsonElement, JsonElement>("message", (a, b, c, d) => socket.EmitAsync("message-back", a, b, c, d));
        socket.On<byte[], string, byte[]>("bytes", (a, b, c) => socket.EmitAsync("bytes-back", a, b, c));
    }
}
