using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sockeye.Tests.Sockets;

/// <summary>
/// Half of a surrogate pair, as JavaScript makes it of an emoji that is cut in two. Forwarded, it stays what it was; read as a string, it is U+FFFD.
/// A server that logs an error fails its test, as does one that closes a connection.
/// </summary>
public sealed class HalfSurrogateTests
{
    private const string Half = @"""hello \ud83d""";
    private const string Read = "hello \ufffd";

    private const string Everywhere = """{"text":"a\ud83d","\udc00":["\ud83d\ud83d\ude00"],"deep":{"name\ud83d":1}}""";
    private const string EverywhereRead = """{"text":"a�","�":["�😀"],"deep":{"name�":1}}""";

    public static TheoryData<string, Action<Socket>> TypedHandlers => new()
    {
        { "string", static socket => socket.On("say", (string text, Acknowledgement ack) => ack.SendAsync(text)) },
        { "object", static socket => socket.On("say", (object text, Acknowledgement ack) => ack.SendAsync(text)) },
        { "JsonElement", static socket => socket.On("say", (JsonElement text, Acknowledgement ack) => ack.SendAsync(text.GetString())) },
        { "JsonElement again", static socket => socket.On("say", (JsonElement text, Acknowledgement ack) => ack.SendAsync(text)) },
        { "JsonNode", static socket => socket.On("say", (JsonNode text, Acknowledgement ack) => ack.SendAsync(text.GetValue<string>())) },
        { "JsonValue", static socket => socket.On("say", (JsonValue text, Acknowledgement ack) => ack.SendAsync(text)) },
        { "event", static socket => socket.On("say", (IncomingEvent e) => e.Acknowledgement.SendAsync(e.Arguments.Get<string>(0)).AsTask()) },
    };

    public static TheoryData<string, Action<Socket>> ObjectHandlers => new()
    {
        { "JsonElement", static socket => socket.On("say", (JsonElement value, Acknowledgement ack) => ack.SendAsync(value)) },
        { "JsonNode", static socket => socket.On("say", (JsonNode value, Acknowledgement ack) => ack.SendAsync(value)) },
        { "JsonObject", static socket => socket.On("say", (JsonObject value, Acknowledgement ack) => ack.SendAsync(value)) },
        { "object", static socket => socket.On("say", (object value, Acknowledgement ack) => ack.SendAsync(value)) },
        { "Dictionary", static socket => socket.On("say", (Dictionary<string, object> value, Acknowledgement ack) => ack.SendAsync(value)) },
        { "Dictionary of nodes", static socket => socket.On("say", (Dictionary<string, JsonNode> value, Acknowledgement ack) => ack.SendAsync(value)) },
    };

