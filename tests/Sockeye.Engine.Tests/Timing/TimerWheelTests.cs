using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Sockeye.Engine.Tests.Fixture;
using Sockeye.EventLoops;
using Sockeye.Timing;

namespace Sockeye.Engine.Tests.Timing;

public sealed class TimerWheelTests : IDisposable
{
    private static readonly TimeSpan Tick = TimerWheel.Resolution;

    private readonly FakeTimeProvider _time = new();
    private readonly TimerWheel _wheel;

    public TimerWheelTests() => _wheel = new TimerWheel(_time);

    public void Dispose() => _wheel.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(300)]
    [InlineData(25_000)]
    [InlineData(41_000)]
    [InlineData(200_000)]
    public void Schedule_TimeIsUp_FiresOnceAndNeverEarly(int milliseconds)
    {
        var timer = new CountingTimer();
        _wheel.Schedule(timer, TimeSpan.FromMilliseconds(milliseconds));
        if (milliseconds > 0)
        {
            _time.Advance(TimeSpan.FromMilliseconds(milliseconds) - TimeSpan.FromTicks(1));
            Assert.Equal(0, timer.Count);
        }

        _time.Advance(Tick + TimeSpan.FromTicks(1));
        Assert.Equal(1, timer.Count);
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(1, timer.Count);
        Assert.Equal(0, _wheel.Count);
    }

    [Fact]
    public void Schedule_Again_MovesTheTime()
    {
        var timer = new CountingTimer();
        _wheel.Schedule(timer, Tick * 2);
        _wheel.Schedule(timer, Tick * 10);
        Assert.Equal(1, _wheel.Count);
        _time.Advance(Tick * 9);
        Assert.Equal(0, timer.Count);
        _time.Advance(Tick * 2);
        Assert.Equal(1, timer.Count);
    }

    [Fact]
    public void Cancel_Waiting_DoesNotFire()
    {
        var timer = new CountingTimer();
        var other = new CountingTimer();
        _wheel.Schedule(other, Tick * 3);
        _wheel.Schedule(timer, Tick * 3);
        Assert.True(_wheel.Cancel(timer));
        Assert.False(_wheel.Cancel(timer));
        _time.Advance(Tick * 5);
        Assert.Equal(0, timer.Count);
        Assert.Equal(1, other.Count);
        Assert.False(_wheel.Cancel(other));
    }

    [Fact]
    public void Turn_NothingWaits_StopsUntilNextSchedule()
    {
        Assert.False(_wheel.IsTurning);
        var timer = new CountingTimer();
        _wheel.Schedule(timer, Tick);
        Assert.True(_wheel.IsTurning);
        _time.Advance(Tick * 3);
        Assert.False(_wheel.IsTurning);
        _time.Advance(TimeSpan.FromHours(1));
        _wheel.Schedule(timer, Tick * 5);
        _time.Advance(Tick * 4);
        Assert.Equal(1, timer.Count);
        _time.Advance(Tick * 2);
        Assert.Equal(2, timer.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(90)]
    public void Schedule_WithTolerance_FiresTogetherAndNeverEarly(int milliseconds)
    {
        var first = new CountingTimer();
        var second = new CountingTimer();
        _wheel.Schedule(first, TimeSpan.FromSeconds(1), tolerance: Tick * 5);
        _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        _wheel.Schedule(second, TimeSpan.FromSeconds(1), tolerance: Tick * 5);
        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal(0, second.Count);
        _time.Advance((Tick * 5) + TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, first.Count);
        Assert.Equal(1, second.Count);
    }

    [Fact]
    public void Schedule_Sooner_IsNotHeldUpByLater()
    {
        var later = new CountingTimer();
        var sooner = new CountingTimer();
        _wheel.Schedule(later, TimeSpan.FromSeconds(30));
        _time.Advance(TimeSpan.FromSeconds(10));
        _wheel.Schedule(sooner, Tick);
        _time.Advance(Tick * 2);
        Assert.Equal(1, sooner.Count);
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(1, later.Count);
    }

    [Fact]
    public void Turn_CallbackThrows_OthersFire()
    {
        var failing = new CountingTimer { Action = () => throw new InvalidOperationException() };
        var timer = new CountingTimer();
        _wheel.Schedule(failing, Tick);
        _wheel.Schedule(timer, Tick);
        _time.Advance(Tick * 2);
        Assert.Equal(1, failing.Count);
        Assert.Equal(1, timer.Count);
    }

    [Fact]
    public void OnElapsed_SchedulesItself_FiresAgain()
    {
        var timer = new CountingTimer();
        timer.Action = () => _wheel.Schedule(timer, Tick * 2);
        _wheel.Schedule(timer, Tick * 2);
        for (int i = 0; i < 12; i++)
        {
            _time.Advance(Tick);
        }

        Assert.Equal(6, timer.Count);
    }

    [Fact]
    public async Task Schedule_ManyThreads_EachFiresOrIsCancelledOnce()
    {
        using var wheel = new TimerWheel(TimeProvider.System, NullLogger.Instance, LoopDriver.TryCreate);
        CountingTimer[] timers = [.. Enumerable.Range(0, 4000).Select(_ => new CountingTimer())];
        int cancelled = 0;
        await Parallel.ForEachAsync(timers, (timer, _) =>
        {
            wheel.Schedule(timer, TimeSpan.FromMilliseconds(Random.Shared.Next(60)));
            if (Random.Shared.Next(3) == 0 && wheel.Cancel(timer))
            {
                Interlocked.Increment(ref cancelled);
            }

            return default;
        });
        await Waiting.Until(() => timers.Sum(t => t.Count) + cancelled == timers.Length);
        Assert.Equal(0, wheel.Count);
        Assert.All(timers, t => Assert.InRange(t.Count, 0, 1));
    }

    // No timer of the system can be set to that.
    [Fact]
    public void Schedule_FirstOneInTwoMonths_WaitsForIt()
    {
        using var wheel = new TimerWheel(TimeProvider.System, NullLogger.Instance, LoopDriver.TryCreate);
        var far = new CountingTimer();
        wheel.Schedule(far, TimeSpan.FromDays(60));
        Assert.Equal(1, wheel.Count);
        var timer = new CountingTimer();
        _wheel.Schedule(timer, TimeSpan.FromDays(60));
        _time.Advance(TimeSpan.FromDays(60) - Tick);
        Assert.Equal(0, timer.Count);
        _time.Advance(Tick * 2);
        Assert.Equal(1, timer.Count);
    }

    [Fact]
    public async Task OnElapsed_Blocks_OthersThatAreDueTooAreCalled()
    {
        using var free = new ManualResetEventSlim();
        using var called = new CountdownEvent(10);
        using var wheel = new TimerWheel(TimeProvider.System, NullLogger.Instance, LoopDriver.TryCreate);
        CountingTimer[] timers = [.. Enumerable.Range(0, 10).Select(i => new CountingTimer
        {
            Action = () =>
            {
                called.Signal();
                if (i is 4 or 7)
                {
                    free.Wait(Waiting.Limit);
                }
            },
        })];
        TimeSpan grid = TimeSpan.FromSeconds(1);
        foreach (CountingTimer timer in timers)
        {
            wheel.Schedule(timer, Tick, grid);
        }

        Assert.True(await Task.Run(() => called.Wait(Waiting.Limit)));
        free.Set();
    }

    // The first is called together with nothing, and takes until the others are due.
    [LoopsFact("It is a timer of the loops.")]
    public async Task OnElapsed_OthersBecomeDueAndOneBlocks_TheRestIsCalled()
    {
        // Loops run from the first socket on.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var peer = new TcpClient();
        peer.Connect((IPEndPoint)listener.LocalEndpoint);
        LoopSocket socket = EventLoop.Watch(listener.AcceptSocket());
        using var free = new ManualResetEventSlim();
        using var wheel = new TimerWheel(TimeProvider.System, NullLogger.Instance, LoopDriver.TryCreate);
        wheel.Schedule(new CountingTimer(), TimeSpan.FromHours(1));
        for (int round = 0; round < 5; round++)
        {
            using var called = new CountdownEvent(11);
            long start = TimeProvider.System.GetTimestamp();
            wheel.Schedule(
                new CountingTimer
                {
                    Action = () =>
                    {
                        called.Signal();
                        SpinWait.SpinUntil(() => TimeProvider.System.GetElapsedTime(start) > Tick * 4);
                    },
                },
                Tick);
            for (int i = 0; i < 10; i++)
            {
                Action action = i == 5 ? () => free.Wait(Waiting.Limit * 2) : () => { };
                wheel.Schedule(
                    new CountingTimer
                    {
                        Action = () =>
                        {
                            called.Signal();
                            action();
                        },
                    },
                    Tick * 2);
            }

            Assert.True(await Task.Run(() => called.Wait(Waiting.Limit)));
        }

        free.Set();
        socket.Close(resets: true);
    }

    private sealed class CountingTimer : WheelTimer
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public Action? Action { get; set; }

        protected override void OnElapsed()
        {
            Interlocked.Increment(ref _count);
            Action?.Invoke();
        }
    }
}
