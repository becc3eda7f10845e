namespace Sockeye.Redis.Tests.Faults;

/// <summary>Messages of other servers come while a listener of the application holds up those before them.</summary>
public sealed class OverloadTests
{
    private const int Limit = 100_000;
    private const int Messages = 500;

    [Theory]
    [InlineData(AdapterKind.PubSub)]
    [InlineData(AdapterKind.Sharded)]
    public async Task Messages_BeyondTheLimit_AreDroppedAndCounted(AdapterKind kind)
    {
        using var blocked = new ManualResetEventSlim();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var redis = await RedisServer.StartAsync();
        await using var here = await Cluster.StartAsync(kind, redis.Address);
        await using var there = await Cluster.StartAsync(
            kind,
            redis.Address,
            limits: static options => options.MaxWaitingBytes = Limit,
            io: io => io.MainNamespace.ServerSide.On("block", _ =>
            {
                entered.TrySetResult();
                blocked.Wait(Waiting.Limit);
                return Task.CompletedTask;
            }));
        await using var a = await here.ConnectAsync();
        await using var b = await there.ConnectAsync();
        await Cluster.BecomeWholeAsync((here, a), (there, b));
        await b.DrainAsync();
        using var dropped = new Counted(there, "sockeye.cluster.messages.skipped");

        await here.IO.MainNamespace.ServerSideEmitAsync("block");
        await entered.Task.Within();
        var content = new string('x', 1000);
        for (var i = 0; i < Messages; i++)
        {
            await here.IO.EmitAsync("e", i, content);
        }

        // What one server sends comes in order: when this one has come, those before it have come or been dropped.
        await Cluster.UntilAsync(Waiting.Limit, () => Task.FromResult(dropped.Value >= Messages - (Limit / 1000)));
        blocked.Set();
        await Cluster.UntilAsync(Waiting.Limit, async () => await here.IO.CountAsync() is { IsComplete: true });
        var received = (await b.DrainAsync()).Count(static packet => packet.StartsWith("42[\"e\",", StringComparison.Ordinal));

        Assert.InRange(received, 1, Limit / 1000);
        Assert.Equal(Messages, received + dropped.Value);
        await here.IO.EmitAsync("after");
        await b.ExpectAsync("""42["after"]""");
        Assert.Single(there.Log.Entries, static entry => entry.Text.Contains("faster than they are handled", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(AdapterKind.PubSub)]
    [InlineData(AdapterKind.Sharded)]
    public async Task Messages_OfANamespaceThatIsHeldUp_LeaveRoomForOthers(AdapterKind kind)
    {
        using var blocked = new ManualResetEventSlim();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var redis = await RedisServer.StartAsync();
        await using var here = await Cluster.StartAsync(kind, redis.Address, io: static io => io.Of("/held"));
        await using var there = await Cluster.StartAsync(
            kind,
            redis.Address,
            limits: static options => options.MaxWaitingBytes = Limit,
            io: io => io.Of("/held").ServerSide.On("block", _ =>
            {
                entered.TrySetResult();
                blocked.Wait(Waiting.Limit);
                return Task.CompletedTask;
            }));
        await using var a = await here.ConnectAsync();
        await using var b = await there.ConnectAsync();
        await Cluster.BecomeWholeAsync((here, a), (there, b));
        await b.DrainAsync();
        using var dropped = new Counted(there, "sockeye.cluster.messages.skipped");

        await here.IO.Of("/held").ServerSideEmitAsync("block");
        await entered.Task.Within();
        await Cluster.UntilAsync(Waiting.Limit, async () =>
        {
            await here.IO.Of("/held").EmitAsync("e", new string('x', 100));
            return dropped.Value > 0;
        });

        await here.IO.EmitAsync("hello");
        await b.ExpectAsync("""42["hello"]""");
        blocked.Set();
    }
}
