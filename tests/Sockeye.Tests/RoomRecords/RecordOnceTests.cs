using System.Globalization;

namespace Sockeye.Tests.Records;

/// <summary>What is handled once in the cluster.</summary>
public sealed class RecordOnceTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task HandleOnce_OnSeveralServers_IsCalledOnceForEachChangeByTheOneThatMadeIt()
    {
        var rooms = new LoopbackRooms();
        var handled = new Inbox<string>();
        await using var one = await StartAsync(rooms, "one", handled);
        await using var two = await StartAsync(rooms, "two", handled);
        await using var three = await StartAsync(rooms, "three", handled);

        await one.Records.CreateAsync("tea", new Lobby("Tea"));
        await two.Records.UpdateAsync("tea", static lobby => lobby with { Title = "TEA" });
        await three.Records.DeleteAsync("tea");

        Assert.Equal(["one Created tea Tea v1", "three Deleted tea TEA v2 Deleted", "two Changed tea TEA v2"], (await handled.NextAsync(3)).Order(StringComparer.Ordinal));
        await NothingMoreAsync(rooms, one, handled);

        static Task<RecordMember> StartAsync(LoopbackRooms rooms, string name, Inbox<string> handled) => RecordOnceTests.StartAsync(rooms, (change, _) =>
        {
            handled.Add($"{name} {RecordScene.Text(change)}");
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task HandleOnce_UnderTwoNames_IsCalledForBothWithTheSameId()
    {
        var handled = new Inbox<string>();
        await using var one = await StartAsync(new LoopbackRooms(), (change, _) =>
        {
            handled.Add(change.Id);
            return Task.CompletedTask;
        });
        one.Records.HandleOnce("other", (change, _) =>
        {
            handled.Add(change.Id);
            return Task.CompletedTask;
        });

        await one.Records.CreateAsync("tea", new Lobby("Tea"));
        await one.Records.DeleteAsync("tea");
        await one.Records.CreateAsync("tea", new Lobby("Tea"));

        var ids = (await handled.NextAsync(6)).GroupBy(static id => id).ToArray();
        Assert.Equal(3, ids.Length);
        Assert.All(ids, static id => Assert.Equal(2, id.Count()));
    }

    // A server has claimed the change, and died. Nobody heard of it either: the others find it in the store.
    [Fact]
    public async Task Server_ThatDiesWithAChange_IsReplacedWhenItsLeaseIsOver()
    {
        var lease = TimeSpan.FromSeconds(2);
        var rooms = new LoopbackRooms();
        var handled = new Inbox<string>();
        await using var one = await StartAsync(rooms, Handle);
        await using var two = await StartAsync(rooms, Handle);
        var write = new RecordWrite(RecordWriteKind.Create, "tea") { Value = "{\"title\":\"Tea\"}"u8.ToArray() };
        var began = TimeProvider.System.GetTimestamp();
        await rooms.Claims.TryClaimAsync("/", string.Create(CultureInfo.InvariantCulture, $"hook:{write.Tag:x16}"), "dead", lease, TimeSpan.FromHours(1));

        await rooms.Store.WriteAsync("/", write, new RecordLimits(10, 1000));

        Assert.Equal("Created tea Tea v1", await handled.NextAsync());
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), lease, TimeSpan.MaxValue);
        await NothingMoreAsync(rooms, one, handled);

        Task Handle(RoomRecordChange<Lobby> change, CancellationToken cancellationToken)
        {
            handled.Add(RecordScene.Text(change));
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Server_ThatClosesWithAChange_LeavesItToAnother()
    {
        var rooms = new LoopbackRooms();
        var (begun, ended, handled) = (new Inbox<string>(), new Inbox<string>(), new Inbox<string>());
        await using var two = await StartAsync(rooms, (change, _) =>
        {
            handled.Add(RecordScene.Text(change));
            return Task.CompletedTask;
        }, static options => options.Lease = TimeSpan.FromSeconds(2));
        await using (var one = await StartAsync(rooms, async (change, cancellationToken) =>
        {
            begun.Add(change.Id);
            cancellationToken.Register(static () => throw new InvalidOperationException("of the token"));
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                ended.Add(change.Id);
            }
        }, static options => options.Lease = TimeSpan.FromSeconds(2)))
        {
            one.Server.Log.Expect("of the token");
            await one.Records.CreateAsync("tea", new Lobby("Tea"));
            await begun.NextAsync();
        }

        await ended.NextAsync();
        Assert.Equal("Created tea Tea v1", await handled.NextAsync());
    }

    [Fact]
    public async Task Server_ThatClosesWithAChange_CountsNoAttempt()
    {
        var rooms = new LoopbackRooms();
        var (begun, handled) = (new Inbox<string>(), new Inbox<string>());
        await using var last = await StartAsync(rooms, (change, _) =>
        {
            handled.Add(RecordScene.Text(change));
            return Task.CompletedTask;
        }, static options => options.MaxAttempts = 1);
        await using (var deployed = await StartAsync(rooms, async (change, cancellationToken) =>
        {
            begun.Add(change.Id);
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }, static options => options.MaxAttempts = 1))
        {
            await deployed.Records.CreateAsync("tea", new Lobby("Tea"));
            await begun.NextAsync();
        }

        Assert.Equal("Created tea Tea v1", await handled.NextAsync());
    }

    [Fact]
    public async Task Handler_ThatFails_IsCalledAgainUntilItDoesNot()
    {
        var rooms = new LoopbackRooms();
        var handled = new Inbox<string>();
        var calls = 0;
        await using var one = await StartAsync(rooms, Handle);
        await using var two = await StartAsync(rooms, Handle);
        one.Server.Log.Expect("at first");
        two.Server.Log.Expect("at first");

        await one.Records.CreateAsync("tea", new Lobby("Tea"));

        Assert.Equal("Created tea Tea v1", await handled.NextAsync());
        await NothingMoreAsync(rooms, one, handled);
        Assert.Equal(4, Volatile.Read(ref calls)); // twice in vain, once, and what came after it

        Task Handle(RoomRecordChange<Lobby> change, CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref calls) < 3)
            {
                throw new InvalidOperationException("at first");
            }

            handled.Add(RecordScene.Text(change));
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Handler_ThatAlwaysFails_IsGivenUp()
    {
        var calls = 0;
        await using var one = await StartAsync(new LoopbackRooms(), (_, _) =>
        {
            Interlocked.Increment(ref calls);
            return Task.FromException(new InvalidOperationException("always"));
        });
        one.Server.Log.Expect("always");
        one.Server.Log.Expect("is given up");

        await one.Records.CreateAsync("tea", new Lobby("Tea"));

        var entry = await one.Server.Log.FindAsync("is given up");
        Assert.Contains("tried 3 times", entry.Text, StringComparison.Ordinal);
        Assert.Equal(3, Volatile.Read(ref calls));
    }

    [Fact]
    public async Task Handler_ThatTakesTooLong_IsCanceledAndCalledAgain()
    {
        var handled = new Inbox<string>();
        var calls = 0;
        await using var one = await StartAsync(
            new LoopbackRooms(),
            async (change, cancellationToken) =>
            {
                if (Interlocked.Increment(ref calls) == 1)
                {
                    cancellationToken.Register(static () => throw new InvalidOperationException("of the token"));
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                }

                handled.Add(RecordScene.Text(change));
            },
            static options => options.Lease = TimeSpan.FromMilliseconds(300));
        one.Server.Log.Expect("once: hook");

        await one.Records.CreateAsync("tea", new Lobby("Tea"));

        Assert.Equal("Created tea Tea v1", await handled.NextAsync());
        Assert.Equal(2, Volatile.Read(ref calls));
        await one.Server.Log.FindAsync("of the token");
    }

    [Fact]
    public async Task Store_AwayForAWhile_DelaysHandlers()
    {
        var rooms = new LoopbackRooms();
        var handled = new Inbox<string>();
        await using var one = await StartAsync(rooms, (change, _) =>
        {
            handled.Add(RecordScene.Text(change));
            return Task.CompletedTask;
        });
        one.Records.OnChanged(_ => rooms.IsAway = true); // told after the handler was given the change

        await one.Records.CreateAsync("tea", new Lobby("Tea"));
        await Waiting.Until(() => rooms.IsAway);
        rooms.IsAway = false;

        Assert.Equal("Created tea Tea v1", await handled.NextAsync());
    }

    [Fact]
    public async Task Changes_BeyondTheBound_AreLeftToOthers()
    {
        var release = new TaskCompletionSource();
        var handled = new Inbox<string>();
        await using var one = await StartAsync(
            new LoopbackRooms(),
            async (change, _) =>
            {
                await release.Task;
                handled.Add(change.Record.Room);
            },
            static options => options.MaxPending = 2);

        foreach (var room in (string[])["1", "2", "3"])
        {
            await one.Records.CreateAsync(room, new Lobby("x"));
        }

        await one.Server.Log.FindAsync("is left to other servers");
        release.SetResult();
        Assert.Equal(["1", "2"], (await handled.NextAsync(2)).Order(StringComparer.Ordinal));

        // There is room again a moment after a handler has returned.
        var created = 4;
        await Waiting.Until(() => handled.Count > 0 || one.Records.CreateAsync($"{created++}", new Lobby("x")).IsFaulted);
        Assert.InRange(int.Parse(await handled.NextAsync(), CultureInfo.InvariantCulture), 4, created);
    }

    [Fact]
    public async Task HandleOnce_WithANameThatIsNone_IsRefused()
    {
        await using var one = await StartAsync(new LoopbackRooms(), static (_, _) => Task.CompletedTask);
        foreach (var name in (string[])[string.Empty, "a b", "a:b", "ä", new string('x', 65)])
        {
            Assert.Throws<ArgumentException>(() => one.Records.HandleOnce(name, static (_, _) => Task.CompletedTask));
        }

        Assert.Throws<InvalidOperationException>(() => one.Records.HandleOnce("hook", static (_, _) => Task.CompletedTask));
        Assert.Throws<ArgumentOutOfRangeException>(() => one.Records.HandleOnce("new", static (_, _) => Task.CompletedTask, static options => options.Memory = options.Lease));
    }

    private static async Task<RecordMember> StartAsync(LoopbackRooms rooms, Func<RoomRecordChange<Lobby>, CancellationToken, Task> handler, Action<OnceOptions>? configure = null)
    {
        var member = await RecordMember.StartAsync(rooms);
        member.Records.HandleOnce("hook", handler, options =>
        {
            options.RetryDelay = Short;
            configure?.Invoke(options);
        });
        return member;
    }

    /// <summary>All others have seen that it is done: another change, which only the others handle, is the next thing that is handled.</summary>
    private static async Task NothingMoreAsync(LoopbackRooms rooms, RecordMember member, Inbox<string> handled)
    {
        var write = new RecordWrite(RecordWriteKind.Create, "later") { Value = "{\"title\":\"Later\"}"u8.ToArray() };
        await rooms.Store.WriteAsync("/", write, new RecordLimits(10, 1000));
        Assert.EndsWith("Created later Later v1", await handled.NextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, handled.Count);
        Assert.NotNull(member.Records.Find("later"));
    }
}
