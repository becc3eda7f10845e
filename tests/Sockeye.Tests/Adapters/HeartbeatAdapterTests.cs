using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Tests.Adapters;

/// <summary>Who is there, where only the servers themselves can say.</summary>
public sealed class HeartbeatAdapterTests
{
    [Fact]
    public async Task ANewServer_SaysSo_AndTheOthersAnswer()
    {
        var (server, adapter) = await StartAsync();
        await using var owned = server;
        Assert.Equal(ClusterMessageType.InitialHeartbeat, (await adapter.Sent.Reader.ReadAsync()).Type);
        Assert.Equal(1, await adapter.ServerCountAsync());

        adapter.Inject(new ClusterMessage(ClusterMessageType.InitialHeartbeat) { ServerId = "other" });

        Assert.Equal(ClusterMessageType.Heartbeat, (await adapter.Sent.Reader.ReadAsync()).Type);
        Assert.Equal(2, await adapter.ServerCountAsync());
        adapter.Inject(new ClusterMessage(ClusterMessageType.AdapterClose) { ServerId = "other" });
        Assert.Equal(1, await adapter.ServerCountAsync());
    }

    [Fact]
    public async Task Emitters_AndOwnMessages_AreNoServers()
    {
        var (server, adapter) = await StartAsync();
        await using var owned = server;

        adapter.Inject(new ClusterMessage(ClusterMessageType.Heartbeat) { ServerId = "emitter" });
        adapter.Inject(new ClusterMessage(ClusterMessageType.Heartbeat) { ServerId = string.Empty });
        adapter.Inject(new ClusterMessage(ClusterMessageType.Heartbeat) { ServerId = adapter.ServerId });

        Assert.Equal(1, await adapter.ServerCountAsync());
    }

