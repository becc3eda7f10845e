using System.Net.Sockets;
using Sockeye.EventLoops.Tests.Support;
using Sockeye.Tests.Support;

namespace Sockeye.EventLoops.Tests.Loops;

/// <summary>A socket that a loop watches tells of everything that happens to it, once, and of its end in any case.</summary>
public sealed class LoopSocketTests
{
    [Fact]
    public async Task Receive_MoreThanTheBuffer_IsToldAgain()
    {
        (LoopSocket socket, Socket peer) = await Sockets.ConnectAsync();
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
            (LoopSocket socket, Socket peer) = await Sockets.ConnectAsync();
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
            (LoopSocket socket, Socket peer) = await Sockets.ConnectAsync();
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
        (LoopSocket socket, Socket peer) = await Sockets.ConnectAsync();
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
        (LoopSocket socket, Socket peer) = await Sockets.ConnectAsync();
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
        (LoopSocket socket, Socket peer) = await Sockets.ConnectAsync();
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

    // The interleaving that is looked for: a sender is about to wait while its socket is closed, and the next connection has its descriptor already.
    [Fact]
    public async Task Close_WhileASenderIsAboutToWait_CostsNeitherItNorTheNextConnectionAnything()
    {
        using var sockets = new Sockets();
        byte[] much = new byte[100_000];
        long end = Environment.TickCount64 + 3000;
        for (int i = 0; i < 5000 && Environment.TickCount64 < end; i++)
        {
            (LoopSocket socket, Socket peer) = sockets.Connect();
            using (peer)
            {
                socket.Socket.SendBufferSize = 4096;
                while (socket.Send(much) >= 0)
                {
                }

                int step = 0;
                Task sending = Task.Run(async () =>
                {
                    Volatile.Write(ref step, 1);
                    while (Volatile.Read(ref step) != 2)
                    {
                        Thread.SpinWait(1);
                    }

                    await socket.SendAsync(much);
                });
                SpinWait.SpinUntil(() => Volatile.Read(ref step) == 1);
                Volatile.Write(ref step, 2);
                Thread.SpinWait(Random.Shared.Next(500));
                socket.Close(resets: true);
                (LoopSocket next, Socket nextPeer) = sockets.Connect();
                using (nextPeer)
                {
                    Exception exception = await Assert.ThrowsAnyAsync<Exception>(() => sending.Within());
                    Assert.True(exception is SocketException or ObjectDisposedException, exception.ToString());
                    Task<int> receiving = next.ReceiveAsync(new byte[10]).AsTask();
                    nextPeer.Send(new byte[3]);
                    Assert.Equal(3, await receiving.Within());
                    next.Close(resets: true);
                }
            }
        }
    }

    // The same, forced: what the socket does with its descriptor is done to the next one.
    [Fact]
    public async Task WritableAsync_DescriptorIsAnothersByNow_CostsThatOneNothing()
    {
        using var sockets = new Sockets();
        for (int i = 0; i < 4 * Environment.ProcessorCount; i++)
        {
            (LoopSocket socket, Socket peer) = sockets.Connect();
            socket.Close(resets: true);
            peer.Dispose();
            var next = Enumerable.Range(0, 4).Select(_ => sockets.Connect()).ToArray();
            await socket.WritableAsync().AsTask().Within();
            foreach ((LoopSocket other, Socket otherPeer) in next)
            {
                Task<int> receiving = other.ReceiveAsync(new byte[10]).AsTask();
                otherPeer.Send(new byte[3]);
                Assert.Equal(3, await receiving.Within());
                other.Close(resets: true);
                otherPeer.Dispose();
            }
        }
    }

    [Fact]
    public async Task Reset_WhileNobodyReads_IsToldToTheOwner()
    {
        (LoopSocket socket, Socket peer) = await Sockets.ConnectAsync();
        var owner = new Owner();
        socket.Owner = owner;
        peer.LingerState = new LingerOption(enable: true, seconds: 0);
        peer.Dispose();
        await owner.Broken.Task.Within();
        socket.Close(resets: true);
    }

    // Who always has something to read takes a turn at a time.
    [Fact]
    public async Task Receive_AlwaysMoreToRead_LetsOthersBeReadInBetween()
    {
        using var sockets = new Sockets();
        using var stop = new CancellationTokenSource();
        var connections = Enumerable.Range(0, (2 * Environment.ProcessorCount) + 1).Select(_ => sockets.Connect()).ToArray();
        Task[] floods = [.. connections[1..].SelectMany(connection => new[]
        {
            Task.Run(() =>
            {
                byte[] much = new byte[1_000_000];
                while (!stop.IsCancellationRequested)
                {
                    connection.Peer.Send(much);
                }
            }),
            Task.Run(async () =>
            {
                byte[] buffer = new byte[16];
                while (!stop.IsCancellationRequested)
                {
                    await connection.Socket.ReceiveAsync(buffer);
                }
            }),
        })];
        (LoopSocket quiet, Socket quietPeer) = connections[0];
        for (int i = 0; i < 20; i++)
        {
            Task<int> receiving = quiet.ReceiveAsync(new byte[10]).AsTask();
            quietPeer.Send(new byte[3]);
            Assert.Equal(3, await receiving.Within());
        }

        await stop.CancelAsync();
        foreach ((LoopSocket socket, Socket peer) in connections)
        {
            socket.Close(resets: true);
            peer.Dispose();
        }

        await Task.WhenAll(floods).Within().ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    private sealed class Owner : ILoopSocketOwner
    {
        public TaskCompletionSource Broken { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void OnPeerGone()
        {
        }

        public void OnBroken() => Broken.TrySetResult();
    }
}
