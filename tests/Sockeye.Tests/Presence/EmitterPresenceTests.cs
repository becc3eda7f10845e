using System.Text;
using Sockeye.Emitters;
using Sockeye.Hosting;

namespace Sockeye.Tests.Presences;

/// <summary>A process that is no server asks who is in a room.</summary>
public sealed class EmitterPresenceTests
{
    [Fact]
    public async Task Question_AfterTheFirst_GoesToOneServerAndIsAnsweredOnce()
    {
        await using var cluster = await StartAsync(3);
        await cluster[0].JoinAsync("ann", name: "Ann");
        await cluster[1].JoinAsync("bob");
        cluster.Pass(PresenceServer.Heartbeat);
        await using var emitter = cluster.Hub.CreateEmitter();
        var presence = emitter.Of("/chat").Presence();

        Assert.Equal(2, await presence.CountAsync("tea").Within());
        var before = cluster.Hub.Count;
        var members = await presence.MembersAsync("tea").Within();

        Assert.Equal(["ann {\"name\":\"Ann\"}", "bob "], members.Select(static member => $"{member.Id} {member.Info?.GetRawText()}"));
        Assert.Equal(2, cluster.Hub.Count - before);
        Assert.True(cluster.Hub.Askers.TryPeek(out var asker));
        Assert.Equal(
            [
                $"? {asker} presence:%2Fchat\n{{\"id\":1,\"room\":\"tea\",\"after\":null,\"member\":null,\"limit\":0}}",
                $"? {asker} presence:%2Fchat\n{{\"id\":2,\"room\":\"tea\",\"after\":null,\"member\":null,\"limit\":0}}",
                $"? {asker} presence:%2Fchat\n{{\"id\":3,\"room\":\"tea\",\"after\":null,\"member\":null,\"limit\":2147483647}}",
            ],
            cluster.Hub.Asked);
    }

    [Fact]
    public async Task Asker_IsNoServer()
    {
        await using var cluster = await StartAsync(2);
        List<string> lost = [];
        cluster[0].Server.IO.RoomCluster.ServerLost += lost.Add;
        await using var emitter = cluster.Hub.CreateEmitter();
        var presence = emitter.Of("/chat").Presence();

        await presence.CountAsync("tea").Within();

        // Of a server it would wait for a heartbeat, and then miss it.
        Assert.True(cluster[0].Server.IO.RoomCluster.KnowsOthers);
        cluster.Pass(PresenceServer.Heartbeat * 5);
        Assert.Empty(lost);
        Assert.True(cluster[0].Server.IO.RoomCluster.KnowsOthers);
    }

    [Fact]
    public async Task Room_OfMoreThanAPart_ComesWhole()
    {
        await using var cluster = await StartAsync(1);
        foreach (var users in Enumerable.Range(0, 1050).Chunk(50))
        {
            await Task.WhenAll(users.Select(user => cluster[0].Server.ConnectAsync("/chat", auth: $$"""{"user":"user {{user}}"}""")));
        }

        foreach (var socket in cluster[0].Namespace.Sockets.Values)
        {
            await socket.JoinAsync("tea");
        }

        await using var emitter = cluster.Hub.CreateEmitter();
        var presence = emitter.Of("/chat").Presence();

        Assert.Equal(cluster[0].Presence.Members("tea").Select(static member => member.Id), (await presence.MembersAsync("tea").Within()).Select(static member => member.Id));
        Assert.Equal(4, cluster.Hub.Asked.Count);
        var page = await presence.MembersAsync("tea", null, 700).Within();
        Assert.Equal((700, 1050, page.Members[^1].Id), (page.Members.Count, page.Count, page.Next));
    }

    [Fact]
    public async Task Servers_ThatHaveJustStarted_DoNotAnswerBeforeTheyKnowTheOthers()
    {
        await using var cluster = await PresenceCluster.StartAsync(2);
        await cluster[0].JoinAsync("ann");
        await using var emitter = cluster.Hub.CreateEmitter();
        var presence = emitter.Of("/chat").Presence(static options => options.Timeout = TimeSpan.FromMilliseconds(300));

        var exception = await Assert.ThrowsAsync<TimeoutException>(() => presence.MembersAsync("tea").Within());
        Assert.Contains("just started", exception.Message, StringComparison.Ordinal);

        cluster.Pass(PresenceServer.Heartbeat * 2);
        Assert.Equal("ann", Assert.Single(await presence.MembersAsync("tea").Within()).Id);
    }

