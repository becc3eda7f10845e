using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Tests.Handlers;

/// <summary>The methods of a class are the events of a namespace.</summary>
public sealed partial class HandlerClassTests
{
    [Theory]
    [InlineData("""["sum",1,2]""", "[3]")]
    [InlineData("""["sum",1]""", """[{"error":{"message":"invalid arguments for \"sum\": \"second\" is missing"}}]""")]
    [InlineData("""["sum",1,[]]""", """[{"error":{"message":"invalid arguments for \"sum\""}}]""")]
    [InlineData("""["brew","mint",3]""", """["mint 3"]""")]
    [InlineData("""["brew","mint"]""", """["mint "]""")]
    [InlineData("""["brew",null,3]""", """[{"error":{"message":"invalid arguments for \"brew\": \"name\" is missing"}}]""")]
    [InlineData("""["greet"]""", """["nobody"]""")]
    [InlineData("""["greet",null,true]""", """["NOBODY"]""")]
    [InlineData("""["greet","ann",true]""", """["ANN"]""")]
    [InlineData("""["pour","cup"]""", "[]")]
    [InlineData("""["pourLater","cup"]""", "[]")]
    [InlineData("""["rest","a"]""", """["a "]""")]
    [InlineData("""["rest","a",1,2,3]""", """["a 1+2+3"]""")]
    [InlineData("""["who",7]""", "[true]")]
    [InlineData("""["own",7]""", """["own",7]""")]
    [InlineData("""["injected",{"name":"oolong"}]""", "[true]")]
    [InlineData("""["shout","tea"]""", """["TEA"]""")]
    [InlineData("""["fail"]""", """[{"error":{"message":"Internal server error"}}]""")]
    [InlineData("""["refuse"]""", """[{"error":{"message":"no tea","data":{"code":"E_TEA"}}}]""")]
    public async Task Method_Event_IsAnswered(string sent, string answer)
    {
        await using var server = await StartAsync();
        server.Log.Expect("secret of the kettle");
        await using var client = await server.ConnectAsync("/tea");

        await client.SendAsync($"42/tea,5{sent}");

        await client.ExpectAsync($"43/tea,5{answer}");
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task Method_WithAName_JoinsARoom()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync("/tea");

        await client.SendAsync("""42/tea,5["join room","~"]""");

        await client.ExpectAsync($$"""43/tea,5[["{{client.Id}}","~"]]""");
    }

    [Theory]
    [InlineData("hidden")]
    [InlineData("onConnected")]
    [InlineData("dispose")]
    [InlineData("toString")]
    [InlineData("getType")]
    public async Task Method_ThatIsNoEvent_IsNotCalled(string name)
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync("/tea");

        await client.SendAsync($"42/tea,5[\"{name}\"]");

