using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Sockeye.Emitters.Redis.Connections;
using StackExchange.Redis;

namespace Sockeye.Redis.Tests.Connections;

/// <summary>What is listened to on a connection.</summary>
public sealed class RedisSubscriptionsTests
{
    private static readonly RedisChannel Name = RedisChannel.Literal("c");
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task Channel_ThatIsRefused_IsTriedAgainOnce_HoweverManyHaveComeAndGone()
    {
        await using var redis = await RedisServer.StartAsync();
        await redis.ExecuteAsync("ACL", "SETUSER", "limited", "on", "nopass", "~*", "&*", "+@all", "-subscribe");
        var time = new FakeTimeProvider();
        var observer = new Observer();
        await using var connection = new RedisConnection(
            RedisSource.From($"{redis.Address},user=limited,password=x"), 10, 1000, NullLoggerFactory.Instance, observer);
        var subscriptions = RedisSubscriptions.Of(connection, 1000, time);
        var stays = subscriptions.Subscribe(Name, Ignore);
        await stays.Listening.Within();
        for (var i = 0; i < 20; i++)
        {
            var goes = subscriptions.Subscribe(Name, Ignore);
            await goes.Listening.Within();
            await goes.EndAsync().Within();
            time.Advance(Step);
        }

        var before = observer.Refusals.Count;
        for (var advanced = TimeSpan.Zero; advanced < TimeSpan.FromSeconds(5); advanced += Step)
        {
            time.Advance(Step);
            await (await connection.GetAsync()).GetSubscriber().PingAsync(); // what was asked before it is answered
        }

        await Cluster.UntilAsync(Waiting.Limit, () => Task.FromResult(observer.Refusals.Count > before));
        Assert.Equal(before + 1, observer.Refusals.Count);
        await stays.EndAsync().Within();
    }

    private static void Ignore(ReadOnlyMemory<byte> message, string channel)
    {
    }

    private sealed class Observer : ICommandObserver
    {
        public ConcurrentQueue<string> Refusals { get; } = new();

        public void Took(string command)
        {
        }

        public void Refused(string command, Exception exception) => Refusals.Enqueue(command);
    }
}
