using System.Text;
using System.Text.Json;
using Sockeye.Emitters;

namespace Sockeye.Tests.Sockets;

/// <summary>A token behind the arguments is a token, in every way to send, and never an argument.</summary>
public sealed class TrailingTokenTests
{
    /// <summary>All that sends to a client, by name; each sends the arguments 1, 2 ... and a token.</summary>
    private static readonly Dictionary<string, Func<SocketIOServer, Socket, CancellationToken, Task>> Sends = new(StringComparer.Ordinal)
    {
        ["socket 0"] = static (_, socket, token) => socket.EmitAsync("e", token).AsTask(),
        ["socket 1"] = static (_, socket, token) => socket.EmitAsync("e", 1, token).AsTask(),
        ["socket 2"] = static (_, socket, token) => socket.EmitAsync("e", 1, 2, token).AsTask(),
        ["socket 3"] = static (_, socket, token) => socket.EmitAsync("e", 1, 2, 3, token).AsTask(),
        ["socket 4"] = static (_, socket, token) => socket.EmitAsync("e", 1, 2, 3, 4, token).AsTask(),
        ["socket 5"] = static (_, socket, token) => socket.EmitAsync("e", 1, 2, 3, 4, 5, token).AsTask(),
        ["socket list"] = static (_, socket, token) => socket.EmitAsync("e", new object?[] { 1, 2 }, token).AsTask(),
        ["socket operator"] = static (_, socket, token) => socket.Compress(false).EmitAsync("e", 1, token).AsTask(),
        ["socket ack 0"] = static (_, socket, token) => socket.EmitWithAckAsync("e", token),
        ["socket ack 1"] = static (_, socket, token) => socket.EmitWithAckAsync("e", 1, token),
        ["socket ack list"] = static (_, socket, token) => socket.EmitWithAckAsync("e", new object?[] { 1 }, token),
        ["socket ack typed"] = static (_, socket, token) => socket.EmitWithAckAsync<string>("e", 1, 2, token),
        ["server 0"] = static (io, _, token) => io.EmitAsync("e", token).AsTask(),
        ["server 1"] = static (io, _, token) => io.EmitAsync("e", 1, token).AsTask(),
        ["server 2"] = static (io, _, token) => io.EmitAsync("e", 1, 2, token).AsTask(),
        ["server 3"] = static (io, _, token) => io.EmitAsync("e", 1, 2, 3, token).AsTask(),
        ["server 4"] = static (io, _, token) => io.EmitAsync("e", 1, 2, 3, 4, token).AsTask(),
        ["server 5"] = static (io, _, token) => io.EmitAsync("e", 1, 2, 3, 4, 5, token).AsTask(),
        ["server list"] = static (io, _, token) => io.EmitAsync("e", new object?[] { 1, 2 }, token).AsTask(),
        ["namespace"] = static (io, _, token) => io.Of("/").EmitAsync("e", 1, token).AsTask(),
        ["room"] = static (io, socket, token) => io.To(socket.Id).EmitAsync("e", 1, token).AsTask(),
        ["server ack"] = static (io, _, token) => io.EmitWithAckAsync("e", 1, token),
        ["server ack list"] = static (io, _, token) => io.EmitWithAckAsync("e", new object?[] { 1 }, token),
        ["remote"] = static async (io, socket, token) => await (await io.FetchSocketsAsync(CancellationToken.None)).First(remote => remote.Id == socket.Id).EmitAsync("e", 1, token),
        ["remote ack"] = static async (io, socket, token) => await (await io.FetchSocketsAsync(CancellationToken.None)).First(remote => remote.Id == socket.Id).EmitWithAckAsync("e", 1, token),
    };

