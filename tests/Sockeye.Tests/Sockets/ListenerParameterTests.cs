using System.Linq.Expressions;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Tests.Sockets;

/// <summary>What a handler may take beside what the client has sent, and what becomes of an argument that is missing.</summary>
public sealed class ListenerParameterTests
{
    [Fact]
    public async Task On_ParametersThatAreNoArguments_TakeNoArgument()
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(connected => connected
            .On("e", (Socket socket, int a, IncomingEvent e, string b, Acknowledgement ack, CancellationToken ended) =>
                $"{socket == connected} {a} {e.Name} {e.Arguments.Count} {b} {ack.IsRequested} {ended == connected.Disconnected}")));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""421["e",1,"two"]""");

        await client.ExpectAsync("""431["True 1 e 2 two True True"]""");
    }

    [Fact]
    public async Task On_CancellationToken_EndsWithTheSocket()
    {
        var ended = new Inbox<string>();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket
            .On("wait", async (CancellationToken cancellationToken) =>
            {
                try
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                }
                catch (OperationCanceledException)
                {
                    ended.Add($"connected: {socket.Connected}");
                }
            })));
        await using var client = await server.ConnectAsync();
        await client.SendAsync("""42["wait"]""");
        await client.DrainAsync();

        Assert.Equal(0, ended.Count);
        client.Abort();

        Assert.Equal("connected: False", await ended.NextAsync());
    }

    [Fact]
    public async Task Disconnected_SocketIsGone_HasEnded()
    {
        var ended = new Inbox<bool>();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket
            .OnDisconnecting(_ => ended.Add(socket.Disconnected.IsCancellationRequested))
            .OnDisconnect(_ => ended.Add(socket.Disconnected.IsCancellationRequested))));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("41");

        Assert.Equal([false, true], await ended.NextAsync(2));
    }

    [Fact]
    public async Task Disconnected_CallbackThatFails_IsLoggedAndEndsNothing()
    {
        var left = new Inbox<string>();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket =>
        {
            socket.Disconnected.Register(static () => throw new InvalidOperationException("a secret"));
            socket.OnDisconnect(reason => left.Add(reason.Name));
        }));
        server.Log.Expect("a secret");
        await using var client = await server.ConnectAsync();

        await client.SendAsync("41");

        Assert.Equal("client namespace disconnect", await left.NextAsync());
        await server.Log.FindAsync("a secret");
    }

    [Fact]
    public async Task On_Services_AreOfTheScopeOfTheEvent()
    {
        var scoped = new Inbox<Scoped>();
        await using var server = await TestServer.StartAsync(
            io => io.OnConnection(socket => socket
                .On("e", (Scoped a, string text, ISingleton b, [FromServices] Scoped c, [FromKeyedServices("k")] ISingleton d, IServiceProvider services) =>
                {
                    scoped.Add(a);
                    return $"{text} {a == c} {b.Name} {d.Name} {services.GetRequiredService<Scoped>() == a}";
                })),
            services: static services => services
                .AddScoped<Scoped>()
                .AddSingleton<ISingleton>(new Singleton("one"))
                .AddKeyedSingleton<ISingleton>("k", new Singleton("keyed")));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""421["e","x"]""", """422["e","y"]""");

        await client.ExpectAsync("""431["x True one keyed True"]""", """432["y True one keyed True"]""");
        var both = await scoped.NextAsync(2);
        Assert.NotSame(both[0], both[1]);
        await both[0].Disposed.Within();
        await both[1].Disposed.Within();
    }

    [Fact]
    public async Task On_Scope_LastsUntilTheHandlerIsDone()
    {
        var goOn = new TaskCompletionSource();
        var scoped = new Inbox<Scoped>();
        await using var server = await TestServer.StartAsync(
            io => io.OnConnection(socket => socket.On("e", async (Scoped service) =>
            {
                scoped.Add(service);
                await goOn.Task;
                return service.Disposed.IsCompleted;
            })),
            services: static services => services.AddScoped<Scoped>());
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""421["e"]""");
        var service = await scoped.NextAsync();
        Assert.False(service.Disposed.IsCompleted);
        goOn.SetResult();

        await client.ExpectAsync("431[false]");
        await service.Disposed.Within();
    }

    [Fact]
    public async Task On_HandlerThatWantsNoService_MakesNoScope()
    {
        CountingServices? counting = null;
        await using var server = await TestServer.StartAsync(
            io => io.OnConnection(socket => socket
                .On("without", (Socket _, string text, CancellationToken _) => text)
                .On("with", (Scoped _, string text, [FromKeyedServices("none")] Scoped? none) => text + (none is null))),
            services: services => services.AddScoped<Scoped>().AddSingleton(provider => new SocketIOServer(counting = new CountingServices(provider), new SocketIOOptions())));
        await using var client = await server.ConnectAsync();
        var before = counting!.Scopes;

        await client.SendAsync("""421["without","a"]""");
        await client.ExpectAsync("""431["a"]""");
        Assert.Equal(before, counting.Scopes);
        await client.SendAsync("""422["with","b"]""");
        await client.ExpectAsync("""432["bTrue"]""");

        Assert.Equal(before + 1, counting.Scopes);
    }

    [Fact]
    public async Task On_ServiceThatCannotBeMade_IsAFailureOfTheHandler()
    {
        await using var server = await TestServer.StartAsync(
            io => io.OnConnection(socket => socket.On("e", (ISingleton _) => "never")),
            services: static services => services.AddScoped<ISingleton>(static _ => throw new InvalidOperationException("my own")));
        server.Log.Expect("my own");
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""421["e",{"name":"not mine"}]""");

        await client.ExpectAsync("""431[{"error":{"message":"Internal server error"}}]""");
    }

    [Fact]
    public async Task On_PlainTypesThatAreRegistered_AreArgumentsAllTheSame()
    {
        await using var server = await TestServer.StartAsync(
            io => io.OnConnection(socket => socket.On("e", (string a, IEnumerable<int> b, int[] c, object d) => $"{a} {b.Sum()} {c.Length} {d}")),
            services: static services => services.AddSingleton("mine").AddSingleton<IEnumerable<int>>([1]).AddSingleton(new int[5]).AddSingleton(new object()));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""421["e","yours",[2,3],[],true]""");

        await client.ExpectAsync("""431["yours 5 0 True"]""");
    }

    public static TheoryData<string, string, Action<Socket>, string> Missing { get; } = new()
    {
        { "a value", """["e",1]""", static socket => socket.On("e", (int a, int b) => a + b), "b" },
        { "a reference", """["e"]""", static socket => socket.On("e", (string room) => room), "room" },
        { "null for a value", """["e",null]""", static socket => socket.On("e", (int a) => a), "a" },
        { "null for a reference", """["e",null,2]""", static socket => socket.On("e", (string room, int b) => room + b), "room" },
        { "null that a client puts for undefined", """["e",1,null]""", static socket => socket.On("e", (int a, int[] many) => a + many.Length), "many" },
        { "an inferred parameter", """["e"]""", static socket => socket.On<string>("e", room => { }), "room" },
        { "an inferred parameter with an acknowledgement", """["e"]""", static socket => socket.On<string>("e", (room, ack) => ack.SendAsync(room)), "room" },
        { "a method's parameter", """["e"]""", static socket => socket.On<string, int, string>("e", Page), "room" },
        { "an instance method's parameter", """["e"]""", static socket => socket.On<string, string>("e", new Singleton("x").Append), "suffix" },
        { "an extension method's parameter", """["e"]""", static socket => socket.On<string, string>("e", "x".Joined), "other" },
        { "behind what is no argument", """["e",1]""", static socket => socket.On("e", (Socket socket, int a, CancellationToken _, string b) => socket.Id + a + b), "b" },
        { "of a base type", """["e"]""", static socket => socket.On("e", new Func<string, int>(CountOf)), "anything" },
    };

    [Theory]
    [MemberData(nameof(Missing))]
    public async Task On_MissingArgument_IsARefusalThatNamesIt(string what, string payload, Action<Socket> listen, string parameter)
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(listen));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("421" + payload);

        Assert.Equal((what, $$$"""431[{"error":{"message":"invalid arguments for \"e\": \"{{{parameter}}}\" is missing"}}]"""), (what, await client.ReceiveAsync()));
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task On_MissingArgumentWithoutAcknowledgement_IsDroppedWithAWarning()
    {
        var got = new Inbox<string>();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket
            .On("e", (string room, Socket _) => got.Add(room))
            .On("e", (string? room) => got.Add(room ?? "none"))));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""42["e"]""");

        Assert.Equal("none", await got.NextAsync());
        await server.Log.FindAsync("its handler takes (System.String), and the client sent something else (\"room\" is missing)");
        Assert.Equal(0, got.Count);
    }

    public static TheoryData<string, string, Action<Socket>, string> Allowed { get; } = new()
    {
        { "a nullable value", """["e"]""", static socket => socket.On("e", (int? a) => a ?? -1), "-1" },
        { "a nullable reference", """["e",null]""", static socket => socket.On("e", (string? a) => a ?? "none"), "\"none\"" },
        { "explicit nullable types", """["e"]""", static socket => socket.On<string?, int?, string>("e", (a, b) => $"{a ?? "none"} {b ?? -1}"), "\"none -1\"" },
        { "a default value of a method", """["e","tea"]""", static socket => socket.On<string, int, string>("e", Page), "\"tea 10\"" },
        { "null for a default value", """["e","tea",null]""", static socket => socket.On<string, int, string>("e", Page), "\"tea 10\"" },
        { "an argument for a default value", """["e","tea",2]""", static socket => socket.On<string, int, string>("e", Page), "\"tea 2\"" },
        { "a JSON element", """["e"]""", static socket => socket.On("e", (JsonElement a) => a.ValueKind.ToString()), "\"Undefined\"" },
        { "a JSON null", """["e",null]""", static socket => socket.On("e", (JsonElement a) => a.ValueKind.ToString()), "\"Null\"" },
        { "code without nullability", """["e"]""", static socket => socket.On("e", new Func<string, string>(Oblivious)), "\"none\"" },
        { "a compiled expression", """["e",1]""", static socket => socket.On("e", Compiled), "2" },
        { "an open delegate", """["e","x"]""", static socket => socket.On("e", typeof(string).GetMethod(nameof(string.ToUpperInvariant))!.CreateDelegate<Func<string, string>>()), "\"X\"" },
        { "a delegate of a base type", """["e","abc"]""", static socket => socket.On("e", new Func<string, int>(CountOf)), "3" },
    };

    [Theory]
    [MemberData(nameof(Allowed))]
    public async Task On_ArgumentThatMayBeMissing_CallsTheHandler(string what, string payload, Action<Socket> listen, string answer)
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(listen));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("421" + payload);

        Assert.Equal((what, $"431[{answer}]"), (what, await client.ReceiveAsync()));
    }

    [Fact]
    public async Task On_OneMethodInTwoServers_AsksTheServicesOfEach()
    {
        await using var with = await TestServer.StartAsync(static io => io.OnConnection(Listen), services: static services => services.AddSingleton(new Named("mine")));
        await using var without = await TestServer.StartAsync(static io => io.OnConnection(Listen));
        await using var first = await with.ConnectAsync();
        await using var second = await without.ConnectAsync();

        await first.SendAsync("""421["e",{"name":"yours"}]""");
        await second.SendAsync("""421["e",{"name":"yours"}]""");

        await first.ExpectAsync("""431["mine"]""");
        await second.ExpectAsync("""431["yours"]""");

        static void Listen(Socket socket) => socket.On("e", static (Named named) => named.Name);
    }

    private static Func<int, int> Compiled
    {
        get
        {
            var number = Expression.Parameter(typeof(int));
            return Expression.Lambda<Func<int, int>>(Expression.Add(number, Expression.Constant(1)), number).Compile();
        }
    }

    private static string Page(string room, int size = 10) => $"{room} {size}";

    private static int CountOf(object anything) => anything.ToString()!.Length;

#nullable disable
    private static string Oblivious(string text) => text ?? "none";
#nullable restore

    private sealed record Named(string Name);

    private sealed class Singleton(string name) : ISingleton
    {
        public string Name => name;

        public string Append(string suffix) => name + suffix;
    }

    private sealed class Scoped : IAsyncDisposable
    {
        private readonly TaskCompletionSource _disposed = new();

        public Task Disposed => _disposed.Task;

        public ValueTask DisposeAsync()
        {
            _disposed.SetResult();
            return default;
        }
    }

    private sealed class CountingServices(IServiceProvider services) : IServiceProvider
    {
        private int _scopes;

        public int Scopes => Volatile.Read(ref _scopes);

        public object? GetService(Type serviceType)
        {
            if (serviceType == typeof(IServiceScopeFactory))
            {
                Interlocked.Increment(ref _scopes);
            }

            return services.GetService(serviceType);
        }
    }

    private interface ISingleton
    {
        string Name { get; }
    }
}