        await client.ExpectNothingAsync();
        Assert.Empty(LogOf(server).Poured);
    }

    [Fact]
    public async Task Instance_AfterTheCall_IsDisposedOfBeforeItsServices()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync("/tea");
        var log = LogOf(server);
        await log.Hooks.Reader.ReadAsync().AsTask().Within();
        await Waiting.Until(() => log.Instances.Count == 1);

        await client.SendAsync("""42/tea,5["brew","mint",3]""");
        await client.ExpectAsync("""43/tea,5["mint 3"]""");
        await client.SendAsync("""42/tea,6["sum",1]""");
        await client.ReceiveAsync();

        await Waiting.Until(() => log.Instances.Count == 2);
        Assert.Equal(["disposed", "disposed"], log.Instances);
        await Waiting.Until(() => Volatile.Read(ref log.Disposed) == 4);
    }

    [Fact]
    public async Task Hooks_OfAClass_HearOfSockets()
    {
        await using var server = await StartAsync();
        string id;
        await using (var client = await server.ConnectAsync("/tea"))
        {
            id = client.Id;
            Assert.Equal($"connected {id}", await LogOf(server).Hooks.Reader.ReadAsync().AsTask().Within());
            await client.SendAsync("41/tea,");
            Assert.Equal($"disconnected {id} client namespace disconnect", await LogOf(server).Hooks.Reader.ReadAsync().AsTask().Within());
        }
    }

    [Fact]
    public async Task MapHandlers_ClassesAndLambdas_AllHear()
    {
        await using var server = await TestServer.StartAsync(io => io
            .MapHandlers<CounterHandlers>()
            .OnConnection(socket => socket.On("sum", (int first, int _) => socket.Emit("lambda", first)).On("own", (Acknowledgement ack) => ack.SendAsync(1).AsTask())));
        await using var client = await server.ConnectAsync();
        await using var other = await server.ConnectAsync();

        await client.SendAsync("""421["sum",1,2]""", """422["own"]""");

        await client.ExpectAsync("431[3]", """42["lambda",1]""", "432[1]");
        await other.SendAsync("""421["sum",5,2]""");
        await other.ExpectAsync("431[7]", """42["lambda",5]""");
    }

    [Fact]
    public async Task MapHandlers_ClassWithoutState_IsMadeOnce()
    {
        await using var server = await TestServer.StartAsync(static io => io.Of("/once").MapHandlers<CounterHandlers>());
        await using var client = await server.ConnectAsync("/once");

        await client.SendAsync("""42/once,1["made"]""", """42/once,2["made"]""");

        Assert.Equal((await client.ReceiveAsync())["43/once,1".Length..], (await client.ReceiveAsync())["43/once,2".Length..]);
    }

    [Fact]
    public async Task MapHandlers_Pattern_ServesItsNamespaces()
    {
        await using var server = await StartAsync(static io => io.Of(Rooms()).MapHandlers<TeaHandlers>().MapHandlers<CounterHandlers>());
        await using var client = await server.ConnectAsync("/room-1");

        await client.SendAsync("""42/room-1,1["shout","tea"]""", """42/room-1,2["sum",3,4]""");

        await client.ExpectAsync("""43/room-1,1["TEA"]""", "43/room-1,2[7]");
        Assert.Equal($"connected {client.Id}", await LogOf(server).Hooks.Reader.ReadAsync().AsTask().Within());
    }

    [Fact]
    public async Task Off_EventOfAClass_IsOffForThatSocketAlone()
    {
        await using var server = await TestServer.StartAsync(static io => io.MapHandlers<CounterHandlers>().OnConnection(static socket =>
        {
            if (socket.Handshake.Auth.GetString("off") is { } name)
            {
                socket.Off(name);
            }
        }));
        await using var client = await server.ConnectAsync(auth: """{"off":"sum"}""");
        await using var other = await server.ConnectAsync();

        await client.SendAsync("""421["sum",1,2]""");
        await client.ExpectNothingAsync();
        await other.SendAsync("""421["sum",1,2]""");
        await other.ExpectAsync("431[3]");
    }

    [Fact]
    public async Task MapHandlers_DotNetClient_GetsAnswersAndErrors()
    {
        await using var server = await StartAsync();
        server.Log.Expect("secret of the kettle");
        await using var client = new Sockeye.Client.SocketIOClient(server.Url);
        var tea = client.Of("/tea");
        await tea.ConnectAsync().Within();

        Assert.Equal(3, await tea.EmitWithAckAsync<int>("sum", 1, 2).Within());
        Assert.Equal("mint 3", await tea.EmitWithAckAsync<string>("brew", "mint", 3).Within());
        Assert.Equal(0, (await tea.EmitWithAckAsync("pour", "cup").Within()).Count);
        Assert.Equal(["cup"], LogOf(server).Poured);
    }

    [Fact]
    public async Task MapHandlers_ClassWithoutGeneratedCode_SaysWhatToDo()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddSocketIO();
        await using var provider = services.BuildServiceProvider();
        var map = typeof(HandlerExtensions).GetMethods().Single(static method => method.Name == "MapHandlers" && method.ReturnType == typeof(SocketIOServer)).MakeGenericMethod(typeof(Leaf));

        var thrown = Assert.Throws<System.Reflection.TargetInvocationException>(() => map.Invoke(null, [provider.GetRequiredService<SocketIOServer>(), null]));

        Assert.Contains("OutputItemType=\"Analyzer\"", Assert.IsType<InvalidOperationException>(thrown.InnerException).Message, StringComparison.Ordinal);
    }

    private static KettleLog LogOf(TestServer server) => server.App.Services.GetRequiredService<KettleLog>();

    private static Task<TestServer> StartAsync(Action<SocketIOServer>? io = null) => TestServer.StartAsync(
        io ?? (static io => io.Of("/tea").MapHandlers<TeaHandlers>()),
        services: static services => services.AddSingleton<KettleLog>().AddScoped<Kettle>().AddKeyedScoped<Kettle>("green"));

    [GeneratedRegex("^/room-[0-9]+$")]
    private static partial Regex Rooms();
}
