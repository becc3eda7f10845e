namespace Sockeye.Client.Tests.Sockets;

public sealed class ListenerTests
{
    private readonly TestClock _clock = new();
    private readonly FakeNetwork _network = new();

    [Fact]
    public async Task Listener_Throws_IsLoggedAndTheSocketLives()
    {
        using var log = new TestLog();
        await using var client = _network.CreateClient(_clock, options => options.LoggerFactory = log);
        var socket = client.Of();
        var came = new Inbox<int>();
        socket.On("event", new Action<int>(static _ => throw new InvalidOperationException("thrown at once")));
        socket.On<int>("event", static async _ =>
        {
            await Task.Yield();
            throw new InvalidOperationException("thrown later");
        });
        socket.On<string>("event", static _ => { });
        socket.OnAny(static incoming => throw new InvalidOperationException("thrown by a catch-all"));
        socket.OnConnect(static () => throw new InvalidOperationException("thrown at connect"));
        client.OnOpen(static () => throw new InvalidOperationException("thrown at open"));
        socket.On<int>("event", came.Add);
        var server = await _network.ConnectAsync(socket);

        server.Send("""42["event",1]""");
        server.Send("""42["event",2]""");

        Assert.Equal([1, 2], await came.NextAsync(2));
        foreach (var text in (string[])["thrown at once", "thrown later", "thrown by a catch-all", "thrown at connect", "thrown at open", "do not fit its listener, which takes System.String"])
        {
            await log.FindAsync(text);
        }

        Assert.True(socket.Connected);
    }

