using System.Text.Json;

namespace Sockeye.Tests.Sockets;

/// <summary>Returning is answering: every shape of handler compiles without help, and answers what it returns.</summary>
public sealed class AnswerListenerTests
{
    public static TheoryData<string, Action<Socket>, string> Shapes { get; } = new()
    {
        { "a value", static socket => socket.On("e", (int a, int b) => a + b), "[3]" },
        { "a value of no argument", static socket => socket.On("e", () => 7), "[7]" },
        { "null", static socket => socket.On("e", (int _) => (string?)null), "[null]" },
        { "an object", static socket => socket.On("e", (int a, int b) => new { sum = a + b }), """[{"sum":3}]""" },
        { "an array, which is one value", static socket => socket.On("e", (int a, int b) => new[] { a, b }), "[[1,2]]" },
        { "an array of objects", static socket => socket.On("e", (int a) => new object[] { a, "x" }), """[[1,"x"]]""" },
        { "a task", static socket => socket.On("e", (int a, int b) => SumAsync(a, b)), "[3]" },
        { "a task that is done", static socket => socket.On("e", (int a, int b) => Task.FromResult(a + b)), "[3]" },
        { "a value task", static socket => socket.On("e", (int a, int b) => new ValueTask<int>(SumAsync(a, b))), "[3]" },
        { "a value task that is done", static socket => socket.On("e", (int a, int b) => ValueTask.FromResult(a + b)), "[3]" },
        { "an async lambda", static socket => socket.On("e", async (int a, int b) => await SumAsync(a, b)), "[3]" },
        { "an async block", static socket => socket.On("e", async (int a, int b) => { await Task.Yield(); return a + b; }), "[3]" },
        { "an async lambda of no argument", static socket => socket.On("e", async () => await SumAsync(3, 4)), "[7]" },
        { "a method", static socket => socket.On<int, int, int>("e", Sum), "[3]" },
        { "an async method", static socket => socket.On<int, int, int>("e", SumAsync), "[3]" },
        { "a delegate", static socket => socket.On("e", new Func<int, int, int>(Sum)), "[3]" },
        { "an async delegate", static socket => socket.On("e", new Func<int, int, Task<int>>(SumAsync)), "[3]" },
        { "explicit types", static socket => socket.On<int, int, string>("e", (a, b) => $"{a}{b}"), """["12"]""" },
        { "explicit types, async", static socket => socket.On<int, string>("e", async a => { await Task.Yield(); return $"{a}"; }), """["1"]""" },
        { "an inferred lambda with an acknowledgement", static socket => socket.On<int>("e", (a, ack) => ack.SendAsync(a)), "[1]" },
        { "an acknowledgement beside the result, and not used", static socket => socket.On("e", (int a, Acknowledgement ack) => ack.IsRequested ? a : -1), "[1]" },
        { "an acknowledgement that is faster", static socket => socket.On("e", async (int a, Acknowledgement ack) => { await ack.SendAsync("first"); return a; }), """["first"]""" },
        { "the event", static socket => socket.On("e", (IncomingEvent e) => e.Arguments.Count), "[2]" },
        { "the arguments as they came", static socket => socket.On("e", (IncomingEvent e) => e.Arguments), "[1,2]" },
        { "once", static socket => socket.Once("e", (int a, int b) => a * b), "[2]" },
        { "once, async", static socket => socket.Once("e", async (int a, int b) => await SumAsync(a, b)), "[3]" },
        { "an expression that happens to have a value", static socket => socket.On("e", (int a) => new HashSet<int>().Add(a)), "[true]" },
    };

