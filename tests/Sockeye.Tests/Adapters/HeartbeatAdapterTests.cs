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

        public void Inject(ClusterMessage message) => Receive(message);

        protected override ValueTask PublishAsync(ClusterMessage message) => Sent.Writer.WriteAsync(message);

        protected override ValueTask RespondAsync(string requester, ClusterMessage response) => default;

        private sealed class Options : HeartbeatAdapterOptions;
    }
}