    [Fact]
    public async Task ASilentServer_IsForgotten_AndQuestionsDoNotWaitForIt()
    {
        var (server, adapter) = await StartAsync();
        await using var owned = server;
        adapter.Inject(new ClusterMessage(ClusterMessageType.Heartbeat) { ServerId = "other" });
        await BeAcquaintedAsync(server, adapter);
        var fetching = server.IO.Timeout(TimeSpan.FromMinutes(5)).FetchSocketsAsync();
        await WaitForAsync(adapter, ClusterMessageType.FetchSockets);

        for (var second = 0; second < 15 && !fetching.IsCompleted; second++)
        {
            server.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.True((await fetching.Within()).IsComplete);
        Assert.Equal(1, await adapter.ServerCountAsync());
    }

    [Fact]
    public async Task FetchSockets_BeforeTheOthersHadTimeToAnswer_WaitsForThem()
    {
        var (server, adapter) = await StartAsync();
        await using var owned = server;
        await WaitForAsync(adapter, ClusterMessageType.InitialHeartbeat);

        var fetching = server.IO.Timeout(TimeSpan.FromMinutes(5)).FetchSocketsAsync();
        Assert.False(fetching.IsCompleted);
        adapter.Inject(new ClusterMessage(ClusterMessageType.Heartbeat) { ServerId = "other" });
        server.Time.Advance(TimeSpan.FromSeconds(1));

        await WaitForAsync(adapter, ClusterMessageType.FetchSockets);
        adapter.Inject(new ClusterMessage(ClusterMessageType.AdapterClose) { ServerId = "other" });
        Assert.True((await fetching.Within()).IsComplete);
    }

    [Fact]
    public async Task FetchSockets_WithLessTimeThanTheOthersNeedToAnswer_IsNotComplete()
    {
        var (server, _) = await StartAsync();
        await using var owned = server;

        var fetching = server.IO.Timeout(TimeSpan.FromMilliseconds(100)).FetchSocketsAsync();
        server.Time.Advance(TimeSpan.FromMilliseconds(200));

        Assert.Equal([ClusterAdapter.UnknownServer], (await fetching.Within()).Missing);
    }

    [Fact]
    public async Task FetchSockets_WhileTheBackendIsAway_IsNotComplete_UntilTheOthersAreKnownAgain()
    {
        var (server, adapter) = await StartAsync();
        await using var owned = server;
        await BeAcquaintedAsync(server, adapter);
        Assert.True((await server.IO.FetchSocketsAsync().Within()).IsComplete);

        adapter.LoseBackend();
        var away = server.IO.Timeout(TimeSpan.FromMinutes(5)).FetchSocketsAsync();
        Assert.Equal([ClusterAdapter.UnknownServer], (await away.Within()).Missing); // at once: nobody can be asked

        adapter.FindBackend();
        var back = server.IO.Timeout(TimeSpan.FromMinutes(5)).FetchSocketsAsync();
        await BeAcquaintedAsync(server, adapter);
        Assert.True((await back.Within()).IsComplete);
    }

    [Fact]
    public async Task FetchSockets_WhenTheBackendIsLostBeforeTheOthersAnswer_EndsAtOnce()
    {
        var (server, adapter) = await StartAsync();
        await using var owned = server;
        var starting = server.IO.Timeout(TimeSpan.FromMinutes(5)).FetchSocketsAsync();
        Assert.False(starting.IsCompleted);

        adapter.LoseBackend();

        Assert.False((await starting.Within()).IsComplete);
    }

    [Fact]
    public async Task AnAnnouncement_ThatIsSentAfterTheBackendIsLost_MakesNobodyKnown()
    {
        var (server, adapter) = await StartAsync();
        await using var owned = server;
        await WaitForAsync(adapter, ClusterMessageType.InitialHeartbeat);
        adapter.Sending = new TaskCompletionSource();
        adapter.FindBackend();

        adapter.LoseBackend();
        adapter.Sending.SetResult();
        server.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.False((await server.IO.FetchSocketsAsync().Within()).IsComplete);
    }

    [Fact]
    public async Task AServerThatSendsNothing_StillSaysThatItLives()
    {
        var (server, adapter) = await StartAsync();
        await using var owned = server;
        await WaitForAsync(adapter, ClusterMessageType.InitialHeartbeat);
        adapter.Inject(new ClusterMessage(ClusterMessageType.Heartbeat) { ServerId = "other" });
        server.Time.Advance(TimeSpan.FromSeconds(1));
        await WaitForAsync(adapter, ClusterMessageType.Heartbeat); // a new one is told at once

        for (var second = 0; second < 6; second++)
        {
            server.Time.Advance(TimeSpan.FromSeconds(1));
        }

        await WaitForAsync(adapter, ClusterMessageType.Heartbeat);
    }

    [Fact]
    public async Task AServerAlone_SaysSeldomThatItLives()
    {
        var (server, adapter) = await StartAsync();
        await using var owned = server;
        await WaitForAsync(adapter, ClusterMessageType.InitialHeartbeat);

        for (var second = 0; second < 28; second++)
        {
            server.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.False(adapter.Sent.Reader.TryPeek(out _));
        for (var second = 0; second < 4; second++)
        {
            server.Time.Advance(TimeSpan.FromSeconds(1));
        }

        await WaitForAsync(adapter, ClusterMessageType.Heartbeat);
    }

    [Fact]
    public async Task MadeUpServers_AreForgottenBeyondABound()
    {
        var (server, adapter) = await StartAsync();
        await using var owned = server;

        for (var i = 0; i < 2000; i++)
        {
            adapter.Inject(new ClusterMessage(ClusterMessageType.Heartbeat) { ServerId = $"{i}" });
        }

        adapter.Inject(new ClusterMessage(ClusterMessageType.Heartbeat) { ServerId = new string('x', 100_000) });

        Assert.Equal(1001, await adapter.ServerCountAsync());
    }

    [Fact]
    public async Task AServerThatGoes_SaysSo()
    {
        var (server, adapter) = await StartAsync();

        await server.DisposeAsync();

        await WaitForAsync(adapter, ClusterMessageType.AdapterClose);
    }

    private static async Task<(TestServer Server, QuietAdapter Adapter)> StartAsync()
    {
        var server = await TestServer.StartAsync(
            services: static services => services.AddSocketIO().UseAdapter(static (_, ns) => new QuietAdapter(ns)), fakeTime: true);
        return (server, (QuietAdapter)server.IO.MainNamespace.Adapter);
    }

    // Its announcement is sent in the background: the clock that begins with it may be behind that.
    private static async Task BeAcquaintedAsync(TestServer server, QuietAdapter adapter)
    {
        await WaitForAsync(adapter, ClusterMessageType.InitialHeartbeat);
        server.Time.Advance(TimeSpan.FromSeconds(1));
    }

    private static async Task WaitForAsync(QuietAdapter adapter, ClusterMessageType type)
    {
        while ((await adapter.Sent.Reader.ReadAsync().AsTask().Within()).Type != type)
        {
        }
    }

    /// <summary>A backend that only takes.</summary>
    private sealed class QuietAdapter(Namespace ns) : HeartbeatAdapter(ns, new Options())
    {
        public Channel<ClusterMessage> Sent { get; } = Channel.CreateUnbounded<ClusterMessage>();

        public void LoseBackend() => Lose();

        public void FindBackend() => Start();

        public void Inject(ClusterMessage message) => Receive(message);

        public TaskCompletionSource? Sending { get; set; }

        protected override async ValueTask PublishAsync(ClusterMessage message)
        {
            await Sent.Writer.WriteAsync(message);
            await (Sending?.Task ?? Task.CompletedTask);
        }

        protected override ValueTask RespondAsync(string requester, ClusterMessage response) => default;

        private sealed class Options : HeartbeatAdapterOptions;
    }
}
