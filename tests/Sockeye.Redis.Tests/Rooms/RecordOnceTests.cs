using System.Collections.Concurrent;

namespace Sockeye.Redis.Tests.Rooms;

/// <summary>What is handled once by the servers that share a Redis.</summary>
public sealed class RecordOnceTests
{
    private readonly ConcurrentDictionary<string, int> _handled = new();

    [Fact]
    public async Task HandleOnce_OnThreeServers_IsCalledOnceForEachChange()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var one = await StartAsync(redis);
        await using var two = await StartAsync(redis);
        await using var three = await StartAsync(redis);
        RecordServer[] servers = [one, two, three];

        await Task.WhenAll(servers.Select((server, number) => Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
            {
                await server.Records.CreateAsync($"room {number} {i}", "x");
                await server.Records.UpdateAsync($"room {number} {i}", static value => value + "y");
                await server.Records.DeleteAsync($"room {number} {i}");
            }
        })));
        await Waiting.Until(() => servers.All(static server => server.Changes.Count == 90));
        await Waiting.Until(() => _handled.Count == 90);

        // A change of none of them: who handles it has looked before whether the others are done.
        await using var writer = await RecordServer.StartAsync(redis);
        await writer.Records.CreateAsync("later", "x");
        await Waiting.Until(() => _handled.ContainsKey("Created later"));
        Assert.Equal(91, _handled.Count);
        Assert.All(_handled, static handled => Assert.Equal(1, handled.Value));
    }

    [Fact]
    public async Task Handler_ThatFails_IsCalledThreeTimesInAll()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var one = await StartAsync(redis, OnChange);
        await using var other = await StartAsync(redis, OnChange);

        await one.Records.CreateAsync("tea", "x");

        // Whichever of them was the last to try it.
        await Waiting.Until(() => ((RecordServer[])[one, other]).Any(static server => server.Server.Log.Errors.Any(
            static entry => entry.Text.Contains("tried 3 times and is given up", StringComparison.Ordinal))));
        Assert.Equal(3, _handled["Created tea"]);

        Task OnChange(RoomRecordChange<string> change)
        {
            Count(change);
            return Task.FromException(new InvalidOperationException("on purpose"));
        }
    }

    [Fact]
    public async Task Handler_ThatTakesItsTime_IsNotCalledByOthersMeanwhile()
    {
        await using var redis = await RedisServer.StartAsync();
        var release = new TaskCompletionSource();
        await using var one = await StartAsync(redis, OnChange, oneAtATime: true);
        await using var other = await StartAsync(redis, OnChange, oneAtATime: true);
        await using var writer = await RecordServer.StartAsync(redis);
        await one.Records.CreateAsync("slow", "x");

        // As long as one is busy only the other can handle this: after it has looked at what came before.
        await writer.Records.CreateAsync("later", "x");
        await Waiting.Until(() => _handled.ContainsKey("Created later"));
        release.SetResult();

        await Waiting.Until(() => _handled.ContainsKey("Created slow"));
        Assert.All(_handled, static handled => Assert.Equal(1, handled.Value));

        async Task OnChange(RoomRecordChange<string> change)
        {
            if (change.Record.Room == "slow")
            {
                await release.Task;
            }

            Count(change);
        }
    }

    private Task<RecordServer> StartAsync(RedisServer redis) => StartAsync(redis, change =>
    {
        Count(change);
        return Task.CompletedTask;
    });

    private static async Task<RecordServer> StartAsync(RedisServer redis, Func<RoomRecordChange<string>, Task> onChange, bool oneAtATime = false)
    {
        var server = await RecordServer.StartAsync(redis);
        server.Server.Log.Expect("on purpose");
        server.Server.Log.Expect("is given up");
        server.Records.HandleOnce("hook", (change, _) => onChange(change), options =>
        {
            options.RetryDelay = TimeSpan.FromMilliseconds(50);
            options.MaxConcurrency = oneAtATime ? 1 : options.MaxConcurrency;
        });
        return server;
    }

    private void Count(RoomRecordChange<string> change) => _handled.AddOrUpdate($"{change.Kind} {change.Record.Room}", 1, static (_, count) => count + 1);
}
