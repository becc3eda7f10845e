using System.Collections.Concurrent;
using System.Net.Sockets;
using Sockeye.EventLoops.Tests.Support;
using Sockeye.Tests.Support;

namespace Sockeye.EventLoops.Tests.Loops;

/// <summary>What is deferred is run: soon, once, and not behind something that blocks.</summary>
public sealed class EventLoopTests : IDisposable
{
    private readonly List<(LoopSocket Socket, Socket Peer)> _connections = [];

    // A loop runs from its first socket on.
    public EventLoopTests()
    {
        using var sockets = new Sockets();
        for (int i = 0; i < Environment.ProcessorCount; i++)
        {
            _connections.Add(sockets.Connect());
        }
    }

    public void Dispose()
    {
        foreach ((LoopSocket socket, Socket peer) in _connections)
        {
            socket.Close(resets: true);
            peer.Dispose();
        }
    }

    // The interleaving that is looked for: the loop falls asleep just when something is deferred.
    [Fact]
    public async Task Defer_FromOtherThreads_IsRunAtOnce()
    {
        int run = 0;
        var item = new Item(() => Interlocked.Increment(ref run));
        await Task.Factory.StartNew(
            () =>
            {
                for (int i = 1; i <= 10_000; i++)
                {
                    EventLoop.Defer(item);
                    Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref run) == i, Waiting.Limit));
                    Thread.SpinWait(i % 16);
                }
            },
            TaskCreationOptions.LongRunning).WaitAsync(Waiting.Limit * 2);
    }

    [Fact]
    public async Task Defer_FromATurn_RunsEachOnce()
    {
        var run = new ConcurrentBag<int>();
        EventLoop.Defer(new Item(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                int number = i;
                EventLoop.Defer(new Item(() => run.Add(number)));
            }
        }));
        await Waiting.Until(() => run.Count >= 100);
        Assert.Equal(Enumerable.Range(0, 100), run.Order());
    }

    // Each item is a turn of its own: the loop can be taken from one that blocks, and those behind it go on.
    [Fact]
    public async Task Defer_BehindAnItemThatBlocks_IsRun()
    {
        using var free = new ManualResetEventSlim();
        var others = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int left = 100;
        bool isFreed = false;
        var blocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        EventLoop.Defer(new Item(() =>
        {
            EventLoop.Defer(new Item(() =>
            {
                isFreed = free.Wait(Waiting.Limit);
                blocked.SetResult();
            }));
            for (int i = 0; i < 100; i++)
            {
                EventLoop.Defer(new Item(() =>
                {
                    if (Interlocked.Decrement(ref left) == 0)
                    {
                        others.SetResult();
                    }
                }));
            }
        }));
        await others.Task.Within();
        free.Set();
        await blocked.Task.Within();
        Assert.True(isFreed);
    }

    // Sockets with more to read are items as well: one whose reader blocks does not hold up the others.
    [Fact]
    public async Task Readers_OfWhichOneBlocks_AllGoOn()
    {
        using var free = new ManualResetEventSlim();
        using var sockets = new Sockets();
        var connections = Enumerable.Range(0, 4 * Environment.ProcessorCount).Select(_ => sockets.Connect()).ToArray();
        var readers = connections.Select((connection, i) => ReadAllAsync(connection.Socket, i < Environment.ProcessorCount ? free : null)).ToArray();
        foreach ((_, Socket peer) in connections)
        {
            peer.Send(new byte[1000]);
        }

        foreach (Task reader in readers[Environment.ProcessorCount..])
        {
            await reader.Within();
        }

        free.Set();
        await Task.WhenAll(readers).Within();
        foreach ((LoopSocket socket, Socket peer) in connections)
        {
            socket.Close(resets: true);
            peer.Dispose();
        }
    }

    // Far more than there are processors, and than the shared pool would give a thread within the limit.
    [Fact]
    public async Task Items_ThatAllBlock_LetOthersBeRun()
    {
        int count = 50 * Environment.ProcessorCount;
        using var free = new ManualResetEventSlim();
        using var blocked = new CountdownEvent(count);
        for (int i = 0; i < count; i++)
        {
            EventLoop.Defer(new Item(() =>
            {
                blocked.Signal();
                free.Wait(Waiting.Limit * 2);
            }));
        }

        var other = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        EventLoop.Defer(new Item(other.SetResult));
        await other.Task.Within();
        Assert.True(await Task.Factory.StartNew(() => blocked.Wait(Waiting.Limit), TaskCreationOptions.LongRunning));
        free.Set();
    }

    // As on the thread pool. Who is logged in may be in such a value.
    [Fact]
    public async Task Item_LeavesAValueOnItsThread_NoOtherItemSeesIt()
    {
        const int Count = 400;
        var local = new AsyncLocal<int>();
        int left = Count;
        int seen = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var item = new Item(() =>
        {
            if (local.Value != 0 || SynchronizationContext.Current is not null)
            {
                Interlocked.Increment(ref seen);
            }

            local.Value = 1;
            SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
            if (Interlocked.Decrement(ref left) == 0)
            {
                all.SetResult();
            }
        });
        for (int i = 0; i < Count / 2; i++)
        {
            EventLoop.Defer(item);
            HandlerThreads.Queue(item);
        }

        await all.Task.Within();
        Assert.Equal(0, seen);
    }

    [Fact]
    public async Task Timer_SetAgainAndAgain_FiresOnceForEach()
    {
        var fired = new BlockingCollection<int>();
        using LoopTimer timer = LoopTimer.TryCreate(new Item(() => fired.Add(1)))!;
        for (int i = 0; i < 20; i++)
        {
            timer.Set(TimeSpan.FromMilliseconds(i));
            Assert.True(await Task.Run(() => fired.TryTake(out _, Waiting.Limit)));
        }

        timer.Set(TimeSpan.FromDays(60));
        timer.Set(TimeSpan.FromMilliseconds(1));
        Assert.True(await Task.Run(() => fired.TryTake(out _, Waiting.Limit)));
        Assert.Empty(fired);
    }

    private static async Task ReadAllAsync(LoopSocket socket, ManualResetEventSlim? free)
    {
        byte[] buffer = new byte[100];
        for (int read = 0; read < 1000; read += await socket.ReceiveAsync(buffer))
        {
            if (read == 500 && free is not null)
            {
                Assert.True(free.Wait(Waiting.Limit));
            }
        }
    }
}