    [Fact]
    public async Task Listener_Slow_DelaysNeitherHeartbeatNorAcknowledgements()
    {
        await using var client = _network.CreateClient(_clock);
        var socket = client.Of();
        using var release = new ManualResetEventSlim();
        var entered = new Inbox<bool>();
        socket.On("slow", () =>
        {
            entered.Add(true);
            release.Wait(Waiting.Limit);
        });
        var after = socket.Hear<int>("after");
        var server = await _network.ConnectAsync(socket);
        server.Send("""42["slow"]""");
        server.Send("""42["after",1]""");
        await entered.NextAsync();

        server.Send("2");
        Assert.Equal("3", await server.NextAsync());
        var answer = socket.EmitWithAckAsync<int>("question");
        Assert.Equal("""420["question"]""", await server.NextAsync());
        server.Send("430[5]");

        Assert.Equal(5, await answer.Within());
        Assert.Equal(0, after.Count);
        release.Set();
        Assert.Equal(1, await after.NextAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SerializeHandlers_AsyncListener_IsWaitedFor(bool serialize)
    {
        await using var client = _network.CreateClient(_clock, options => options.SerializeHandlers = serialize);
        var socket = client.Of();
        var order = new Inbox<string>();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        socket.On<int>("event", async number =>
        {
            order.Add($"begin {number}");
            if (number == 1)
            {
                await release.Task;
            }

            order.Add($"end {number}");
        });
        var server = await _network.ConnectAsync(socket);
        server.Send("""42["event",1]""");
        server.Send("""42["event",2]""");
        Assert.Equal("begin 1", await order.NextAsync());
        if (serialize)
        {
            server.Send("2");
            Assert.Equal("3", await server.NextAsync());
            Assert.Equal(0, order.Count);
            release.SetResult();
            Assert.Equal(["end 1", "begin 2", "end 2"], await order.NextAsync(3));
        }
        else
        {
            Assert.Equal(["begin 2", "end 2"], await order.NextAsync(2));
            release.SetResult();
            Assert.Equal("end 1", await order.NextAsync());
        }
    }

    [Fact]
    public async Task SynchronizationContext_AllListeners_RunThereInOrder()
    {
        using var thread = new SingleThread();
        await using var client = _network.CreateClient(_clock, options => options.SynchronizationContext = thread);
        var socket = client.Of();
        var came = new Inbox<(string What, int Thread)>();
        client.OnOpen(() => came.Add(("open", Environment.CurrentManagedThreadId)));
        socket.OnConnect(() => came.Add(("connect", Environment.CurrentManagedThreadId)));
        socket.On<int>("event", async number =>
        {
            await Task.Yield();
            came.Add(($"event {number}", Environment.CurrentManagedThreadId));
        });
        var server = await _network.ConnectAsync(socket);
        for (var i = 0; i < 3; i++)
        {
            server.Send($$"""42["event",{{i}}]""");
        }

        var all = await came.NextAsync(5);
        Assert.All(all, one => Assert.Equal(thread.Id, one.Thread));
        Assert.Equal(["event 0", "event 1", "event 2"], all.Select(static one => one.What).Where(static what => what.StartsWith("event", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task TaskScheduler_Listeners_RunThere()
    {
        var scheduler = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
        await using var client = _network.CreateClient(_clock, options => options.TaskScheduler = scheduler);
        var socket = client.Of();
        var came = new Inbox<bool>();
        socket.On("event", () => came.Add(TaskScheduler.Current == scheduler));
        var server = await _network.ConnectAsync(socket);
        server.Send("""42["event"]""");

        Assert.True(await came.NextAsync());
    }

    [Fact]
    public async Task SynchronizationContext_Refuses_LosesWhatWaitsAndNothingElse()
    {
        using var log = new TestLog();
        var context = new RefusingContext();
        await using var client = _network.CreateClient(_clock, options =>
        {
            options.SynchronizationContext = context;
            options.MaxReceiveBufferBytes = 5000;
            options.LoggerFactory = log;
        });
        var socket = client.Of();
        var came = socket.Hear<string>("event");
        var server = await _network.ConnectAsync(socket);
        context.Refuses = true;
        while (context.Refused < 100)
        {
            // More in all than may wait at a time. What comes while others are refused goes with them.
            server.Send($$"""42["event","{{new string('x', 100)}}"]""");
            server.Send("2");
            Assert.Equal("3", await server.NextAsync());
            await Waiting.Until(() => socket.PendingEvents == 0);
        }

        context.Refuses = false;
        server.Send("""42["event","heard"]""");
        Assert.Equal("heard", await came.NextAsync());
        Assert.True(socket.Connected);
        await log.FindAsync("The window is closed.");
    }

    [Fact]
    public async Task OnAnyOutgoing_ListenerIsStuck_HasABound()
    {
        await using var client = _network.CreateClient(_clock, static options => options.MaxReceiveBufferBytes = 10_000);
        var socket = client.Of();
        using var release = new ManualResetEventSlim();
        var heard = 0;
        socket.OnAnyOutgoing(_ =>
        {
            release.Wait(Waiting.Limit);
            heard++;
        });
        var server = await _network.ConnectAsync(socket);
        for (var i = 0; i < 1000; i++)
        {
            await socket.EmitAsync("event", new string('x', 100));
            await server.NextAsync();
        }

        release.Set();
        await Waiting.Until(() => heard > 0);
        server.Send("""42["event"]""");
        var last = new Inbox<bool>();
        socket.On("event", () => last.Add(true));
        await Waiting.Until(() =>
        {
            server.Send("""42["event"]""");
            return last.Count > 0;
        });
        Assert.InRange(heard, 1, 50);
        Assert.True(socket.Connected);
    }

    [Fact]
    public async Task Acknowledgement_AfterTheSessionIsLost_IsNotSent()
    {
        await using var client = _network.CreateClient(_clock);
        var socket = client.Of();
        var acks = new Inbox<Acknowledgement>();
        socket.On("question", acks.Add);
        var server = await _network.ConnectAsync(socket);
        server.Send("""421["question"]""");
        var ack = await acks.NextAsync();
        server.Cut();
        await _clock.UntilItWaitsAsync();
        _clock.Advance(TimeSpan.FromSeconds(5));
        var attempt = await _network.NextAsync();
        attempt.Accept();
        await attempt.Socket.WelcomeAsync();
        await Waiting.Until(() => socket.Connected);

        await ack.SendAsync("late");
        await socket.EmitAsync("next");

        Assert.Equal("""42["next"]""", await attempt.Socket.NextAsync());
    }

    [Fact]
    public async Task Subscription_DisposedAfterItsListenerWasRemoved_LeavesALaterOneAlone()
    {
        await using var client = _network.CreateClient(_clock);
        var socket = client.Of();
        var heard = new Inbox<string>();
        Action<ReceivedEvent> listener = incoming => heard.Add(incoming.Name);
        var first = socket.OnAny(listener);
        socket.OffAny(listener);
        using var second = socket.OnAny(listener);
        first.Dispose();
        var server = await _network.ConnectAsync(socket);

        server.Send("""42["event"]""");

        Assert.Equal("event", await heard.NextAsync());
    }

    [Fact]
    public async Task Subscription_OfADelegateThatIsThereTwice_RemovesItsOwn()
    {
        await using var client = _network.CreateClient(_clock);
        var heard = new Inbox<string>();
        Action twice = () => heard.Add("twice");
        var first = client.OnOpen(twice);
        client.OnOpen(() => heard.Add("between"));
        client.OnOpen(twice);
        first.Dispose();
        client.Of().Connect();
        (await _network.NextAsync()).Accept();

        Assert.Equal(["between", "twice"], await heard.NextAsync(2));
    }

    [Fact]
    public async Task OnPing_ListenerIsStuck_HasABound()
    {
        await using var client = _network.CreateClient(_clock);
        using var release = new ManualResetEventSlim();
        var heard = 0;
        var last = new Inbox<bool>();
        client.OnPing(() =>
        {
            release.Wait(Waiting.Limit);
            Interlocked.Increment(ref heard);
        });
        var server = await _network.ConnectAsync(client.Of());
        for (var i = 0; i < 3000; i++)
        {
            server.Send("2");
            Assert.Equal("3", await server.NextAsync());
        }

        release.Set();
        await Waiting.Until(() => Volatile.Read(ref heard) >= 1000);
        client.OnClose(_ => last.Add(true));
        await client.DisconnectAsync();
        await last.NextAsync();
        Assert.InRange(heard, 1000, 1100);
    }

    [Fact]
    public async Task SerializeHandlers_ListenerEnds_ContextGetsNothingButListeners()
    {
        var context = new CountingContext();
        await using var client = _network.CreateClient(_clock, options =>
        {
            options.SynchronizationContext = context;
            options.SerializeHandlers = true;
        });
        var socket = client.Of();
        var running = new Inbox<TaskCompletionSource>();
        socket.On("event", async () =>
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            running.Add(done);
            await done.Task.ConfigureAwait(false);
        });
        var server = await _network.ConnectAsync(socket);
        await Waiting.Until(() => context.Ended == 1); // the socket is connected
        server.Send("""42["event"]""");
        var first = await running.NextAsync();
        await Waiting.Until(() => context.Ended == 2);
        server.Send("""42["event"]""");
        first.SetResult();
        var second = await running.NextAsync();

        Assert.Equal(3, context.Count);
        second.SetResult();
    }

    private sealed class CountingContext : SynchronizationContext
    {
        private int _count;
        private int _ended;

        public int Count => Volatile.Read(ref _count);

        public int Ended => Volatile.Read(ref _ended);

        public override void Post(SendOrPostCallback d, object? state)
        {
            Interlocked.Increment(ref _count);
            ThreadPool.QueueUserWorkItem(_ =>
            {
                SetSynchronizationContext(this);
                try
                {
                    d(state);
                }
                finally
                {
                    SetSynchronizationContext(null);
                    Interlocked.Increment(ref _ended);
                }
            });
        }
    }

    private sealed class RefusingContext : SynchronizationContext
    {
        private int _refused;

        public bool Refuses { get; set; }

        public int Refused => Volatile.Read(ref _refused);

        public override void Post(SendOrPostCallback d, object? state)
        {
            if (Refuses)
            {
                Interlocked.Increment(ref _refused);
                throw new InvalidOperationException("The window is closed.");
            }

            ThreadPool.QueueUserWorkItem(_ => d(state));
        }
    }

    [Fact]
    public async Task OnConnect_ListenerGivesAValueTaskThatFails_IsLogged()
    {
        using var log = new TestLog();
        await using var client = _network.CreateClient(_clock, options => options.LoggerFactory = log);
        client.Of().OnConnect(() => FailLaterAsync());
        client.OnOpen(() => FailLaterAsync());

        await _network.ConnectAsync(client.Of());

        await log.FindAsync("A listener of connect failed");
        await log.FindAsync("A listener of open failed");

        static async ValueTask FailLaterAsync()
        {
            await Task.Yield();
            throw new InvalidOperationException("late");
        }
    }
}
