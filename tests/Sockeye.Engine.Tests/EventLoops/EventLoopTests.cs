using System.Collections.Concurrent;
using System.Net.Sockets;
using Sockeye.Engine.Delivery;
using Sockeye.Engine.Sessions;
using Sockeye.Engine.Tests.Fixture;

namespace Sockeye.Engine.Tests.EventLoops;

/// <summary>Handlers run on the thread that reads: none of them may cost the others anything for long.</summary>
public sealed class EventLoopTests
{
    // More than there are loops: some of them share one.
    private static readonly int _clients = (2 * Environment.ProcessorCount) + 1;

    [Fact]
    public async Task Handler_ThatBlocks_LetsAllOthersGoOn()
    {
        using var free = new ManualResetEventSlim();
        await using EngineApp app = await EngineApp.StartAsync(onSession: handler =>
        {
            handler.Echo = true;
            handler.OnText = text => Block(text, free);
        });
        using Clients clients = await Clients.ConnectAsync(app, _clients);
        await clients.All[0].SendAsync("4block");
        foreach (RawWebSocket other in clients.All[1..])
        {
            await other.SendAsync("4hello");
            Assert.Equal("4hello", await other.ReadTextAsync());
        }

        using RawWebSocket newcomer = await RawWebSocket.ConnectAsync(app);
        await newcomer.SendAsync("4new");
        Assert.Equal("4new", await newcomer.ReadTextAsync());
        free.Set();
        Assert.Equal("4block", await clients.All[0].ReadTextAsync());
        await clients.All[0].SendAsync("4again");
        Assert.Equal("4again", await clients.All[0].ReadTextAsync());
    }

    [Fact]
    public async Task Handlers_ThatAllBlock_LetAllOthersGoOn()
    {
        using var free = new ManualResetEventSlim();
        await using EngineApp app = await EngineApp.StartAsync(onSession: handler =>
        {
            handler.Echo = true;
            handler.OnText = text => Block(text, free);
        });
        using Clients clients = await Clients.ConnectAsync(app, 2 * _clients);
        foreach (RawWebSocket blocked in clients.All[.._clients])
        {
            await blocked.SendAsync("4block");
        }

        foreach (RawWebSocket other in clients.All[_clients..])
        {
            await other.SendAsync("4hello");
            Assert.Equal("4hello", await other.ReadTextAsync());
        }

        free.Set();
        foreach (RawWebSocket blocked in clients.All[.._clients])
        {
            Assert.Equal("4block", await blocked.ReadTextAsync());
        }
    }

    [Fact]
    public async Task Handler_ThatSendsAndBlocks_HasSent()
    {
        using var free = new ManualResetEventSlim();
        var handlers = new ConcurrentQueue<RecordingHandler>();
        await using EngineApp app = await EngineApp.StartAsync(onSession: handler =>
        {
            handlers.Enqueue(handler);
            handler.OnText = text =>
            {
                foreach (RecordingHandler other in handlers.Where(other => other != handler))
                {
                    other.Session.Send(EncodedPacket.FromText("before"u8));
                }

                return Block(text, free);
            };
        });
        using Clients clients = await Clients.ConnectAsync(app, 200);
        await clients.All[0].SendAsync("4block");
        foreach (RawWebSocket other in clients.All[1..])
        {
            Assert.Equal("4before", await other.ReadTextAsync());
        }

        free.Set();
    }

    // A large broadcast is written in parts, and handlers run between them.
    [Fact]
    public async Task Handler_ThatBlocksInTheMiddleOfABroadcast_HoldsUpNoneOfIt()
    {
        using var free = new ManualResetEventSlim();
        using var blocking = new ManualResetEventSlim();
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var handlers = new ConcurrentQueue<RecordingHandler>();
        await using EngineApp app = await EngineApp.StartAsync(onSession: handler =>
        {
            handlers.Enqueue(handler);
            handler.OnText = text =>
            {
                if (text == "tell")
                {
                    foreach (RecordingHandler each in handlers)
                    {
                        each.Session.Send(EncodedPacket.FromText("news"u8));
                    }

                    told.SetResult();
                    Assert.True(blocking.Wait(Waiting.Limit));
                }

                return Block(text, free);
            };
        });
        using Clients clients = await Clients.ConnectAsync(app, 200 * Environment.ProcessorCount);
        await clients.All[0].SendAsync("4tell");
        await told.Task.Within();
        foreach (RawWebSocket blocked in clients.All[1..(_clients + 1)])
        {
            await blocked.SendAsync("4block");
        }

        blocking.Set();
        foreach (RawWebSocket each in clients.All[(_clients + 1)..])
        {
            Assert.Equal("4news", await each.ReadTextAsync());
        }

        free.Set();
    }

    // As a handler does that waits for an acknowledgement: what it waits for comes by the loop that it blocks.
    [Fact]
    public async Task Handler_ThatBlocksForAnotherMessage_GetsIt()
    {
        using var free = new ManualResetEventSlim();
        await using EngineApp app = await EngineApp.StartAsync(onSession: handler =>
        {
            handler.Echo = true;
            handler.OnText = text =>
            {
                if (text == "free")
                {
                    free.Set();
                }

                return Block(text, free);
            };
        });
        using Clients clients = await Clients.ConnectAsync(app, _clients);
        foreach (RawWebSocket blocked in clients.All[..^1])
        {
            await blocked.SendAsync("4block");
        }

        await clients.All[^1].SendAsync("4free");
        foreach (RawWebSocket blocked in clients.All[..^1])
        {
            Assert.Equal("4block", await blocked.ReadTextAsync());
        }
    }