    [Fact]
    public async Task Server_WhoseNamespaceIsNew_AnswersWhenItHasHeardOfIt()
    {
        await using var cluster = await StartAsync(2);
        PresenceServer.Use(cluster[1].Server.IO.Of("/late"));
        await using var ann = await cluster[1].Server.ConnectAsync("/late", auth: """{"user":"ann"}""");
        await cluster[1].Server.IO.Of("/late").Sockets[ann.Id].JoinAsync("tea");
        cluster.Pass(PresenceServer.Heartbeat * 1.25);
        await using var emitter = cluster.Hub.CreateEmitter();
        var presence = emitter.Of("/late").Presence(static options => options.Timeout = TimeSpan.FromMilliseconds(300));

        // The other one cannot answer, and does not hear that it is asked for its members.
        cluster.Hub.Deaf[cluster.Hub.Servers[1]] = true;
        PresenceServer.Use(cluster[0].Server.IO.Of("/late"));
        await Assert.ThrowsAsync<TimeoutException>(() => presence.CountAsync("tea").Within());

        // It asks for a heartbeat, which is not due yet.
        cluster.Hub.Deaf.Clear();
        cluster.Pass(PresenceServer.Heartbeat / 2);
        cluster.Hub.Deaf[cluster.Hub.Servers[1]] = true;
        Assert.Equal(1, await presence.CountAsync("tea").Within());
    }

    [Fact]
    public async Task Server_ThatAnsweredAndIsGone_IsReplacedByAnother()
    {
        await using var cluster = await StartAsync(2);
        await cluster[0].JoinAsync("ann");
        cluster.Pass(PresenceServer.Heartbeat);
        await using var emitter = cluster.Hub.CreateEmitter();
        var presence = emitter.Of("/chat").Presence();
        await presence.CountAsync("tea").Within();

        for (var i = 0; i < 2; i++)
        {
            cluster.Kill(i);
            Assert.Equal(1, await presence.CountAsync("tea").Within());
            cluster.Heal();
        }
    }

    [Fact]
    public async Task Messages_LostTwiceAndThatMakeNoSense_CostOnlyTime()
    {
        await using var cluster = await StartAsync(2);
        await cluster[0].JoinAsync("ann");
        cluster.Pass(PresenceServer.Heartbeat);
        await using var emitter = cluster.Hub.CreateEmitter();
        var presence = emitter.Of("/chat").Presence();
        var count = 0;
        cluster.Hub.Weather = (message, deliver) =>
        {
            // The first questions and answers are lost, and the others come twice.
            if (Interlocked.Increment(ref count) > 3)
            {
                deliver(message);
                deliver(message);
            }
        };
        Assert.Equal(1, await presence.CountAsync("tea").Within());

        Assert.True(cluster.Hub.Askers.TryPeek(out var asker));
        foreach (var payload in (string[])["", "nonsense", "[]", "{}", """{"id":"x"}""", """{"id":1,"whole":true,"members":[{}],"count":1}""", """{"id":9,"whole":true,"members":[],"count":1,"next":1}"""])
        {
            cluster.Hub.Inject(asker, Encoding.UTF8.GetBytes($"2 server presence:%2Fchat\n{payload}"));
            cluster.Hub.Inject(asker, Encoding.UTF8.GetBytes($"? server presence:%2Fchat\n{payload}"));
            cluster.Hub.Inject(asker, Encoding.UTF8.GetBytes(payload));
        }

        Assert.Equal("ann", Assert.Single(await presence.MembersAsync("tea").Within()).Id);
    }

