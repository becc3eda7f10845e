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
    public async Task Handler_ThatFailsOrIsSlow_IsCalledAsOftenAsItMay()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var one = await StartAsync(redis, fails: true);
        await using var other = await StartAsync(redis, fails: true);

        await one.Records.CreateAsync("fails", "x");
        await one.Records.CreateAsync("slow", "x");

        await one.Server.Log.FindAsync("begun 3 times and is given up");
        await Waiting.Until(() => _handled.ContainsKey("Created slow"));
        Assert.Equal((3, 1), (_handled["Created fails"], _handled["Created slow"]));
    }

    private async Task<RecordServer> StartAsync(RedisServer redis, bool fails = false)
    {
        var server = await RecordServer.StartAsync(redis);
        server.Server.Log.Expect("on purpose");
        server.Server.Log.Expect("is given up");
        server.Records.HandleOnce(
            "hook",
            async (change, _) =>
            {
                if (fails && change.Record.Room == "slow")
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(1500), CancellationToken.None); // longer than the others wait before they look
                }

                _handled.AddOrUpdate($"{change.Kind} {change.Record.Room}", 1, static (_, count) => count + 1);
                if (fails && change.Record.Room == "fails")
                {
                    throw new InvalidOperationException("on purpose");
                }
            },
            static options => options.RetryDelay = TimeSpan.FromMilliseconds(50));
        return server;
    }
}
