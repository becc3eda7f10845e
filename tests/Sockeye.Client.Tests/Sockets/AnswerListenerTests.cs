using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Client.Tests.Sockets;

/// <summary>Returning is answering, and what a listener may take beside what the server has sent: as on the server.</summary>
public sealed class AnswerListenerTests
{
    private readonly TestClock _clock = new();
    private readonly FakeNetwork _network = new();

    public static TheoryData<string, Action<ClientSocket>, string> Shapes { get; } = new()
    {
        { "a value", static socket => socket.On("e", (int a, int b) => a + b), "[3]" },
        { "a value of no argument", static socket => socket.On("e", () => 7), "[7]" },
        { "a task", static socket => socket.On("e", (int a, int b) => SumAsync(a, b)), "[3]" },
        { "a value task", static socket => socket.On("e", (int a, int b) => ValueTask.FromResult(a + b)), "[3]" },
        { "an async lambda", static socket => socket.On("e", async (int a, int b) => await SumAsync(a, b)), "[3]" },
        { "explicit types", static socket => socket.On<int, string>("e", a => $"{a}"), """["1"]""" },
        { "an inferred lambda with an acknowledgement", static socket => socket.On<int>("e", (a, ack) => ack.SendAsync(a)), "[1]" },
        { "the event", static socket => socket.On("e", (ReceivedEvent e) => e.Arguments), "[1,2]" },
        { "what is no argument", static socket => socket.On("e", (ClientSocket s, int a, ReceivedEvent e, CancellationToken t, Acknowledgement ack) => $"{s == e.Socket} {a} {e.Name} {t.IsCancellationRequested} {ack.IsRequested}"), """["True 1 e False True"]""" },
        { "eight parameters", static socket => socket.On("e", (int a, int b, int? _, int? _, int? _, int? _, int? _, int? h) => h ?? a + b), "[3]" },
        { "a missing argument that may be null", static socket => socket.On("e", (int _, int _, string? c) => c ?? "none"), """["none"]""" },
        { "a missing argument", static socket => socket.On("e", (int a, int b, string room) => room + a + b), """[{"error":{"message":"invalid arguments for \"e\": \"room\" is missing"}}]""" },
        { "an argument of another type", static socket => socket.On("e", (string a) => a), """[{"error":{"message":"invalid arguments for \"e\""}}]""" },
        { "a failure", static socket => socket.On("e", int (int _) => throw new InvalidOperationException("a secret")), """[{"error":{"message":"Internal client error"}}]""" },
        { "a failure later", static socket => socket.On("e", async (int a) => { await Task.Yield(); return a > 0 ? throw new InvalidOperationException("a secret") : a; }), """[{"error":{"message":"Internal client error"}}]""" },
        { "once", static socket => socket.Once("e", async (int a, int b) => await SumAsync(a, b)), "[3]" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task On_ListenerThatReturns_AnswersTheServer(string shape, Action<ClientSocket> listen, string answer)
    {
        await using var client = _network.CreateClient(_clock);
        var socket = client.Of();
        listen(socket);
        var server = await _network.ConnectAsync(socket);

        server.Send("""421["e",1,2]""");

        Assert.Equal((shape, "431" + answer), (shape, await server.NextAsync()));
    }

    [Fact]
    public async Task On_NobodyAsksForAnAnswer_SendsNone()
    {
        await using var client = _network.CreateClient(_clock);
        var socket = client.Of();
        socket.On("e", (int a) => a);
        socket.On("e", int (string _) => throw new InvalidOperationException("a secret"));
        var came = socket.Hear<int>("e");
        var server = await _network.ConnectAsync(socket);

        server.Send("""42["e",1]""");
        Assert.Equal(1, await came.NextAsync());
        await socket.EmitAsync("next");

        Assert.Equal("""42["next"]""", await server.NextAsync());
    }

    [Fact]
    public async Task On_CancellationToken_EndsWithTheSession()
    {
        await using var client = _network.CreateClient(_clock);
        var socket = client.Of();
        var tokens = new Inbox<CancellationToken>();
        socket.On("e", (CancellationToken token) => tokens.Add(token));
        var server = await _network.ConnectAsync(socket);
        server.Send("""42["e"]""");
        var token = await tokens.NextAsync();
        var ended = new TaskCompletionSource();
        await using var registration = token.Register(ended.SetResult);
        Assert.False(token.IsCancellationRequested);

        socket.Disconnect();

        await ended.Task.Within();
    }

    [Fact]
    public async Task On_Services_AreOfTheScopeOfTheEvent()
    {
        await using var services = new ServiceCollection().AddScoped<Scoped>().AddKeyedSingleton("k", new Named("keyed")).BuildServiceProvider();
        await using var client = _network.CreateClient(_clock, options => options.Services = services);
        var socket = client.Of();
        var scoped = new Inbox<Scoped>();
        socket.On("e", async (Scoped a, string text, Scoped b, [FromKeyedServices("k")] Named named) =>
        {
            scoped.Add(a);
            await Task.Yield();
            return $"{text} {a == b} {named.Name} {a.Disposed.IsCompleted}";
        });
        var server = await _network.ConnectAsync(socket);

        server.Send("""421["e","x"]""");

        Assert.Equal("""431["x True keyed False"]""", await server.NextAsync());
        await (await scoped.NextAsync()).Disposed.Within();
    }

    [Fact]
    public async Task On_NoServices_TypesAreArguments()
    {
        await using var client = _network.CreateClient(_clock);
        var socket = client.Of();
        socket.On("e", (Named named) => named.Name);
        var server = await _network.ConnectAsync(socket);

        server.Send("""421["e",{"name":"sent"}]""");

        Assert.Equal("""431["sent"]""", await server.NextAsync());
    }

    [Fact]
    public async Task StreamAsync_EventWithoutItsArgument_IsNullOrLeftOut()
    {
        await using var client = _network.CreateClient(_clock);
        var socket = client.Of();
        await using var texts = socket.StreamAsync<string>("e").GetAsyncEnumerator();
        await using var elements = socket.StreamAsync<JsonElement>("e").GetAsyncEnumerator();
        var text = texts.MoveNextAsync();
        var element = elements.MoveNextAsync();
        var server = await _network.ConnectAsync(socket);

        server.Send("""42["e"]""");

        Assert.True(await text.AsTask().Within());
        Assert.Null(texts.Current);
        Assert.True(await element.AsTask().Within());
        Assert.Equal(JsonValueKind.Undefined, elements.Current.ValueKind);
    }

    private static async Task<int> SumAsync(int a, int b)
    {
        await Task.Yield();
        return a + b;
    }

    private sealed record Named(string Name);

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
}