    [Theory]
    [MemberData(nameof(TypedHandlers))]
    public async Task Argument_ReadAsAString_HasTheReplacementCharacter(string type, Action<Socket> listen)
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(listen));
        await using var client = await server.ConnectAsync();

        await client.SendAsync($"""421["say",{Half}]""");

        Assert.Equal($"""431["{Read}"]""", await client.ReceiveAsync());
        Assert.NotEmpty(type);
    }

    [Theory]
    [MemberData(nameof(ObjectHandlers))]
    public async Task Argument_WithHalvesInValuesAndNames_IsReadAndSentBack(string type, Action<Socket> listen)
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(listen));
        await using var client = await server.ConnectAsync();

        await client.SendAsync($"""421["say",{Everywhere}]""");

        Assert.Equal($"431[{EverywhereRead}]", await client.ReceiveAsync());
        Assert.NotEmpty(type);
    }

    [Fact]
    public async Task Argument_OfAnOwnType_IsReadWithReplacementCharacters()
    {
        await using var server = await TestServer.StartAsync(static io => io.OnConnection(static socket =>
            socket.On("say", (Message message, Acknowledgement ack) => ack.SendAsync(message))));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""421["say",{"text":"\udc00!","\ud83d":1,"tags":{"a\ud83d":"\ud83d"}}]""");

        await client.ExpectAsync("""431[{"text":"�!","tags":{"a�":"�"}}]""");
    }

    [Theory]
    [InlineData(TestTransport.WebSocket)]
    [InlineData(TestTransport.Polling)]
    public async Task Undecoded_Forwarded_StaysWhatItWas(TestTransport transport)
    {
        await using var server = await TestServer.StartAsync(static io => io.OnConnection(static socket =>
        {
            socket.On("say", (IncomingEvent e) => e.Socket.Namespace.EmitAsync("said", e.Arguments).AsTask());
            socket.On("ask", async (IncomingEvent e) => await e.Acknowledgement.SendAsync(await e.Socket.EmitWithAckAsync("question")));
        }));
        await using var client = await server.ConnectAsync(transport: transport);

        await client.SendAsync($"""42["say",{Half},{Everywhere}]""");
        await client.ExpectAsync($"""42["said",{Half},{Everywhere}]""");

        await client.SendAsync("""421["ask"]""");
        await client.ExpectAsync("""420["question"]""");
        await client.SendAsync($"430[{Everywhere}]");
        await client.ExpectAsync($"431[{Everywhere}]");
    }

    [Fact]
    public async Task Acknowledgement_WithHalves_IsReadAsAnyType()
    {
        var answers = new Inbox<(string?, string?)>();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket.On("ask", async () =>
        {
            var answer = await socket.EmitWithAckAsync("question");
            answers.Add((answer.Get<string>(0), answer.Get<JsonElement>(1).GetProperty("text").GetString()));
        })));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""42["ask"]""");
        await client.ExpectAsync("""420["question"]""");
        await client.SendAsync($"430[{Half},{Everywhere}]");

        Assert.Equal((Read, "a\ufffd"), await answers.NextAsync());
    }

    [Fact]
    public async Task EventName_WithAHalf_IsANameWithTheReplacementCharacter()
    {
        var names = new Inbox<string>();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket =>
        {
            socket.OnAny(e => names.Add(e.Name));
            socket.On("hello \ufffd", (string text, Acknowledgement ack) => ack.SendAsync(text));
            socket.OnUnhandled(e =>
            {
                names.Add("unhandled " + e.Name);
                return Task.CompletedTask;
            });
        }));
        await using var client = await server.ConnectAsync();

        await client.SendAsync($"""421[{Half},"x"]""", """42["\udc00\ud83d"]""", """42["dis\ud83dconnect"]""", """422["hello �","y"]""");

        await client.ExpectAsync("""431["x"]""", """432["y"]""");
        Assert.Equal(Read, await names.NextAsync());
        Assert.Equal("\ufffd\ufffd", await names.NextAsync());
        Assert.Equal("unhandled \ufffd\ufffd", await names.NextAsync());
        Assert.Equal("dis\ufffdconnect", await names.NextAsync());
    }

    [Fact]
    public async Task EventName_WithAHalfAndMiddlewares_PassesThem()
    {
        await using var server = await TestServer.StartAsync(static io => io.OnConnection(static socket =>
        {
            socket.Use(static _ => { });
            socket.On(Read, (string text, Acknowledgement ack) => ack.SendAsync(text));
        }));
        await using var client = await server.ConnectAsync();

        await client.SendAsync($"421[{Half},{Half}]");

        Assert.Equal($"""431["{Read}"]""", await client.ReceiveAsync());
    }

    [Fact]
    public async Task Auth_WithHalves_CanBeReadInEveryWay()
    {
        var auths = new Inbox<(string?, string?, string?, string?)>();
        await using var server = await TestServer.StartAsync(io => io.Of(static (name, auth) => auth.GetString("token") == Read).Use(socket =>
        {
            var auth = socket.Handshake.Auth;
            auths.Add((
                auth.GetString("token"), auth.Get<string>("token"), auth.Json.GetProperty("token").GetString(),
                auth.Get<Dictionary<string, JsonElement>>()!["\ufffd"].GetString()));
            return Task.CompletedTask;
        }));
        await using var client = await server.OpenAsync();

        await client.JoinAsync("/room-1", $$"""{"token":{{Half}},"\ud83d":"\udc00"}""");

        Assert.Equal((Read, Read, Read, "\ufffd"), await auths.NextAsync());
        var socket = Assert.Single(server.IO.Namespaces.Single(static ns => ns.Name == "/room-1").Sockets).Value;
        Assert.Equal(Read, socket.Handshake.ToJson().GetProperty("auth").GetProperty("token").GetString());
        await client.SendAsync("41/room-1,");
        await Waiting.Until(() => !server.IO.Namespaces.Any(static ns => ns.Name == "/room-1"));
    }

    [Fact]
    public async Task FetchSockets_OfSocketsWithHalvesInAuthAndData_FindsThemOnAllServers()
    {
        var cluster = new LoopbackCluster { Credentials = ClusterCredentials.Always };
        Action<SocketIOServer> io = static io => io.OnConnection(static socket =>
        {
            socket.Data.Set(socket.Handshake.Auth.Json);
            socket.On("join", (string room) => socket.JoinAsync(room).AsTask());
        });
        await using var here = await TestServer.StartAsync(io, services: cluster.Services);
        await using var there = await TestServer.StartAsync(io, services: cluster.Services);
        await using var client = await here.ConnectAsync(auth: $$"""{"token":{{Half}},"\ud83d":[1]}""");
        await client.SendAsync($"""42["join",{Half}]""");
        await client.DrainAsync();

        var found = await there.IO.FetchSocketsAsync();

        Assert.True(found.IsComplete);
        var socket = Assert.Single(found);
        Assert.Equal(Read, socket.Handshake.GetProperty("auth").GetProperty("token").GetString());
        Assert.Equal(Read, socket.Data.GetProperty("token").GetString());
        Assert.Equal(1, socket.Data.GetProperty("\ufffd")[0].GetInt32());
        Assert.Contains(Read, socket.Rooms);
        await there.IO.To(Read).EmitAsync("found", Read);
        await client.ExpectAsync($"""42["found","{Read}"]""");
    }

    [Fact]
    public async Task Broadcast_ThroughACluster_StaysWhatItWas()
    {
        var cluster = new LoopbackCluster { Credentials = ClusterCredentials.Always };
        Action<SocketIOServer> io = static io => io.OnConnection(static socket =>
            socket.On("say", (IncomingEvent e) => e.Socket.Namespace.EmitAsync("said", e.Arguments).AsTask()));
        await using var here = await TestServer.StartAsync(io, services: cluster.Services);
        await using var there = await TestServer.StartAsync(io, services: cluster.Services);
        await using var sender = await here.ConnectAsync();
        await using var receiver = await there.ConnectAsync();

        await sender.SendAsync($"""42["say",{Half},{Everywhere}]""");

        await receiver.ExpectAsync($"""42["said",{Half},{Everywhere}]""");
    }

    [Fact]
    public async Task History_KeepsWhatItWas()
    {
        await using var server = await TestServer.StartAsync(static io =>
        {
            var history = io.MainNamespace.UseHistory();
            io.OnConnection(socket => socket.On("say", (IncomingEvent e) => history.EmitAsync("tea", "said", e.Arguments)));
        });
        await using var client = await server.ConnectAsync();
        await server.IO.Sockets[client.Id].JoinAsync("tea");

        await client.SendAsync($"""42["say",{Half},{Everywhere}]""");
        var live = await client.ReceiveAsync();
        await client.SendAsync("""421["history:read","tea",{"last":1}]""");
        var page = await client.ReceiveAsync();

        Assert.Contains($"{Half},{Everywhere}", live, StringComparison.Ordinal);
        Assert.Contains($"""[{Half},{Everywhere}]""", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Emit_OfAnApplicationsHalf_IsWrittenAsJavaScriptDoes()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();

        await server.IO.EmitAsync("cut \ud83d", "\ud83d", JsonElement.Parse(Half), new Dictionary<string, string> { ["\udc00"] = "😀\udc00" });

        await client.ExpectAsync($$"""42["cut \ud83d","\ud83d",{{Half}},{"\udc00":"😀\udc00"}]""");
    }

    private sealed record Message(string Text, Dictionary<string, string> Tags);
}
