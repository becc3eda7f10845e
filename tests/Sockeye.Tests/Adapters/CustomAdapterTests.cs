using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Tests.Adapters;

/// <summary>An adapter of the application, as those for clusters are.</summary>
public sealed class CustomAdapterTests
{
    [Fact]
    public async Task UseAdapter_EveryNamespace_GetsOne()
    {
        var seen = new Inbox<string>();
        await using var server = await TestServer.StartAsync(
            static io => io.Of("/a"),
            services: services => services.AddSocketIO().UseAdapter((provider, ns) => new Recorder(ns, seen, provider)));
        await using var client = await server.ConnectAsync("/a");

        await server.IO.Of("/a").To("x").Except("y").Local.Volatile.Compress(false).EmitAsync("e", 1);
        await server.IO.Of("/a").EmitAsync("e", new byte[] { 9 });

        Assert.Equal(
            [
                """/a ["e",1] 0 [x] [y] local volatile False""",
                """/a ["e",{"_placeholder":true,"num":0}] 1 [] [] all reliable """,
            ],
            await seen.NextAsync(2));
        await client.ExpectAsync("""451-/a,["e",{"_placeholder":true,"num":0}]""");
    }

    [Fact]
    public async Task Adapter_ThatHasNoTargets_IsNotAskedToBroadcast()
    {
        var seen = new Inbox<string>();
        await using var server = await TestServer.StartAsync(
            services: services => services.AddSocketIO().UseAdapter((provider, ns) => new Recorder(ns, seen, provider) { HasTargets = false }));
        await using var client = await server.ConnectAsync();

        await server.IO.EmitAsync("e");

        await client.ExpectNothingAsync();
        Assert.Equal(0, seen.Count);
    }

    [Fact]
    public async Task UseAdapter_OfANamedServer_LeavesTheOthers()
    {
        var services = new ServiceCollection();
        services.AddSocketIO();
        services.AddSocketIO("named").UseAdapter((provider, ns) => new Recorder(ns, new(), provider));
        await using var provider = services.BuildServiceProvider();

        Assert.IsType<InMemoryAdapter>(provider.GetRequiredService<SocketIOServer>().MainNamespace.Adapter);
        Assert.IsType<Recorder>(provider.GetRequiredKeyedService<SocketIOServer>("named").MainNamespace.Adapter);
    }

    [Fact]
    public async Task ServerSideEvents_ThatAnAdapterReceives_ReachTheirListenersAndAreAnsweredOnce()
    {
        var heard = new Inbox<string>();
        var answers = new Inbox<object?>();
        await using var server = await TestServer.StartAsync(io => io.MainNamespace.ServerSide
            .On("e", async e =>
            {
                heard.Add($"{e.Name} {e.Arguments.Get<int>(0)} {e.IsAnswerRequested}");
                await e.AnswerAsync("first");
                await e.AnswerAsync("second");
            })
            .On("e", static _ => throw new InvalidOperationException("listener broke"))
            .OnAny(e =>
            {
                heard.Add($"any {e.Name}");
                return Task.CompletedTask;
            }));
        server.Log.Expect("listener broke");
        var packet = ServerSideEvents.ToArguments(server.IO.MainNamespace, "e", [1]);

        server.IO.MainNamespace.ServerSide.Receive(packet, answer =>
        {
            answers.Add(answer);
            return default;
        });
        server.IO.MainNamespace.ServerSide.Receive(ServerSideEvents.ToArguments(server.IO.MainNamespace, "f", []), null);

        Assert.Equal(["e 1 True", "any e", "any f"], await heard.NextAsync(3));
        Assert.Equal("first", await answers.NextAsync());
        Assert.Equal(0, answers.Count);
    }

    private sealed class Recorder(Namespace ns, Inbox<string> seen, IServiceProvider provider) : InMemoryAdapter(ns)
    {
        public bool HasTargets { get; init; } = true;

        public override bool MayHaveTargets(BroadcastOptions options) => HasTargets && provider is not null;

        public override ValueTask BroadcastAsync(EventPacket packet, BroadcastOptions options)
        {
            var flags = options.Flags;
            seen.Add(
                $"{Namespace.Name} {System.Text.Encoding.UTF8.GetString(packet.Payload.Span)} {packet.Attachments.Count} "
                + $"[{string.Join(',', options.Rooms)}] [{string.Join(',', options.Except)}] "
                + $"{(flags.Local ? "local" : "all")} {(flags.Volatile ? "volatile" : "reliable")} {flags.Compress}");
            return base.BroadcastAsync(packet, options);
        }
    }
}