    public static TheoryData<string, Action<Socket>> Silent { get; } = new()
    {
        { "an async lambda without a result", static socket => socket.On<int>("e", async _ => { await Task.Yield(); }) },
        { "an async lambda without a result, types said", static socket => socket.On("e", async (int _) => await Task.Yield()) },
        { "a task", static socket => socket.On("e", (int _) => Task.CompletedTask) },
        { "a value task", static socket => socket.On("e", (int _) => ValueTask.CompletedTask) },
        { "an emit", static socket => socket.On("e", (int a) => socket.To("nobody").EmitAsync("x", a)) },
        { "nothing", static socket => socket.On("e", (int _) => { }) },
        { "a method", static socket => socket.On<int>("e", Ignore) },
        { "an async method", static socket => socket.On<int>("e", IgnoreAsync) },
        { "a delegate of a task", static socket => socket.On("e", new Func<int, Task>(IgnoreAsync)) },
        { "a result that nobody sees, since the types are said", static socket => socket.On<int>("e", a => Sum(a, a)) },
        { "five parameters", static socket => socket.On("e", (int _, int _, int? _, int? _, int? _) => { }) },
        { "six parameters", static socket => socket.On("e", (int _, int _, int? _, int? _, int? _, int? _) => Task.CompletedTask) },
        { "seven parameters", static socket => socket.On("e", async (int _, int _, int? _, int? _, int? _, int? _, int? _) => await Task.Yield()) },
        { "eight parameters", static socket => socket.On("e", (int _, int _, int? _, int? _, int? _, int? _, int? _, int? _) => ValueTask.CompletedTask) },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task On_HandlerThatReturns_AnswersWithIt(string shape, Action<Socket> listen, string answer)
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(listen));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""421["e",1,2]""");

        Assert.Equal((shape, "431" + answer), (shape, await client.ReceiveAsync()));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task On_NobodyAsksForAnAnswer_SendsNone(string shape, Action<Socket> listen, string answer)
    {
        _ = answer;
        await using var server = await TestServer.StartAsync(io => io.OnConnection(listen));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""42["e",1,2]""");

        Assert.Equal((shape, ""), (shape, string.Concat(await client.DrainAsync())));
    }

    [Theory]
    [MemberData(nameof(Silent))]
    public async Task On_HandlerWithoutAResult_DoesNotAnswer(string shape, Action<Socket> listen)
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(listen));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""421["e",1,2]""");

        Assert.Equal((shape, ""), (shape, string.Concat(await client.DrainAsync())));
    }

    [Fact]
    public async Task On_UpToEightParameters_TakesThem()
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket
            .On("1", (int a) => a)
            .On("2", (int a, int b) => a + b)
            .On("3", (int a, int b, int c) => a + b + c)
            .On("4", (int a, int b, int c, int d) => a + b + c + d)
            .On("5", (int a, int b, int c, int d, int e) => a + b + c + d + e)
            .On("6", (int a, int b, int c, int d, int e, int f) => Task.FromResult(a + b + c + d + e + f))
            .On("7", async (int a, int b, int c, int d, int e, int f, int g) => await SumAsync(a + b + c + d, e + f + g))
            .On("8", (int a, int b, int c, int d, int e, int f, int g, int h) => ValueTask.FromResult(a + b + c + d + e + f + g + h))));
        await using var client = await server.ConnectAsync();

        for (var i = 1; i <= 8; i++)
        {
            await client.SendAsync($"421[\"{i}\",1,2,4,8,16,32,64,128]");
            await client.ExpectAsync($"431[{(1 << i) - 1}]");
        }
    }

    [Theory]
    [InlineData("at once")]
    [InlineData("in a task")]
    [InlineData("in a value task")]
    [InlineData("by its result")]
    public async Task On_HandlerThatFails_AnswersWithTheError(string how)
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket =>
        {
            _ = how switch
            {
                "at once" => socket.On("e", int (int _) => throw new InvalidOperationException("my own")),
                "in a task" => socket.On("e", (int _) => FailAsync()),
                "in a value task" => socket.On("e", (int _) => new ValueTask<int>(FailAsync())),
                _ => socket.On("e", (int _) => new Unwritable()),
            };
        }));
        server.Log.Expect("my own");
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""421["e",1]""");

        await client.ExpectAsync("""431[{"error":{"message":"Internal server error"}}]""");
        Assert.Contains(server.Log.Errors, static error => error.Text.Contains("my own", StringComparison.Ordinal));

        static async Task<int> FailAsync()
        {
            await Task.Yield();
            throw new InvalidOperationException("my own");
        }
    }

    [Fact]
    public async Task On_HandlerThatRefuses_AnswersWithTheRefusal()
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket =>
            socket.On("e", string (string room) => room == "tea" ? "in" : throw new EventRefusedException("Not there", new { code = "E_ROOM" }))));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""421["e","coffee"]""", """422["e","tea"]""");

        await client.ExpectAsync("""431[{"error":{"message":"Not there","data":{"code":"E_ROOM"}}}]""", """432["in"]""");
    }

    [Fact]
    public async Task On_SeveralHandlersThatReturn_TheFirstAnswers()
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket
            .On("e", () => 1)
            .On("e", () => 2)));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""421["e"]""");

        await client.ExpectAsync("431[1]");
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task On_BinaryResult_IsAnAttachment()
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket.On("e", (byte[] bytes) => new { twice = (byte[])[.. bytes, .. bytes] })));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""451-1["e",{"_placeholder":true,"num":0}]""", new byte[] { 1, 2 });

        await client.ExpectAsync("""461-1[{"twice":{"_placeholder":true,"num":0}}]""");
        Assert.Equal([1, 2, 1, 2], await client.ReceiveBinaryAsync());
    }

    [Fact]
    public async Task Off_HandlerThatReturns_RemovesIt()
    {
        Func<int, JsonElement> handler = static _ => default;
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket.On("e", handler).Off("e", handler)));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""421["e",1]""");

        await client.ExpectNothingAsync();
    }

    private static int Sum(int a, int b) => a + b;

    private static async Task<int> SumAsync(int a, int b)
    {
        await Task.Yield();
        return a + b;
    }

    private static void Ignore(int _)
    {
    }

    private static Task IgnoreAsync(int _) => Task.CompletedTask;

    private sealed class Unwritable
    {
        public Unwritable Value => throw new InvalidOperationException($"my own {GetType()}");
    }
}
