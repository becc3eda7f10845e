using System.Text;

namespace Sockeye.Redis.Tests.Faults;

/// <summary>Anybody who reaches Redis may write anything: it is skipped and counted, and nothing else happens.</summary>
public sealed class GarbageTests
{
    public static TheoryData<AdapterKind> Adapters => Cluster.Adapters;

    [Theory]
    [MemberData(nameof(Adapters))]
    public async Task Nonsense_OnEveryChannel_IsCountedAndNothingElse(AdapterKind kind)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var here = await Cluster.StartAsync(kind, redis.Address);
        await using var there = await Cluster.StartAsync(kind, redis.Address);
        await using var a = await here.ConnectAsync();
        await using var b = await there.ConnectAsync();
        await Cluster.BecomeWholeAsync((here, a), (there, b));
        await a.DrainAsync();
        using var skipped = new Counted(here, "sockeye.cluster.messages.skipped");
        var channels = Channels.Of(kind, here);

        foreach (var channel in channels)
        {
            foreach (var message in Channels.NonsenseFor(channel))
            {
                await Channels.SendAsync(kind, redis, channel, message);
            }
        }

        var expected = channels.Sum(static channel => Channels.NonsenseFor(channel).Count);
        await Cluster.UntilAsync(Waiting.Limit, () => Task.FromResult(skipped.Value >= expected));
        await a.ExpectNothingAsync();
        await Cluster.BecomeWholeAsync((here, a), (there, b));
        Assert.Equal(expected, skipped.Value);
    }

    [Theory]
    [InlineData(AdapterKind.Sharded)]
    [InlineData(AdapterKind.Streams)]
    public async Task Answers_ToQuestionsNeverAsked_AndNewerTypes_AreCounted(AdapterKind kind)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var here = await Cluster.StartAsync(kind, redis.Address);
        await using var there = await Cluster.StartAsync(kind, redis.Address);
        await using var a = await here.ConnectAsync();
        await using var b = await there.ConnectAsync();
        await Cluster.BecomeWholeAsync((here, a), (there, b));
        await a.DrainAsync();
        using var skipped = new Counted(here, "sockeye.cluster.messages.skipped");
        string[] answers =
        [
            """{"type":8,"data":{"requestId":"x","sockets":[]},"uid":"y","nsp":"/"}""",
            """{"type":10,"data":{"requestId":"x","packet":"never asked"},"uid":"y","nsp":"/"}""",
            """{"type":11,"data":{"requestId":"x","clientCount":5},"uid":"y","nsp":"/"}""",
            """{"type":12,"data":{"requestId":"x","packet":1},"uid":"y","nsp":"/"}""",
            """{"type":99,"data":{"requestId":"x","version":9},"uid":"y","nsp":"/"}""",
        ];

        foreach (var answer in answers)
        {
            await Channels.SendAsync(kind, redis, Channels.Of(kind, here)[1], Encoding.UTF8.GetBytes(answer));
        }

        await Cluster.UntilAsync(Waiting.Limit, () => Task.FromResult(skipped.Value >= answers.Length));
        await a.ExpectNothingAsync();
        await Cluster.BecomeWholeAsync((here, a), (there, b));
        Assert.Equal(answers.Length, skipped.Value);
    }

    [Theory]
    [MemberData(nameof(Adapters))]
    public async Task Questions_ThatAreReplayed_AreAnsweredInVain(AdapterKind kind)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var here = await Cluster.StartAsync(kind, redis.Address);
        await using var there = await Cluster.StartAsync(kind, redis.Address);
        await using var a = await here.ConnectAsync();
        await using var b = await there.ConnectAsync();
        await Cluster.BecomeWholeAsync((here, a), (there, b));
        using var skipped = new Counted(here, "sockeye.cluster.messages.skipped");
        var id = ((ClusterAdapter)here.IO.MainNamespace.Adapter).ServerId;
        var question = kind == AdapterKind.PubSub
            ? $$$"""{"uid":"{{{id}}}","requestId":"replayed","type":5,"opts":{"rooms":[],"except":[]}}"""
            : $$$"""{"type":7,"data":{"opts":{"rooms":[],"except":[],"flags":{}},"requestId":"replayed"},"uid":"{{{id}}}","nsp":"/"}""";

        for (var i = 0; i < 3; i++)
        {
            await Channels.SendAsync(kind, redis, Channels.Of(kind, here)[kind == AdapterKind.PubSub ? 1 : 0], Encoding.UTF8.GetBytes(question));
        }

        if (kind != AdapterKind.PubSub)
        {
            // On pub/sub all servers get the answers to all: those to others are nothing to count.
            await Cluster.UntilAsync(Waiting.Limit, () => Task.FromResult(skipped.Value == 3));
        }

        var found = await here.IO.FetchSocketsAsync();
        Assert.Equal((2, true), (found.Count, found.IsComplete));
        await Cluster.BecomeWholeAsync((here, a), (there, b));
    }
}
