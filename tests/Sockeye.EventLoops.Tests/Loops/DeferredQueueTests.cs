using Sockeye.EventLoops.Tests.Support;
using Sockeye.Tests.Support;

namespace Sockeye.EventLoops.Tests.Loops;

/// <summary>A loop never sleeps while something is deferred, not even if that is added just when the loop falls asleep.</summary>
public sealed class DeferredQueueTests
{
    private const int Items = 400_000;

    // The loop falls asleep some nanoseconds later each time, so that the next item comes before, while and after it does. Nothing else wakes the loop and hides that one is lost.
    [Fact]
    public async Task Add_LoopFallsAsleepAtTheSameTime_IsTaken()
    {
        using var epoll = new Epoll();
        using var signal = new LoopSignal(epoll);
        var queue = new DeferredQueue(signal);
        int run = 0;
        bool isOver = false;
        var item = new Item(() =>
        {
            Volatile.Write(ref run, run + 1);
            Delay(run % 500);
        });
        Task loop = Task.Factory.StartNew(
            () =>
            {
                while (!Volatile.Read(ref isOver))
                {
                    while (queue.TryTake(out IThreadPoolWorkItem? next))
                    {
                        next!.Execute();
                    }

                    epoll.Wait(waits: queue.TrySleep());
                    queue.Awake();
                }
            },
            TaskCreationOptions.LongRunning);
        int lost = await Task.Factory.StartNew(
            () =>
            {
                int added = 0;
                while (added < Items && Volatile.Read(ref run) == added)
                {
                    queue.Add(item);
                    added++;
                    long start = Environment.TickCount64;
                    var wait = default(SpinWait);
                    while (Volatile.Read(ref run) != added && Environment.TickCount64 - start < Waiting.Limit.TotalMilliseconds)
                    {
                        wait.SpinOnce(sleep1Threshold: -1);
                    }
                }

                int left = added - Volatile.Read(ref run);
                Volatile.Write(ref isOver, true);
                signal.Set();
                return left;
            },
            TaskCreationOptions.LongRunning);
        await loop.Within();
        Assert.Equal(0, lost);
    }

    private static void Delay(int length)
    {
        while (Volatile.Read(ref length) > 0)
        {
            length--;
        }
    }
}
