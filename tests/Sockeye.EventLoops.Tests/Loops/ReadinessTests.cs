using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Sockeye.EventLoops.Tests.Support;
using Sockeye.Tests.Support;

namespace Sockeye.EventLoops.Tests.Loops;

#pragma warning disable CA2012 // Each is used once, in steps.

/// <summary>Those who wait for a socket go on in a turn of a loop, whenever they are told.</summary>
public sealed class ReadinessTests
{
    // The shared pool may have no thread left, and the one that asks may be in the middle of something.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reader_IsToldBeforeItWaits_GoesOnInATurnOfItsOwn(bool hasAsked)
    {
        (LoopSocket socket, Socket peer) = await Sockets.ConnectAsync();
        using (peer)
        {
            var thread = new TaskCompletionSource<Thread>(TaskCreationOptions.RunContinuationsAsynchronously);
            Thread asking = await Task.Factory.StartNew(
                () =>
                {
                    if (!hasAsked)
                    {
                        socket.WakeReader();
                    }

                    ValueTaskAwaiter reader = socket.ReadableAsync().GetAwaiter();
                    if (hasAsked)
                    {
                        socket.WakeReader();
                    }

                    reader.UnsafeOnCompleted(() => thread.SetResult(Thread.CurrentThread));
                    return Thread.CurrentThread;
                },
                TaskCreationOptions.LongRunning);
            Thread goesOn = await thread.Task.Within();
            Assert.NotSame(asking, goesOn);
            Assert.False(goesOn.IsThreadPoolThread);
            socket.Close(resets: true);
        }
    }

    // One event tells both. A handler that blocks holds up its own messages, but nothing that is written.
    [Fact]
    public async Task Writer_WhoseReaderBlocksInTheSameEvent_GoesOn()
    {
        (LoopSocket socket, Socket peer) = await Sockets.ConnectAsync();
        using (peer)
        {
            using var free = new ManualResetEventSlim();
            _ = socket.WritableAsync();
            var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            socket.WritableAsync().GetAwaiter().UnsafeOnCompleted(written.SetResult);
            var read = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            socket.ReadableAsync().GetAwaiter().UnsafeOnCompleted(() => read.SetResult(free.Wait(Waiting.Limit * 2)));
            Task events = Task.Factory.StartNew(() => socket.OnEvents(Epoll.In | Epoll.Out), TaskCreationOptions.LongRunning);
            await written.Task.Within();
            free.Set();
            Assert.True(await read.Task.Within());
            await events.Within();
            socket.Close(resets: true);
        }
    }

    // In the reverse order as well: what is written may run a hook that blocks.
    [Fact]
    public async Task Reader_WhoseWriterBlocksInTheSameEvent_GoesOn()
    {
        (LoopSocket socket, Socket peer) = await Sockets.ConnectAsync();
        using (peer)
        {
            using var free = new ManualResetEventSlim();
            _ = socket.WritableAsync();
            var written = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            socket.WritableAsync().GetAwaiter().UnsafeOnCompleted(() => written.SetResult(free.Wait(Waiting.Limit * 2)));
            var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            socket.ReadableAsync().GetAwaiter().UnsafeOnCompleted(read.SetResult);
            Task events = Task.Factory.StartNew(() => socket.OnEvents(Epoll.In | Epoll.Out), TaskCreationOptions.LongRunning);
            await read.Task.Within();
            free.Set();
            Assert.True(await written.Task.Within());
            await events.Within();
            socket.Close(resets: true);
        }
    }
}
