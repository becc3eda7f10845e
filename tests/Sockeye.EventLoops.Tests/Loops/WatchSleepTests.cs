using Sockeye.Tests.Support;

namespace Sockeye.EventLoops.Tests.Loops;

/// <summary>The watchdog never sleeps through a turn: not through one either that begins just when it falls asleep.</summary>
public sealed class WatchSleepTests
{
    private const int Turns = 10_000;
    private const int Lost = 3000;

    [Fact]
    public async Task Sleep_TurnBeginsAtTheSameTime_IsSeen()
    {
        var sleep = new WatchSleep();
        var loop = new EventLoop(sleep);
        long seen = 0;
        bool isOver = false;
        bool isLost = false;
        Task watching = Task.Factory.StartNew(
            () =>
            {
                while (!Volatile.Read(ref isOver))
                {
                    long turn = loop.Turn;
                    if (turn != seen)
                    {
                        Volatile.Write(ref seen, turn);
                    }
                    else if (!sleep.Sleep(() => loop.Turn != seen, Lost) && loop.Turn != seen)
                    {
                        Volatile.Write(ref isLost, true);
                        return;
                    }
                }
            },
            TaskCreationOptions.LongRunning);
        Task turning = Task.Factory.StartNew(
            () =>
            {
                for (int i = 0; i < Turns && !Volatile.Read(ref isLost); i++)
                {
                    long turn = loop.BeginTurn();
                    var wait = default(SpinWait);
                    while (Volatile.Read(ref seen) < turn && !Volatile.Read(ref isLost))
                    {
                        wait.SpinOnce(sleep1Threshold: -1);
                    }

                    Assert.True(loop.TryEndTurn(turn));
                    Thread.SpinWait(i % 200);
                }

                Volatile.Write(ref isOver, true);
                sleep.Wake();
            },
            TaskCreationOptions.LongRunning);
        await Task.WhenAll(watching, turning).WaitAsync(Waiting.Limit * 2);
        Assert.False(isLost);
    }
}