    [Fact]
    public async Task Client_ThatNeverPauses_LetsOthersBeRead()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        using Clients clients = await Clients.ConnectAsync(app, _clients);
        using var stop = new CancellationTokenSource();
        byte[] much = [.. Enumerable.Repeat(RawWebSocket.Text("4noise"), 20_000).SelectMany(frame => frame)];
        Task[] floods = [.. clients.All[1..].Select(noisy => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await noisy.SendRawAsync(much);
            }
        }))];
        RecordingHandler quiet = await app.NextSessionAsync();
        for (int i = 0; i < 20; i++)
        {
            await clients.All[0].SendAsync($"4{i}");
            Assert.Equal($"{i}", await quiet.NextTextAsync());
        }

        await stop.CancelAsync();
        await Task.WhenAll(floods).Within();
    }

    [Fact]
    public async Task Crowd_ThatIsCutAtATime_EndsEachOnceAndIsToldToThoseWhoStay()
    {
        const int crowd = 150;
        var handlers = new ConcurrentQueue<RecordingHandler>();
        await using EngineApp app = await EngineApp.StartAsync(onSession: handler =>
        {
            handlers.Enqueue(handler);
            handler.OnEnd = () =>
            {
                foreach (RecordingHandler other in handlers)
                {
                    other.Session.Send(EncodedPacket.FromText("left"u8));
                }
            };
        });
        using RawWebSocket survivor = await RawWebSocket.ConnectAsync(app);

        // Twice: the descriptors of the first ones are those of others then.
        for (int round = 0; round < 2; round++)
        {
            using (Clients clients = await Clients.ConnectAsync(app, crowd))
            {
                foreach (RawWebSocket client in clients.All)
                {
                    client.Socket.LingerState = new LingerOption(enable: true, seconds: 0);
                }
            }

            for (int i = 0; i < crowd; i++)
            {
                Assert.Equal("4left", await survivor.ReadTextAsync());
            }

            await Waiting.Until(() => app.Server.ClientsCount == 1);
            handlers = new ConcurrentQueue<RecordingHandler>(handlers.Where(handler => handler.Session.State == EngineSessionState.Open));
        }

        Assert.Equal(0, app.Server.PendingConnections);
    }

    // Nor does the end of a session, or its first message, wait for a thread of the pool, which somebody else may block.
    [Fact]
    public async Task Session_OnEventLoops_NeedsNoThreadOfThePool()
    {
        var calls = new ConcurrentQueue<(string Call, bool IsOnPool)>();
        await using EngineApp app = await EngineApp.StartAsync(o => o.MaxBufferedBytes = 1000, transport: TestTransport.Loops, onSession: handler =>
        {
            handler.OnText = text =>
            {
                calls.Enqueue((text, Thread.CurrentThread.IsThreadPoolThread));
                return default;
            };
            handler.OnEnd = () => calls.Enqueue(("end", Thread.CurrentThread.IsThreadPoolThread));
        });
        using RawWebSocket client = await RawWebSocket.ConnectAsync(app);
        RecordingHandler handler = await app.NextSessionAsync();
        await client.SendAsync("4first");
        Assert.Equal("first", await handler.NextTextAsync());
        byte[] much = new byte[900];
        Array.Fill(much, (byte)'x');
        EncodedPacket packet = EncodedPacket.FromText(much);
        SendResult result = SendResult.Queued;
        while (result == SendResult.Queued)
        {
            // The client does not read: the network takes no more sooner or later.
            result = handler.Session.Send(packet);
        }

        Assert.Equal(SendResult.Overflow, result);
        Assert.Equal("slow consumer", (await handler.Closed.Within()).Description);
        Assert.Equal([("first", false), ("end", false)], calls);
    }

    // A client may have ended its own direction only: it reads on what its last words are answered with.
    [LoopsFact("Kestrel ends its output with its input.")]
    public async Task Crowd_ThatSaysItsLastWordsAndReadsOn_IsAnswered()
    {
        const int crowd = 100;
        using var free = new ManualResetEventSlim();
        await using EngineApp app = await EngineApp.StartAsync(onSession: handler =>
        {
            handler.Echo = true;
            handler.OnText = text => Block(text, free);
        });
        using Clients blocking = await Clients.ConnectAsync(app, Environment.ProcessorCount);
        using Clients clients = await Clients.ConnectAsync(app, crowd);

        // Each loop is held up for a moment, so that it sees all ends at a time.
        foreach (RawWebSocket client in blocking.All)
        {
            await client.SendAsync("4block");
        }

        foreach (RawWebSocket client in clients.All)
        {
            await client.SendAsync("4last words");
            client.Socket.Shutdown(SocketShutdown.Send);
        }

        free.Set();
        foreach (RawWebSocket client in clients.All)
        {
            Assert.Equal("4last words", await client.ReadTextAsync());
            await client.ReadEndAsync();
        }
    }

    private static ValueTask Block(string text, ManualResetEventSlim free)
    {
        if (text == "block")
        {
            Assert.True(free.Wait(Waiting.Limit));
        }

        return default;
    }

    private sealed class Clients : IDisposable
    {
        public RawWebSocket[] All { get; private init; } = [];

        public static async Task<Clients> ConnectAsync(EngineApp app, int count)
        {
            var all = new RawWebSocket[count];
            for (int i = 0; i < count; i++)
            {
                all[i] = await RawWebSocket.ConnectAsync(app);
            }

            return new Clients { All = all };
        }

        public void Dispose()
        {
            foreach (RawWebSocket client in All)
            {
                client.Dispose();
            }
        }
    }
}
