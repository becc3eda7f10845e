using Microsoft.Extensions.DependencyInjection;
using Sockeye.Handlers;

namespace Sockeye.Tests.Handlers;

/// <summary>What generated code builds on: reading an event, answering it, and the scope of its services.</summary>
public sealed class EventCallTests
{
    [Fact]
    public async Task Arguments_OfEveryKind_AreReadInOrder()
    {
        await using var server = await StartAsync(static (ref call) =>
        {
            var read = $"{call.Required<int>("a")} {call.Next<string>() ?? "-"} {call.Optional(7)} {string.Join('+', call.Rest<int>())}";
            call.Ready();
            return call.Answer(read);
        });
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""421["e",1,"b",3,4,5]""", """422["e",1]""", """423["e",1,null,null,4]""");

        await client.ExpectAsync("""431["1 b 3 4+5"]""", """432["1 - 7 "]""", """433["1 - 7 4"]""");
    }

    [Theory]
    [InlineData("""["e",1]""", ": \\u0022b\\u0022 is missing")]
    [InlineData("""["e",1,null]""", ": \\u0022b\\u0022 is missing")]
    [InlineData("""["e",1,2]""", "")]
    public async Task Required_MissingOrOfAnotherType_RefusesTheEvent(string payload, string reason)
    {
        await using var server = await StartAsync(static (ref call) =>
        {
            _ = call.Required<int>("a");
            return call.Answer(call.Required<string>("b"));
        });
        await using var client = await server.ConnectAsync();

        await client.SendAsync("421" + payload, "42" + payload);

        await client.ExpectAsync($$$"""431[{"error":{"message":"invalid arguments for \"e\"{{{reason.Replace("\\u0022", "\\\"", StringComparison.Ordinal)}}}"}}]""");
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task Answer_ResultsOfEveryKind_AreSentOnce()
    {
        await using var server = await StartAsync(static (ref call) => call.Next<string>() switch
        {
            "value" => call.Answer("v"),
            "null" => call.Answer((string?)null),
            "task" => call.Answer(Later("t")),
            "done task" => call.Answer(Task.FromResult("dt")),
            "no task" => call.Answer((Task<string>?)null),
            "value task" => call.Answer(new ValueTask<string>(Later("vt"))),
            "done value task" => call.Answer(new ValueTask<string>("dvt")),
            "arguments" => call.Answer(call.Event.Arguments),
            _ => call.Complete(),
        });
        await using var client = await server.ConnectAsync();

        foreach (var (kind, answer) in new[]
        {
            ("value", "[\"v\"]"), ("null", "[null]"), ("task", "[\"t\"]"), ("done task", "[\"dt\"]"), ("value task", "[\"vt\"]"), ("done value task", "[\"dvt\"]"),
            ("arguments", "[\"arguments\"]"),
        })
        {
            await client.SendAsync($"421[\"e\",\"{kind}\"]");
            await client.ExpectAsync("431" + answer);
        }

        await client.SendAsync("""421["e","nothing"]""", """422["e","no task"]""", """42["e","value"]""", """42["e","task"]""");
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task Services_AskedFor_AreOfOneScopeThatEndsAfterTheHandler()
    {
        var goOn = new TaskCompletionSource();
        var seen = new Inbox<Probe>();
        await using var server = await StartAsync(
            (ref call) =>
            {
                var probe = call.Services.GetRequiredService<Probe>();
                Assert.Same(probe, call.Services.GetRequiredService<Probe>());
                seen.Add(probe);
                return call.Answer(AfterAsync(probe));
            },
            static services => services.AddScoped<Probe>());
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""421["e"]""", """422["e"]""");

        var probes = await seen.NextAsync(2);
        Assert.NotSame(probes[0], probes[1]);
        goOn.SetResult();
        Assert.Equal(["431[false]", "432[false]"], new[] { await client.ReceiveAsync(), await client.ReceiveAsync() }.Order());
        await Task.WhenAll(probes[0].Disposed, probes[1].Disposed).Within();

        async Task<bool> AfterAsync(Probe probe)
        {
            await goOn.Task;
            return probe.Disposed.IsCompleted;
        }
    }

    [Theory]
    [InlineData("at once")]
    [InlineData("later")]
    [InlineData("before it is ready")]
    [InlineData("by its answer")]
    public async Task Services_OfAHandlerThatFails_AreDisposedOf(string when)
    {
        var seen = new Inbox<Probe>();
        await using var server = await StartAsync(
            (ref call) =>
            {
                seen.Add(call.Services.GetRequiredService<Probe>());
                if (when == "before it is ready")
                {
                    _ = call.Required<string>("missing");
                }

                call.Ready();
                return when switch
                {
                    "at once" => throw new InvalidOperationException("my own"),
                    "later" => call.Complete(FailAsync()),
                    _ => call.Answer(new Unwritable()),
                };
            },
            static services => services.AddScoped<Probe>());
        server.Log.Expect("my own");
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""421["e"]""");

        var message = when == "before it is ready" ? "invalid arguments for \\\"e\\\": \\\"missing\\\" is missing" : "Internal server error";
        await client.ExpectAsync($$$"""431[{"error":{"message":"{{{message}}}"}}]""");
        await (await seen.NextAsync()).Disposed.Within();

        static async Task FailAsync()
        {
            await Task.Yield();
            throw new InvalidOperationException("my own");
        }
    }

    [Fact]
    public async Task Again_AfterAnAwait_CallsWithTheSameEvent()
    {
        await using var server = await StartAsync(static (ref call) => call.Complete(LaterAsync(call.Event)));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""421["e","a"]""", """422["e"]""");

        Assert.Equal(
            ["""431["a"]""", """432[{"error":{"message":"invalid arguments for \"e\": \"text\" is missing"}}]"""],
            new[] { await client.ReceiveAsync(), await client.ReceiveAsync() }.Order());

        static async Task LaterAsync(IncomingEvent incoming)
        {
            await Task.Yield();
            if (EventCall.Again(incoming, static (ref call) => call.Answer(call.Required<string>("text"))) is { } running)
            {
                await running;
            }
        }
    }

    [Fact]
    public async Task Disconnected_TheClientLeaves_Ends()
    {
        var tokens = new Inbox<CancellationToken>();
        await using var server = await StartAsync((ref call) =>
        {
            tokens.Add(call.Disconnected);
            return call.Complete();
        });
        await using var client = await server.ConnectAsync();
        await client.SendAsync("""42["e"]""");
        var token = await tokens.NextAsync();
        var ended = new TaskCompletionSource();
        await using var registration = token.Register(ended.SetResult);

        Assert.False(token.IsCancellationRequested);
        await client.SendAsync("41");

        await ended.Task.Within();
    }

    private static async Task<string> Later(string text)
    {
        await Task.Yield();
        return text;
    }

    private static Task<TestServer> StartAsync(EventCallHandler handler, Action<IServiceCollection>? services = null) => TestServer.StartAsync(
        io =>
        {
            var listener = new CallListener(handler);
            io.OnConnection(socket => socket.AddListener("e", listener));
        },
        services: services);

    private sealed class Probe : IAsyncDisposable
    {
        private readonly TaskCompletionSource _disposed = new();

        public Task Disposed => _disposed.Task;

        public ValueTask DisposeAsync()
        {
            _disposed.SetResult();
            return default;
        }
    }

    private sealed class Unwritable
    {
        public Unwritable Value => throw new InvalidOperationException($"my own {GetType()}");
    }
}
