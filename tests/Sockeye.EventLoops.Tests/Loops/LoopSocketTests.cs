using System.Net;
using System.Net.Sockets;
using Sockeye.Tests.Support;

namespace Sockeye.EventLoops.Tests.Loops;

/// <summary>A socket that a loop watches tells of everything that happens to it, once, and of its end in any case.</summary>
public sealed class LoopSocketTests
{
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
}
