using System.Text.Json;

namespace Sockeye.Tests.Sockets;

public sealed class ListenerTests
{
    [Fact]
    public async Task On_SeveralListeners_AreCalledInOrder()
    {
        var calls = new Inbox<string>();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket
            .On("e", () => calls.Add("first"))
            .On("e", () => calls.Add("second"))
            .On("f", () => calls.Add("other"))));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""42["e"]""", """42["f"]""");

        Assert.Equal(["first", "second", "other"], await calls.NextAsync(3));
    }

    [Fact]
    public async Task On_UpToFourTypedArguments_DecodesThem()
    {
        var got = new Inbox<string>();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket
            .On("e", () => got.Add("0"))
            .On("e", (int a) => got.Add($"{a}"))
            .On("e", (int a, string b) => got.Add($"{a} {b}"))
            .On("e", (int a, string b, Point c) => got.Add($"{a} {b} {c}"))
            .On("e", (int a, string b, Point c, double[] d) => got.Add($"{a} {b} {c} {d.Length}"))
            .On("e", (JsonElement a, Acknowledgement ack) => got.Add($"{a.GetRawText()} {ack.IsRequested}"))));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""42["e",1,"two",{"x":3,"y":4},[5,6.5],"seven"]""");

        Assert.Equal(["0", "1", "1 two", "1 two (3, 4)", "1 two (3, 4) 2", "1 False"], await got.NextAsync(6));
    }

    [Fact]
    public async Task On_AsyncListeners_TakeTheSameShapes()
    {
        var got = new Inbox<string>();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket
            .On("e", async () => await Add("0"))
            .On("e", async (int a) => await Add($"{a}"))
            .On("e", async (int a, string b) => await Add($"{a} {b}"))
            .On("e", async (int a, string b, Point c) => await Add($"{a} {b} {c}"))
            .On("e", async (int a, string b, Point c, int[] d, Acknowledgement ack) => await ack.SendAsync(a, b, c, d))));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""420["e",1,"two",{"x":3,"y":4},[5]]""");

        Assert.Equal(["0", "1", "1 two", "1 two (3, 4)"], await got.NextAsync(4));
        await client.ExpectAsync("""430[1,"two",{"x":3,"y":4},[5]]""");

        Task Add(string text)
        {
            got.Add(text);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task On_MissingArgumentsOfNullableParameters_AreNull()
    {
        var got = new Inbox<string>();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket
            .On("e", (string? a, int? b, Point? c, byte[]? d) => got.Add($"{a ?? "null"} {b ?? 0} {c is null} {d is null}"))));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""42["e"]""", """42["e","a"]""", """42["e",null,7]""");

        Assert.Equal(["null 0 True True", "a 0 True True", "null 7 True True"], await got.NextAsync(3));
    }

    [Theory]
    [InlineData("""["number","text"]""")]
    [InlineData("""["number",{}]""")]
    [InlineData("""["number",1.5]""")]
    [InlineData("""["number",99999999999]""")]
    [InlineData("""["point",[1,2]]""")]
    [InlineData("""["bytes",{"_placeholder":true,"num":0}]""")]
    [InlineData("""["bytes","text"]""")]
    [InlineData("""["second",1,"x"]""")]
    public async Task On_ArgumentOfWrongType_AnswersWithAnErrorAndSkipsTheListener(string payload)
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket
            .On("number", (int _) => Assert.Fail("called"))
            .On("point", (Point _) => Assert.Fail("called"))
            .On("bytes", (byte[] _) => Assert.Fail("called"))
            .On("second", (int _, int _) => Assert.Fail("called"))));
        await using var client = await server.ConnectAsync();
        var name = JsonElement.Parse(payload)[0].GetString();

        await client.SendAsync("420" + payload, "42" + payload);

        var answer = await client.ReceiveAsync();
        Assert.StartsWith("430", answer);
        Assert.Equal($"invalid arguments for \"{name}\"", JsonElement.Parse(answer[3..])[0].GetProperty("error").GetProperty("message").GetString());
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task On_ListenerThrowingAJsonExceptionOfItsOwn_IsAFailureOfTheListener()
    {
        await using var server = await TestServer.StartAsync(io =>
            io.OnConnection(socket => socket.On("e", (int _) => throw new JsonException("my own"))));
        server.Log.Expect("my own");
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""420["e",1]""");

        await client.ExpectAsync("""430[{"error":{"message":"Internal server error"}}]""");
        Assert.Contains(server.Log.Errors, static error => error.Text.Contains("my own", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Once_TwoEvents_CallsItOnce()
    {
        var calls = new Inbox<int>();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket.Once<int>("e", calls.Add)));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""42["e",1]""", """42["e",2]""");
        await client.ExpectNothingAsync();

        Assert.Equal(1, await calls.NextAsync());
        Assert.Equal(0, calls.Count);
    }

    [Fact]
    public async Task Once_OfADelegateThatAlsoListensForGood_LeavesTheOther()
    {
        var calls = new Inbox<int>();
        Action<int> handler = calls.Add;
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket.Once("e", handler).On("e", handler)));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""42["e",1]""", """42["e",2]""");
        await client.ExpectNothingAsync();

        Assert.Equal([1, 1, 2], await calls.NextAsync(3));
        Assert.Equal(0, calls.Count);
    }

    [Fact]
    public async Task Off_OneOrAll_RemovesThem()
    {
        var calls = new Inbox<string>();
        Action<int> kept = _ => calls.Add("kept");
        Action<int> removed = _ => calls.Add("removed");
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket
            .On("e", kept)
            .On("e", removed)
            .On("f", removed)
            .On("g", removed)
            .Off("e", removed)
            .Off("f")
            .Off("unknown")
            .Off("g", kept)));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""42["e",1]""", """42["f",1]""", """42["g",1]""");
        await client.ExpectNothingAsync();
        server.IO.Sockets[client.Id].Off();
        await client.SendAsync("""42["e",1]""", """42["g",1]""");
        await client.ExpectNothingAsync();

        Assert.Equal(["kept", "removed"], await calls.NextAsync(2));
        Assert.Equal(0, calls.Count);
    }

    [Fact]
    public async Task On_ManyNames_FindsEach()
    {
        var got = new Inbox<string>();
        var names = Enumerable.Range(0, 40).Select(static i => i % 2 == 0 ? $"event-{i}" : $"évent-{i}-" + new string('x', i * 10)).ToArray();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket =>
        {
            foreach (var name in names)
            {
                socket.On(name, () => got.Add(name));
            }
        }));
        await using var client = await server.ConnectAsync();

        foreach (var name in names)
        {
            await client.SendAsync($"42{JsonSerializer.Serialize(new[] { name })}");
        }

        Assert.Equal(names, await got.NextAsync(names.Length));
    }

    [Fact]
    public async Task On_UndecodedEvent_GivesArgumentsOnDemand()
    {
        var got = new Inbox<IncomingEvent>();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket.On("e", (IncomingEvent e) => got.Add(e))));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""451-3["e",1,{"x":2,"y":3},{"_placeholder":true,"num":0}]""", new byte[] { 7 });

        var received = await got.NextAsync();
        Assert.Equal("e", received.Name);
        Assert.Equal(client.Id, received.Socket.Id);
        Assert.True(received.Acknowledgement.IsRequested);
        Assert.Equal(3, received.Arguments.Count);
        Assert.Equal(1, received.Arguments.Get<int>(0));
        Assert.Equal(new Point(2, 3), received.Arguments.Get<Point>(1));
        Assert.Equal([7], received.Arguments.Get<byte[]>(2)!);
        Assert.Null(received.Arguments.Get<string>(3));
        Assert.Throws<JsonException>(() => received.Arguments.Get<int>(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => received.Arguments.Get<int>(-1));
    }

    private sealed record Point(int X, int Y)
    {
        public override string ToString() => $"({X}, {Y})";
    }
}
