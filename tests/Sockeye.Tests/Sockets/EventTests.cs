using System.Text.Json;

namespace Sockeye.Tests.Sockets;

public sealed class EventTests
{
    private static readonly byte[] Bytes = [1, 2, 3, 4];

    [Theory]
    [InlineData(TestTransport.WebSocket)]
    [InlineData(TestTransport.Polling)]
    public async Task Event_WithPlainArguments_GoesBothWays(TestTransport transport)
    {
        await using var server = await TestServer.StartAsync(Echo);
        await using var client = await server.ConnectAsync(transport: transport);

        await client.SendAsync("""42["message",1,"2",{"3":[true,null]},[4.5],"😀\u2028\u0000"]""");

        var answer = await client.ReceiveAsync();
        Assert.StartsWith("42", answer);
        Assert.Equal("😀\u2028\0", JsonElement.Parse(answer[2..])[5].GetString());
        Assert.StartsWith("""42["message-back",1,"2",{"3":[true,null]},[4.5],""", answer);
    }

    [Theory]
    [InlineData(TestTransport.WebSocket)]
    [InlineData(TestTransport.Polling)]
    public async Task Event_WithBinaryAnywhere_GoesBothWays(TestTransport transport)
    {
        await using var server = await TestServer.StartAsync(Echo);
        await using var client = await server.ConnectAsync(transport: transport);

        const string Deep = """452-["message",{"_placeholder":true,"num":0},{"deep":[0,{"in":{"_placeholder":true,"num":1}}]}]""";
        await client.SendAsync(Deep, Bytes, new byte[] { 9 });

        await client.ExpectAsync("""452-["message-back",{"_placeholder":true,"num":0},{"deep":[0,{"in":{"_placeholder":true,"num":1}}]}]""");
        Assert.Equal(Bytes, await client.ReceiveBinaryAsync());
        Assert.Equal([9], await client.ReceiveBinaryAsync());
    }

    [Fact]
    public async Task Event_WithEmptyAttachment_GoesBothWays()
    {
        await using var server = await TestServer.StartAsync(Echo);
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""451-["message",{"_placeholder":true,"num":0}]""", Array.Empty<byte>());

        await client.ExpectAsync("""451-["message-back",{"_placeholder":true,"num":0}]""");
        Assert.Empty(await client.ReceiveBinaryAsync());
    }

    [Fact]
    public async Task Event_InCustomNamespace_NamesIt()
    {
        await using var server = await TestServer.StartAsync(Echo);
        await using var client = await server.ConnectAsync("/custom");

        await client.SendAsync("""42/custom,["message"]""", """451-/custom,["message",{"_placeholder":true,"num":0}]""", Bytes);

        await client.ExpectAsync("""42/custom,["message-back"]""", """451-/custom,["message-back",{"_placeholder":true,"num":0}]""");
        Assert.Equal(Bytes, await client.ReceiveBinaryAsync());
    }

    [Fact]
    public async Task Event_WithAttachmentUsedTwice_DecodesIt()
    {
        var got = new Inbox<(byte[], byte[])>();
        await using var server = await TestServer.StartAsync(io =>
            io.OnConnection(socket => socket.On("pair", (byte[] first, byte[] second) => got.Add((first, second)))));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""451-["pair",{"_placeholder":true,"num":0},{"_placeholder":true,"num":0}]""", Bytes);

        var (first, second) = await got.NextAsync();
        Assert.Equal(Bytes, first);
        Assert.Equal(Bytes, second);
    }

    [Fact]
    public async Task Event_WithPlaceholderObjectButNoBinary_IsPlainData()
    {
        await using var server = await TestServer.StartAsync(Echo);
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""42["message",{"_placeholder":true,"num":0},{"__proto__":{"x":1},"constructor":2}]""");

        await client.ExpectAsync("""42["message-back",{"_placeholder":true,"num":0},{"__proto__":{"x":1},"constructor":2}]""");
    }

    [Theory]
    [InlineData("""42[1,"by number"]""", "1")]
    [InlineData("""42["","empty"]""", "")]
    [InlineData("""42["\u0061\u00e9","escaped"]""", "aé")]
    [InlineData("""42["error",{}]""", "error")]
    [InlineData("""42["message",2]""", "message")]
    public async Task Event_WithUnusualName_ReachesItsListener(string packet, string name)
    {
        var names = new Inbox<string>();
        await using var server = await TestServer.StartAsync(io =>
            io.OnConnection(socket => socket.On(name, (IncomingEvent e) => names.Add(e.Name))));
        await using var client = await server.ConnectAsync();

        await client.SendAsync(packet);

        Assert.Equal(name, await names.NextAsync());
    }

    [Fact]
    public async Task Event_NobodyListensTo_IsIgnored()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""42["unheard",1]""", """425["unheard",1]""");

        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task Events_OfOneClient_ArriveInOrderAcrossKinds()
    {
        var got = new Inbox<int>();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket
            .On<int>("text", got.Add)
            .On("binary", (int number, byte[] _) => got.Add(number))));
        await using var client = await server.ConnectAsync(transport: TestTransport.Polling);
        var frames = new List<Frame>();
        for (var i = 0; i < 100; i += 2)
        {
            frames.Add($"42[\"text\",{i}]");
            frames.Add($$"""451-["binary",{{i + 1}},{"_placeholder":true,"num":0}]""");
            frames.Add(Bytes);
        }

        await client.SendAsync([.. frames]);

        Assert.Equal(Enumerable.Range(0, 100), await got.NextAsync(100));
    }

    [Fact]
    public async Task Event_WithUnusualJson_IsHandedOnUnchanged()
    {
        await using var server = await TestServer.StartAsync(Echo);
        await using var client = await server.ConnectAsync();
        const string Arguments = """["\ud83d",-0,9007199254740993,1e400,{"a":1,"a":2},"\u0000"]""";

        await client.SendAsync($"""42["message",{Arguments}]""");

        await client.ExpectAsync($"""42["message-back",{Arguments}]""");
    }

    [Fact]
    public async Task Event_WithManyArguments_KeepsThemAll()
    {
        await using var server = await TestServer.StartAsync(Echo);
        await using var client = await server.ConnectAsync();
        var arguments = string.Join(',', Enumerable.Range(0, 5_000));

        await client.SendAsync($"""42["message",{arguments}]""");

        await client.ExpectAsync($"""42["message-back",{arguments}]""");
    }

    private static void Echo(SocketIOServer io)
    {
        io.OnConnection(On);
        io.Of("/custom").OnConnection(On);

        static void On(Socket socket) => socket.On("message", (IncomingEvent e) => socket.EmitAsync("message-back", e.Arguments).AsTask());
    }
}
