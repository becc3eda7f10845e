using System.Net.Sockets;
using Sockeye.EventLoops.Tests.Support;
using Sockeye.Tests.Support;

namespace Sockeye.EventLoops.Tests.Loops;

/// <summary>There are as many threads for handlers as are needed, and no longer than that.</summary>
public sealed class HandlerThreadsTests
{
    // Some items a second would be enough to keep hundreds of threads, if each thread got its turn.
    [Fact]
    public async Task Threads_FewItemsAfterMany_MostOfThemEnd()
    {
        const int Many = 100;

        // They are looked after while a loop runs.
        (LoopSocket socket, Socket peer) = await Sockets.ConnectAsync();
        using var free = new ManualResetEventSlim();
        using var blocked = new CountdownEvent(Many);
        for (int i = 0; i < Many; i++)
        {
            HandlerThreads.Queue(new Item(() =>
            {
                blocked.Signal();
                free.Wait(Waiting.Limit * 2);
            }));
        }

        Assert.True(await Task.Factory.StartNew(() => blocked.Wait(Waiting.Limit), TaskCreationOptions.LongRunning));
        Assert.InRange(HandlerThreads.Count, Many, int.MaxValue);
        free.Set();
        using var limit = new CancellationTokenSource(Waiting.Limit * 2);
        while (HandlerThreads.Count > Many / 2)
        {
            var run = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            HandlerThreads.Queue(new Item(run.SetResult));
            await run.Task.Within();
            await Task.Delay(20, limit.Token);
        }

        socket.Close(resets: true);
        peer.Dispose();
    }
}
