using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sockeye.Tests.Sockets;

/// <summary>Binary values inside of what is only known to be JSON, and data of clients that looks like them.</summary>
public sealed class BinaryInJsonTests
{
    private const string First = """{"_placeholder":true,"num":0}""";
    private const string Second = """{"_placeholder":true,"num":1}""";
    private const string Fake = """{"_placeholder":true,"num":5}""";
    private const string Carrying = """{"_placeholder":true,"num":0,"base64":"AQID"}""";
    private const string FakeDisarmed = """{"_placeholder":false,"num":5}""";

    private static readonly byte[] Bytes = [1, 2, 3];
    private static readonly byte[] Others = [9];

    public static TheoryData<string, Action<Socket>> Handlers => new()
    {
        { "JsonElement", static socket => socket.On("say", (JsonElement value, Acknowledgement ack) => Reply(socket, ack, value)) },
        { "JsonDocument", static socket => socket.On("say", (JsonDocument value, Acknowledgement ack) => Reply(socket, ack, value)) },
        { "JsonNode", static socket => socket.On("say", (JsonNode value, Acknowledgement ack) => Reply(socket, ack, value)) },
        { "JsonObject", static socket => socket.On("say", (JsonObject value, Acknowledgement ack) => Reply(socket, ack, value)) },
        { "object", static socket => socket.On("say", (object value, Acknowledgement ack) => Reply(socket, ack, value)) },
        { "Dictionary", static socket => socket.On("say", (Dictionary<string, object> value, Acknowledgement ack) => Reply(socket, ack, value)) },
        { "Dictionary of elements", static socket => socket.On("say", (Dictionary<string, JsonElement> value, Acknowledgement ack) => Reply(socket, ack, value)) },
        { "own type", static socket => socket.On("say", (Upload value, Acknowledgement ack) => Reply(socket, ack, value)) },
        { "event", static socket => socket.On("say", async (IncomingEvent e) => await Reply(socket, e.Acknowledgement, e.Arguments.Get<JsonElement>(0))) },
        { "Data", static socket => socket.On("say", (JsonElement value, Acknowledgement ack) =>
        {
            socket.Data.Set(value);
            return Reply(socket, ack, socket.Data.ToJson());
        }) },
        { "Data of an object", static socket => socket.On("say", (object value, Acknowledgement ack) =>
        {
            socket.Data.Set(value);
            return Reply(socket, ack, socket.Data.Get<JsonNode>());
        }) },
        { "Data of an own type", static socket => socket.On("say", (Upload value, Acknowledgement ack) =>
        {
            socket.Data.Set(value);
            return Reply(socket, ack, socket.Data.Get<Dictionary<string, object>>());
        }) },
    };

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task Binary_InsideOfJson_SurvivesAReEmit(string type, Action<Socket> listen)
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(listen));
        await using var client = await server.ConnectAsync();

        await client.SendAsync($$"""452-1["say",{"name":"a","file":{{First}},"more":[{"in":{{Second}}}]}]""", Bytes, Others);

        await client.ExpectAsync($$"""452-["said",{"name":"a","file":{{First}},"more":[{"in":{{Second}}}]}]""");
        Assert.Equal(Bytes, await client.ReceiveBinaryAsync());
        Assert.Equal(Others, await client.ReceiveBinaryAsync());
        await client.ExpectAsync($$"""462-1[{"name":"a","file":{{First}},"more":[{"in":{{Second}}}]}]""");
        Assert.Equal(Bytes, await client.ReceiveBinaryAsync());
        Assert.Equal(Others, await client.ReceiveBinaryAsync());
        Assert.NotEmpty(type);
    }

    [Fact]
    public async Task Binary_AsAnObject_IsAnArrayOfBytes()
    {
        var got = new Inbox<object>();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket.On<object>("say", got.Add)));
        await using var client = await server.ConnectAsync();

        await client.SendAsync($"""451-["say",{First}]""", Bytes);

        Assert.Equal(Bytes, Assert.IsType<byte[]>(await got.NextAsync()));
    }

    [Fact]
    public async Task Binary_AsAnObjectOfData_IsAnArrayOfBytes()
    {
        var got = new Inbox<object?>();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket.On("say", (Upload value) =>
        {
            socket.Data.Set(value);
            got.Add(socket.Data.Get<Dictionary<string, object>>()!["file"]);
        })));
        await using var client = await server.ConnectAsync();

        await client.SendAsync($$"""451-["say",{"file":{{First}}}]""", Bytes);

        Assert.Equal(Bytes, Assert.IsType<byte[]>(await got.NextAsync()));
    }

    [Fact]
    public async Task Binary_InAnElement_CanBeRead()
    {
        var got = new Inbox<byte[]>();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket =>
            socket.On<JsonElement>("say", value => got.Add(value.GetProperty("file").GetProperty("base64").GetBytesFromBase64()))));
        await using var client = await server.ConnectAsync();

        await client.SendAsync($$"""451-["say",{"file":{{First}}}]""", Bytes);

        Assert.Equal(Bytes, await got.NextAsync());
    }

    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task Data_ThatLooksBinary_StaysData(string type, Action<Socket> listen)
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(listen));
        await using var client = await server.ConnectAsync();

        await client.SendAsync($$"""421["say",{"name":"a","more":{{Fake}}}]""");

        await ExpectAsync(client, $$"""42["said",{"name":"a","more":{{Fake}}}]""");
        await ExpectAsync(client, $$"""431[{"name":"a","more":{{Fake}}}]""");
        Assert.NotEmpty(type);

        // An own type has a member that was not sent.
        static async Task ExpectAsync(TestClient client, string expected)
        {
            var packet = (await client.ReceiveAsync()).Replace("\"file\":null,", string.Empty, StringComparison.Ordinal);
            Assert.Equal(expected, packet);
        }
    }

    // Otherwise somebody could have others get more attachments than clients take, which ends their connections.
    [Theory]
    [MemberData(nameof(Handlers))]
    public async Task Data_ThatLooksLikeAnElementWithBytes_StaysData(string type, Action<Socket> listen)
    {
        string[] values = [Carrying, """{"_placeholder":true,"base64":"=AQID"}""", """{"base64":"","x":[""" + Carrying + """],"_placeholder":true}"""];
        await using var server = await TestServer.StartAsync(io => io.OnConnection(listen));
        await using var client = await server.ConnectAsync();

        foreach (var value in values)
        {
            await client.SendAsync($$"""421["say",{"name":"a","file":null,"more":{{value}}}]""");

            await client.ExpectAsync($$"""42["said",{"name":"a","file":null,"more":{{value}}}]""");
            await client.ExpectAsync($$"""431[{"name":"a","file":null,"more":{{value}}}]""");
        }

        await client.SendAsync("""421["say",{"name":"a","file":null,"more":{"_pl\u0061ceholder":true,"b\u0061se64":"A\"Q"}}]""");
        await client.ExpectAsync("""42["said",{"name":"a","file":null,"more":{"_placeholder":true,"base64":"A\"Q"}}]""");
        Assert.NotEmpty(type);
    }

    [Fact]
    public async Task Data_ThatLooksLikeAnElementWithBytes_StaysDataInAuth()
    {
        await using var server = await TestServer.StartAsync(static io => io.OnConnection(static socket => socket.On("auth", (Acknowledgement ack) =>
            ack.SendAsync(socket.Handshake.Auth.Json, socket.Handshake.Auth.Get<JsonElement>("a"), socket.Handshake.Auth.Get<JsonNode>(), socket.Handshake.Auth.Get<object>("a")))));
        await using var client = await server.ConnectAsync(auth: $$"""{"a":{{Carrying}}}""");

        await client.SendAsync("""421["auth"]""");

        await client.ExpectAsync($$"""431[{"a":{{Carrying}}},{{Carrying}},{"a":{{Carrying}}},{{Carrying}}]""");
    }

    [Theory]
    [InlineData(Fake)]
    [InlineData(Carrying)]
    public async Task Data_ThatLooksBinary_DoesNotReachAHandlerOfBytes(string value)
    {
        await using var server = await TestServer.StartAsync(static io => io.OnConnection(static socket =>
            socket.On("say", (byte[] value, Acknowledgement ack) => ack.SendAsync(value))));
        await using var client = await server.ConnectAsync();

        await client.SendAsync($"""421["say",{value}]""");

        Assert.Contains("\"error\"", await client.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_ThatLooksBinary_BesideBinary_PointsToNothing()
    {
        await using var server = await TestServer.StartAsync(static io => io.OnConnection(static socket =>
        {
            socket.On("element", (JsonElement value) => socket.Namespace.EmitAsync("said", value, Bytes, value).AsTask());
            socket.On("node", (JsonNode value) => socket.Namespace.EmitAsync("said", value, Bytes, value).AsTask());
            socket.On("dictionary", (Dictionary<string, object> value) => socket.Namespace.EmitAsync("said", value, Bytes, value).AsTask());
        }));
        await using var client = await server.ConnectAsync();

        foreach (var name in (string[])["element", "node", "dictionary"])
        {
            await client.SendAsync($"""42["{name}",{Fake}]""", $$"""42["{{name}}",{"_pl\u0061ceholder":true,"num":5}]""");
            for (var i = 0; i < 2; i++)
            {
                await client.ExpectAsync($"""451-["said",{FakeDisarmed},{First},{FakeDisarmed}]""");
                Assert.Equal(Bytes, await client.ReceiveBinaryAsync());
            }
        }
    }

    [Fact]
    public async Task Undecoded_DataThatLooksBinary_BesideBinary_PointsToNothing()
    {
        EventArguments? kept = null;
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket =>
        {
            socket.On("keep", (IncomingEvent e) =>
            {
                kept = e.Arguments;
                return e.Acknowledgement.SendAsync().AsTask();
            });
            socket.On("join", (IncomingEvent e) => socket.EmitWithAckAsync("joined", kept!.Get<JsonElement>(0), e.Arguments.Get<JsonElement>(0)));
        }));
        await using var client = await server.ConnectAsync();

        await client.SendAsync($"""421["keep",{Fake}]""");
        await client.ExpectAsync("431[]");
        await client.SendAsync($"""451-["join",{First}]""", Bytes);

        await client.ExpectAsync($"""451-0["joined",{FakeDisarmed},{First}]""");
        Assert.Equal(Bytes, await client.ReceiveBinaryAsync());
    }

    [Fact]
    public async Task Forwarded_DataThatLooksBinary_IsTheSameData()
    {
        await using var server = await TestServer.StartAsync(static io => io.OnConnection(static socket =>
            socket.On("say", (IncomingEvent e) => socket.Namespace.EmitAsync("said", e.Arguments).AsTask())));
        await using var client = await server.ConnectAsync();

        await client.SendAsync($"""42["say",{Fake}]""");

        await client.ExpectAsync($"""42["said",{Fake}]""");
    }

    [Fact]
    public async Task Placeholder_WhoseNameIsEscaped_IsOneAsInTheReference()
    {
        await using var server = await TestServer.StartAsync(static io => io.OnConnection(static socket =>
            socket.On("say", (byte[] value, Acknowledgement ack) => ack.SendAsync(value))));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""451-1["say",{"\u005fplaceholder":true,"nu\u006d":0}]""", Bytes);

        await client.ExpectAsync($"461-1[{First}]");
        Assert.Equal(Bytes, await client.ReceiveBinaryAsync());
    }

    [Fact]
    public async Task Argument_ThatDidNotCome_IsNullWhenItIsSentOn()
    {
        await using var server = await TestServer.StartAsync(static io => io.OnConnection(static socket =>
            socket.On("say", (JsonElement value, Acknowledgement ack) => ack.SendAsync(value))));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""421["say"]""");

        await client.ExpectAsync("431[null]");
    }

    [Fact]
    public async Task Data_WithBinary_IsFoundFromAnotherServer()
    {
        var cluster = new LoopbackCluster();
        await using var here = await TestServer.StartAsync(
            static io => io.OnConnection(static socket => socket.On("set", (JsonElement value, Acknowledgement ack) =>
            {
                socket.Data.Set(value);
                return ack.SendAsync();
            })),
            services: cluster.Services);
        await using var there = await TestServer.StartAsync(services: cluster.Services);
        await using var client = await here.ConnectAsync();
        await client.SendAsync($$"""451-1["set",{"file":{{First}}}]""", Bytes);
        await client.ExpectAsync("431[]");

        var socket = Assert.Single(await there.IO.FetchSocketsAsync());
        await there.IO.EmitAsync("data", socket.Data);

        await client.ExpectAsync($$"""451-["data",{"file":{{First}}}]""");
        Assert.Equal(Bytes, await client.ReceiveBinaryAsync());
    }

    private static async ValueTask Reply(Socket socket, Acknowledgement ack, object? value)
    {
        await socket.Namespace.EmitAsync("said", value);
        await ack.SendAsync(value);
    }

    private sealed record Upload(string Name, object? File, object More);
}