    public static TheoryData<string> Ways => [.. Sends.Keys];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Emit_WithAToken_SendsTheArgumentsOnly(string way)
    {
        await using var scene = await Scene.StartAsync(2);
        using var source = new CancellationTokenSource();

        var sending = Sends[way](scene.IO, scene[0], source.Token);

        var packet = await scene.Clients[0].ReceiveAsync();
        using var sent = JsonDocument.Parse(packet[packet.IndexOf('[', StringComparison.Ordinal)..]);
        var arguments = sent.RootElement.EnumerateArray().Skip(1).TakeWhile(static value => value.ValueKind == JsonValueKind.Number).ToArray();
        Assert.Equal(Enumerable.Range(1, arguments.Length), arguments.Select(static value => value.GetInt32()));
        Assert.Equal(arguments.Length + 1, sent.RootElement.GetArrayLength());

        // What waits for an answer ends with it.
        await source.CancelAsync();
        if (way.Contains("ack", StringComparison.Ordinal))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.Within());
        }
        else
        {
            await sending.Within();
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Emit_WithACancelledToken_SendsNothing(string way)
    {
        await using var scene = await Scene.StartAsync(2);
        var cancelled = new CancellationToken(canceled: true);

        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Sends[way](scene.IO, scene[0], cancelled).Within());

        Assert.Equal(cancelled, thrown.CancellationToken);
        Assert.Equal(["", ""], await scene.DrainAsync());
    }

    [Fact]
    public async Task History_WithAToken_KeepsTheArgumentsOnly_AndNothingIfItIsCancelled()
    {
        RoomHistory history = null!;
        await using var scene = await Scene.StartAsync(2, io => history = io.MainNamespace.UseHistory());
        await scene[0].JoinAsync("tea");
        using var source = new CancellationTokenSource();

        await history.EmitAsync("tea", "e", 1, source.Token);
        await history.From(scene[1]).EmitAsync("tea", "e", 2, source.Token);
        await history.AppendAsync("tea", "e", 3, source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => history.EmitAsync("tea", "e", 4, source.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => history.From(scene[1]).EmitAsync("tea", "e", 5, source.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => history.AppendAsync("tea", "e", 6, source.Token));

        Assert.Equal([(1, 1), (1, 2), (1, 3)], (await history.ReadAsync("tea")).Messages.Select(static message => (message.Arguments.Count, message.Arguments.Get<int>(0))));
    }

    [Fact]
    public async Task Acknowledgement_WithAToken_AnswersWithTheValuesOnly()
    {
        using var source = new CancellationTokenSource();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket
            .On("none", (Acknowledgement ack) => ack.SendAsync(source.Token))
            .On("one", (Acknowledgement ack) => ack.SendAsync(1, source.Token))
            .On("two", (Acknowledgement ack) => ack.SendAsync(1, 2, source.Token))
            .On("three", (Acknowledgement ack) => ack.SendAsync(1, 2, 3, source.Token))
            .On("list", (Acknowledgement ack) => ack.SendAsync(new object?[] { 1, 2 }, source.Token))));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""420["none"]""", """421["one"]""", """422["two"]""", """423["three"]""", """424["list"]""");

        await client.ExpectAsync("430[]", "431[1]", "432[1,2]", "433[1,2,3]", "434[1,2]");
    }

    [Fact]
    public async Task Acknowledgement_WithACancelledToken_AnswersNothingYet()
    {
        var cancelled = new CancellationToken(canceled: true);
        var refused = new List<bool>();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket.On("ask", (Acknowledgement ack) =>
        {
            refused.Add(IsCancelled(ack.SendAsync(cancelled)));
            refused.Add(IsCancelled(ack.SendAsync(1, cancelled)));
            refused.Add(IsCancelled(ack.SendAsync(1, 2, cancelled)));
            refused.Add(IsCancelled(ack.SendAsync(1, 2, 3, cancelled)));
            ack.Send("later");
        })));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""420["ask"]""");

        await client.ExpectAsync("""430["later"]""");
        Assert.Equal([true, true, true, true], refused);

        static bool IsCancelled(ValueTask sending) => sending.IsCanceled;
    }

    [Fact]
    public async Task Token_ThatIsNoLastArgument_IsRefusedWithAClearMessage()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var socket = server.IO.Sockets[client.Id];

        Assert.Contains("CancellationToken", Assert.Throws<ArgumentException>(() => socket.Emit("e", CancellationToken.None)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => socket.Emit("e", 1, 2, 3, 4, 5, CancellationToken.None));
        Assert.Throws<ArgumentException>(() => server.IO.Emit("e", 1, CancellationToken.None));
        Assert.Throws<ArgumentException>(() => Emit(CancellationToken.None, 1));
        socket.Emit("after");
        await client.ExpectAsync("""42["after"]""");

        void Emit<T1, T2>(T1 first, T2 second) => socket.EmitAsync("e", first, second).AsTask().GetAwaiter().GetResult();
    }

    [Fact]
    public async Task EmitterOfAWorker_WithAToken_PublishesTheArgumentsOnly_AndNothingIfItIsCancelled()
    {
        var backend = new RecordingBackend();
        await using var emitter = new SocketIOEmitter(backend, new RedisEmitterOptions());
        using var source = new CancellationTokenSource();

        for (var i = 0; i < 2; i++)
        {
            Task[] sendings =
            [
                emitter.EmitAsync("e", source.Token).AsTask(),
                emitter.EmitAsync("e", 1, source.Token).AsTask(),
                emitter.EmitAsync("e", 1, 2, source.Token).AsTask(),
                emitter.EmitAsync("e", 1, 2, 3, source.Token).AsTask(),
                emitter.EmitAsync("e", 1, 2, 3, 4, source.Token).AsTask(),
                emitter.EmitAsync("e", new object?[] { 1 }, source.Token).AsTask(),
                emitter.ServerSideEmitAsync("e", 1, source.Token).AsTask(),
            ];
            Assert.All(sendings, sending => Assert.Equal(source.IsCancellationRequested, sending.IsCanceled));
            await source.CancelAsync();
        }

        Assert.Equal(
            ["""["e"]""", """["e",1]""", """["e",1,2]""", """["e",1,2,3]""", """["e",1,2,3,4]""", """["e",1]""", """["e",1]"""],
            backend.Published.Select(static message => Encoding.UTF8.GetString(message.Payload.Json.Span)));
    }

    private sealed class RecordingBackend : IEmitterBackend
    {
        public List<ClusterMessage> Published { get; } = [];

        public ValueTask PublishAsync(ClusterMessage message)
        {
            Published.Add(message);
            return default;
        }

        public ValueTask DisposeAsync() => default;
    }
}