    [Theory]
    [InlineData("? x presence:%2Fchat\n")]
    [InlineData("? x presence:%2Fchat\n[]")]
    [InlineData("? x presence:%2Fchat\n{\"id\":1,\"room\":null,\"after\":null,\"member\":null,\"limit\":1}")]
    [InlineData("? x presence:%2Fchat\n{\"id\":1,\"room\":\"tea\",\"after\":null,\"member\":null,\"limit\":-1}")]
    [InlineData("? x presence:%2Fchat\n{\"id\":1,\"room\":\"tea\",\"after\":2,\"member\":null,\"limit\":1}")]
    [InlineData("? x presence:%2Fchat\n{\"id\":1e9,\"room\":\"tea\"}")]
    [InlineData("? x nothing\n{}")]
    [InlineData("? x\n{}")]
    [InlineData("?\n")]
    public async Task Question_ThatMakesNoSense_IsSkipped(string message)
    {
        await using var cluster = await StartAsync(1);
        await cluster[0].JoinAsync("ann");
        var before = cluster.Hub.Count;

        cluster.Hub.Inject(cluster.Hub.Servers[0], Encoding.UTF8.GetBytes(message));

        Assert.Equal(before, cluster.Hub.Count);
        Assert.True(cluster[0].Server.IO.RoomCluster.KnowsOthers);
        await using var emitter = cluster.Hub.CreateEmitter();
        Assert.Equal(1, await emitter.Of("/chat").Presence().CountAsync("tea").Within());
    }

    [Fact]
    public async Task Questions_BeyondTheBound_FailAtOnce_AndTheOthersAreNotForgotten()
    {
        var hub = new TestHub();
        await using var emitter = hub.CreateEmitter(new RedisEmitterOptions { MaxPendingPublishes = 2 });
        var presence = emitter.Presence(static options => options.Timeout = TimeSpan.FromMinutes(1));
        using var canceling = new CancellationTokenSource();
        Task<int>[] waiting = [presence.CountAsync("a", canceling.Token), presence.CountAsync("b", canceling.Token)];

        await Assert.ThrowsAsync<ClusterPublishException>(() => presence.CountAsync("c").Within());

        await canceling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(waiting).Within());
        var short_ = emitter.Presence(static options => options.Timeout = TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAsync<TimeoutException>(() => short_.CountAsync("d").Within());
    }

    [Fact]
    public async Task Questions_FasterThanAnswersLeave_AreDropped()
    {
        await using var cluster = await StartAsync(1);
        var question = Encoding.UTF8.GetBytes("? x presence:%2Fchat\n{\"id\":1,\"room\":\"tea\",\"after\":null,\"member\":null,\"limit\":1}");
        int Ask(int count)
        {
            var before = cluster.Hub.Count;
            for (var i = 0; i < count; i++)
            {
                cluster.Hub.Inject(cluster.Hub.Servers[0], question);
            }

            return cluster.Hub.Count - before;
        }

        var holding = new TaskCompletionSource();
        cluster.Hub.Holding = holding.Task;
        Assert.Equal(32, Ask(100));

        cluster.Hub.Holding = Task.CompletedTask;
        holding.SetResult();
        await Waiting.Until(() => Ask(1) == 1);
        Assert.Equal(100, Ask(100));
    }

    [Fact]
    public async Task Backend_WithoutAChannel_HasNoPresence()
    {
        await using var emitter = new SocketIOEmitter(new SendingBackend(), new RedisEmitterOptions());

        Assert.Throws<NotSupportedException>(() => emitter.Presence());
    }

    [Fact]
    public async Task Question_ThatCannotBeSent_FailsAtOnce()
    {
        var hub = new TestHub { IsAway = true };
        await using var emitter = hub.CreateEmitter();

        await Assert.ThrowsAsync<ClusterPublishException>(() => emitter.Presence().CountAsync("tea").Within());
    }

    // Servers that have heard of all others.
    private static async Task<PresenceCluster> StartAsync(int count)
    {
        var cluster = await PresenceCluster.StartAsync(count);
        cluster.Pass(PresenceServer.Heartbeat * 2);
        return cluster;
    }

    private sealed class SendingBackend : IEmitterBackend
    {
        public ValueTask PublishAsync(ClusterMessage message) => default;

        public ValueTask DisposeAsync() => default;
    }
}
