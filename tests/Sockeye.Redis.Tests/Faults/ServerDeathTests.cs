using System.Diagnostics;

namespace Sockeye.Redis.Tests.Faults;

/// <summary>A server hangs, and is killed: the others go on, and say what they do not know.</summary>
public sealed class ServerDeathTests
{
    // How long a killed server may be waited for: the time-out of heartbeats. Redis notices that its connections are gone.
    private static readonly TimeSpan HeartbeatTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Brief = TimeSpan.FromMilliseconds(500);

    public static TheoryData<AdapterKind> Adapters => Cluster.Adapters;

    [Theory]
    [MemberData(nameof(Adapters))]
    public async Task Kill_OfAServer_IsNoticedByTheOthers(AdapterKind kind)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var here = await Cluster.StartAsync(kind, redis.Address, io: static io =>
        {
            io.Of("/chat");
            io.Of("/chat#x"); // whose channels look like the other's
        });
        await using var there = await Cluster.StartAsync(kind, redis.Address, io: static io => io.Of("/chat"));
        await using var third = await FixtureProcess.StartAsync(kind, redis.Address);
        await using var a = await here.ConnectAsync("/chat");
        await using var b = await there.ConnectAsync("/chat");
        await using var c = await third.ConnectAsync();
        await using var d = await third.ConnectAsync();
        var chat = here.IO.Of("/chat");
        await Cluster.UntilAsync(Cluster.Recovery, async () => await chat.FetchSocketsAsync() is { Count: 4, IsComplete: true });
        Assert.Equal(3, await chat.ServerCountAsync());
        Assert.Equal(4, (await chat.CountAsync()).Value);

        // Its clients have got the question, and one of them has answered, when it hangs.
        var asking = chat.Timeout(TimeSpan.FromMinutes(1)).EmitWithAckAsync("q");
        await AnswerAsync(a, "a");
        await AnswerAsync(b, "b");
        await c.ExpectAsync("42/chat,[\"auth\",{}]");
        await AnswerAsync(c, "c");
        await d.ExpectAsync("42/chat,[\"auth\",{}]");
        Assert.StartsWith("42/chat,", await d.ReceiveAsync());
        await c.DrainAsync();
        Assert.True((await chat.FetchSocketsAsync()).IsComplete); // what was said before has come
        await third.FreezeAsync();

        var silent = await chat.Timeout(Brief).FetchSocketsAsync();
        Assert.Equal(new[] { a.Id, b.Id }.Order(), silent.Select(static socket => socket.Id).Order());
        var missing = Assert.Single(silent.Missing);
        Assert.Equal(kind == AdapterKind.PubSub, missing == ClusterAdapter.UnknownServer);
        var count = await chat.Timeout(Brief).CountAsync();
        Assert.Equal((2, false), (count.Value, count.IsComplete));
        var unheard = chat.Timeout(Brief).EmitWithAckAsync("q2");
        await AnswerAsync(a, "a2");
        await AnswerAsync(b, "b2");
        Assert.Equal([missing], (await unheard.Within()).Missing);

        var fetching = chat.Timeout(TimeSpan.FromMinutes(1)).FetchSocketsAsync();
        await third.KillAsync();
        var clock = Stopwatch.StartNew();
        Assert.Equal(2, (await fetching.Within()).Count);
        if (kind == AdapterKind.PubSub)
        {
            // Nothing in this format says whose clients have not answered.
            Assert.False(asking.IsCompleted);
        }
        else
        {
            var acks = await asking.Within();
            Assert.Equal(["a", "b", "c"], acks.Answers.Select(static answer => answer.Arguments.Get<string>(0)!).Order());
            Assert.True(acks.IsComplete);
        }

        await Cluster.UntilAsync(HeartbeatTimeout, async () => await chat.ServerCountAsync() == 2);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, HeartbeatTimeout);
        var found = await chat.FetchSocketsAsync();
        Assert.Equal((2, true), (found.Count, found.IsComplete));
        count = await chat.CountAsync();
        Assert.Equal((2, true), (count.Value, count.IsComplete));
        var among = chat.Timeout(TimeSpan.FromMinutes(1)).EmitWithAckAsync("q3");
        await AnswerAsync(a, "a3");
        await AnswerAsync(b, "b3");
        Assert.True((await among.Within()).IsComplete);
    }

    private static async Task AnswerAsync(TestClient client, string answer)
    {
        // 42/chat,ID["q"]
        var question = await client.ReceiveAsync();
        var id = question["42/chat,".Length..question.IndexOf('[', StringComparison.Ordinal)];
        await client.SendAsync($"43/chat,{id}[\"{answer}\"]");
    }
}
