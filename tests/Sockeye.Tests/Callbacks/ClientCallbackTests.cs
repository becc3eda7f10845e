using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Sockeye.Tests.Callbacks;

/// <summary>The same for the hooks of the .NET client: what a listener throws, at once or in its task, is logged and counted, and the client goes on.</summary>
public sealed class ClientCallbackTests
{
    public static TheoryData<CallbackShape> Shapes => [.. Enum.GetValues<CallbackShape>()];

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Hooks_OfAClientThatConnectsAgain_AreLoggedAndCountedAndNothingElse(CallbackShape shape)
    {
        var log = new ErrorLog();
        using var loggers = LoggerFactory.Create(builder => builder.AddProvider(log));
        using var failures = new FailureCount();
        await using var server = await TestServer.StartAsync(
            static io => io.OnConnection(static socket => socket.On("echo", static (string text) => text).On("say", () => socket.Emit("news"))),
            static options => options.Engine.PingInterval = TimeSpan.FromMilliseconds(200));
        await using var client = new Sockeye.Client.SocketIOClient(server.Url, options =>
        {
            options.LoggerFactory = loggers;
            options.ReconnectionDelay = TimeSpan.FromMilliseconds(10);
        });
        var socket = client.Of();
        string[] hooks = [.. FailingListeners.AddToAll(client, shape, "news"), .. FailingListeners.AddToAll(socket, shape, "news")];
        string[] ofFailedAttempts = ["OnError", "OnReconnectError", "OnReconnectFailed", "OnConnectError"];

        await socket.ConnectAsync().Within();
        await Waiting.Until(() => client.TransportName == "websocket");
        await socket.EmitAsync("say");
        await log.FindAsync(FailingListeners.TextOf("On"));
        await log.FindAsync(FailingListeners.TextOf("OnPing"));
        client.Abort();
        foreach (var hook in hooks.Except(ofFailedAttempts))
        {
            await log.FindAsync(FailingListeners.TextOf(hook));
        }

        Assert.Equal("still here", await socket.EmitWithAckAsync<string>("echo", "still here").Within());
        Assert.InRange(failures.Count, hooks.Length - ofFailedAttempts.Length, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Hooks_OfAClientThatFindsNoServer_AreLoggedAndCountedAndNothingElse(CallbackShape shape)
    {
        var log = new ErrorLog();
        using var loggers = LoggerFactory.Create(builder => builder.AddProvider(log));
        using var failures = new FailureCount();
        await using var client = new Sockeye.Client.SocketIOClient("http://127.0.0.1:1", options =>
        {
            options.LoggerFactory = loggers;
            options.ReconnectionDelay = TimeSpan.FromMilliseconds(10);
            options.ReconnectionAttempts = 1;
        });
        var socket = client.Of();
        FailingListeners.AddToAll(client, shape, "news");
        FailingListeners.AddToAll(socket, shape, "news");

        socket.Connect();

        string[] hooks = ["OnError", "OnReconnectAttempt", "OnReconnectError", "OnReconnectFailed", "OnConnectError"];
        foreach (var hook in hooks)
        {
            await log.FindAsync(FailingListeners.TextOf(hook));
        }

        Assert.InRange(failures.Count, hooks.Length, int.MaxValue);
    }

    // The meter is that of all clients of the process.
    private sealed class FailureCount : IDisposable
    {
        private readonly MeterListener _listener = new();
        private int _count;

        public FailureCount()
        {
            _listener.InstrumentPublished = static (instrument, self) =>
            {
                if (instrument.Name == "sockeye.client.listener.failures")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, _, _, _) => Interlocked.Increment(ref _count));
            _listener.Start();
        }

        public int Count => Volatile.Read(ref _count);

        public void Dispose() => _listener.Dispose();
    }
}
