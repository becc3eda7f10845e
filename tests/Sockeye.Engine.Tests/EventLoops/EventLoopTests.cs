using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Sockeye.Engine.Delivery;
using Sockeye.Engine.EventLoops;
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
    public async Task Receive_MoreThanTheBuffer_IsToldAgain()
    {
        (LoopSocket socket, Socket peer) = await ConnectAsync();
        using (peer)
        {
            await peer.SendAsync(new byte[1000]);
            byte[] buffer = new byte[300];
            int read = 0;
            while (read < 1000)
            {
                await socket.ReadableAsync().AsTask().Within();
                read += Math.Max(socket.Receive(buffer), 0);
            }

            peer.Shutdown(SocketShutdown.Send);
            Assert.Equal(0, await socket.ReceiveAsync(buffer).AsTask().Within());
            socket.Close(resets: false);
        }
    }

    // The end is told together with what came before it.
    [Fact]
    public async Task Receive_EndRightBehindTheData_IsSeen()
    {
        for (int i = 0; i < 200; i++)
        {
            (LoopSocket socket, Socket peer) = await ConnectAsync();
            await peer.SendAsync(new byte[10]);
            peer.Dispose();
            byte[] buffer = new byte[100];
            Assert.Equal(10, await socket.ReceiveAsync(buffer).AsTask().Within());
            Assert.Equal(0, await socket.ReceiveAsync(buffer).AsTask().Within());
            socket.Close(resets: false);
        }
    }

    // Who reads may have been woken for nothing, and may run on another thread than the loop that hears of the end.
    [Fact]
    public async Task Receive_EndIsToldWhileNothingIsRead_IsSeen()
    {
        byte[] buffer = new byte[100];
        for (int i = 0; i < 1000; i++)
        {
            (LoopSocket socket, Socket peer) = await ConnectAsync();
            using (peer)
            {
                using var reading = new ManualResetEventSlim();
                Task ending = Task.Run(() =>
                {
                    reading.Wait();
                    Thread.SpinWait(i % 100 * 20);
                    peer.Send(new byte[10]);
                    peer.Shutdown(SocketShutdown.Send);
                });
                while (socket.Receive(buffer) is var count && count != 10)
                {
                    reading.Set();
                    ValueTask readable = socket.ReadableAsync();
                    if (!readable.IsCompleted)
                    {
                        socket.WakeReader();
                    }

                    await readable.AsTask().Within();
                }

                int last;
                do
                {
                    await socket.ReadableAsync().AsTask().Within();
                    last = socket.Receive(buffer);
                }
                while (last < 0);

                Assert.Equal(0, last);
                await ending.Within();
                socket.Close(resets: false);
            }
        }
    }

    [Fact]
    public async Task Send_NobodyReads_WaitsAndGoesOn()
    {
        (LoopSocket socket, Socket peer) = await ConnectAsync();
        using (peer)
        {
            byte[] sent = new byte[8_000_000];
            Random.Shared.NextBytes(sent);
            Task sending = socket.SendAsync(sent).AsTask();
            Assert.False(sending.IsCompleted);
            byte[] read = new byte[sent.Length];
            using var stream = new NetworkStream(peer);
            await stream.ReadExactlyAsync(read).AsTask().Within();
            await sending.Within();
            Assert.Equal(sent, read);
            socket.Close(resets: false);
        }
    }

    [Fact]
    public async Task Send_Cancelled_Throws()
    {
        (LoopSocket socket, Socket peer) = await ConnectAsync();
        using (peer)
        {
            using var cancellation = new CancellationTokenSource();
            Task sending = socket.SendAsync(new byte[8_000_000], cancellation.Token).AsTask();
            Assert.False(sending.IsCompleted);
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.Within());
            socket.Close(resets: true);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Close_WhileOthersWait_TellsThem(bool resets)
    {
        (LoopSocket socket, Socket peer) = await ConnectAsync();
        using (peer)
        {
            Task<int> receiving = socket.ReceiveAsync(new byte[10]).AsTask();
            Task sending = socket.SendAsync(new byte[8_000_000]).AsTask();
            Assert.False(receiving.IsCompleted || sending.IsCompleted);
            socket.Close(resets);
            socket.Close(resets);
            await Assert.ThrowsAnyAsync<Exception>(() => receiving.Within());
            await Assert.ThrowsAnyAsync<Exception>(() => sending.Within());
        }
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

    // A client may have ended its own direction only: it reads on what its last words are answered with.
    [Fact]
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

    private static async Task<(LoopSocket Socket, Socket Peer)> ConnectAsync()
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var peer = new Socket(SocketType.Stream, ProtocolType.Tcp);
        Task connecting = peer.ConnectAsync(listener.LocalEndPoint!);
        Socket accepted = await listener.AcceptAsync().Within();
        await connecting.Within();
        return (EventLoop.Watch(accepted), peer);
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
