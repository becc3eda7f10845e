using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Sockeye.Engine.Tests.Fixture;

namespace Sockeye.Engine.Tests.EventLoops;

/// <summary>Handlers that block, on event loops: nothing stands still. Each test needs more threads for them than there are loops.</summary>
public sealed class BlockingHandlerTests
{
    private static readonly int _loops = Environment.ProcessorCount;

    // None of them is long enough for the loop to be taken away; together they would leave it no time.
    [Fact]
    public async Task Handlers_ThatAllTakeLong_RunSideBySide()
    {
        int running = 0;
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var metrics = new LoopMetrics();
        await using EngineApp app = await EngineApp.StartAsync(transport: TestTransport.Loops, onSession: handler =>
        {
            handler.Echo = true;
            handler.OnText = _ =>
            {
                if (Interlocked.Increment(ref running) > 2 * _loops)
                {
                    enough.TrySetResult();
                }

                Thread.Sleep(20);
                Interlocked.Decrement(ref running);
                return default;
            };
        });
        RawWebSocket[] clients = await ConnectAsync(app, 20 * _loops);
        Task[] talks = [.. clients.Select(async client =>
        {
            while (!enough.Task.IsCompleted)
            {
                await client.SendAsync("4work");
                Assert.Equal("4work", await client.ReadTextAsync());
            }
        })];
        await enough.Task.Within();
        await Task.WhenAll(talks).Within();
        await Waiting.Until(() => metrics.HandlersAreElsewhere);
        Array.ForEach(clients, static client => client.Dispose());
    }

    // The shared pool would give them a thread each half second.
    [Fact]
    public async Task Handlers_ThatBlockForGood_CostOthersNeitherTheirMessagesNorTheirHeartbeats()
    {
        int blocked = 0;
        var handlers = new ConcurrentQueue<RecordingHandler>();
        using var free = new ManualResetEventSlim();
        using var metrics = new LoopMetrics();
        await using EngineApp app = await EngineApp.StartAsync(
            options =>
            {
                options.PingInterval = TimeSpan.FromSeconds(1);
                options.PingTimeout = TimeSpan.FromSeconds(4);
            },
            transport: TestTransport.Loops,
            onSession: handler =>
            {
                handler.Echo = true;
                handler.OnText = text =>
                {
                    if (text == "block")
                    {
                        Interlocked.Increment(ref blocked);
                        free.Wait(Waiting.Limit * 4);
                    }

                    return default;
                };
                handlers.Enqueue(handler);
            });
        RawWebSocket[] blocking = await ConnectAsync(app, 25 * _loops);
        RawWebSocket[] innocent = await ConnectAsync(app, 25 * _loops);
        foreach (RawWebSocket client in blocking)
        {
            await client.SendAsync("4block");
        }

        await Task.WhenAll(innocent.Select(TalkAsync)).WaitAsync(Waiting.Limit * 2);
        await Waiting.Until(() => Volatile.Read(ref blocked) == blocking.Length);
        await Waiting.Until(() => metrics.HandlersAreElsewhere);
        Assert.DoesNotContain(handlers, static handler => handler.Closed.IsCompleted);
        free.Set();
        Array.ForEach(blocking, static client => client.Dispose());
        Array.ForEach(innocent, static client => client.Dispose());

        // For three heartbeats.
        static async Task TalkAsync(RawWebSocket client)
        {
            await client.SendAsync("4hello");
            bool isAnswered = false;
            for (int heartbeats = 0; heartbeats < 3 || !isAnswered;)
            {
                string text = await client.ReadTextAsync();
                isAnswered |= text == "4hello";
                if (text == "2")
                {
                    heartbeats++;
                    await client.SendAsync("3");
                }
            }
        }
    }

    private static async Task<RawWebSocket[]> ConnectAsync(EngineApp app, int count)
    {
        var clients = new RawWebSocket[count];
        for (int i = 0; i < count; i++)
        {
            clients[i] = await RawWebSocket.ConnectAsync(app);
        }

        return clients;
    }

    // A loop may have been elsewhere since before, because of another test: then it does not leave again, but there are threads for its handlers.
    private sealed class LoopMetrics : IDisposable
    {
        private readonly MeterListener _listener = new();
        private long _departures;
        private int _threads;

        public LoopMetrics()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument is { Meter.Name: "Sockeye.EventLoops", Name: "sockeye.event_loops.departures" or "sockeye.event_loops.handler_threads" })
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref _departures, value));
            _listener.SetMeasurementEventCallback<int>((_, value, _, _) => Volatile.Write(ref _threads, value));
            _listener.Start();
        }

        public bool HandlersAreElsewhere
        {
            get
            {
                _listener.RecordObservableInstruments();
                return Interlocked.Read(ref _departures) > 0 || Volatile.Read(ref _threads) > 0;
            }
        }

        public void Dispose() => _listener.Dispose();
    }
}
