using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Sockeye.Tests.Presences;

/// <summary>Presence over several servers that hear each other through a hub within this process.</summary>
public sealed class PresenceClusterTests
{
    [Fact]
    public async Task Members_OfAllServers_AreListedAndToldOnAll()
    {
        await using var cluster = await PresenceCluster.StartAsync(3);
        var ann = await cluster[0].JoinAsync("ann", name: "Ann");
        cluster.Pass(TimeSpan.FromSeconds(1));
        await ann.DrainAsync();

        var bob = await cluster[1].JoinAsync("bob");
        await bob.ExpectAsync("""42/chat,["presence:snapshot",{"room":"tea","members":[{"id":"ann","state":"online","info":{"name":"Ann"}}],"count":1,"more":false}]""");
        cluster.Pass(TimeSpan.FromSeconds(1));

        await ann.ExpectAsync("""42/chat,["presence:joined",{"room":"tea","members":[{"id":"bob","state":"online"}],"count":2}]""");
        Assert.Equal("ann:\"online\" bob:\"online\"", cluster.Agreed());

        // The third server has none of their connections.
        Assert.True(cluster[2].Presence.SetState("tea", "bob", "away"));
        cluster.Pass(TimeSpan.FromSeconds(1));
        await ann.ExpectAsync("""42/chat,["presence:updated",{"room":"tea","members":[{"id":"bob","state":"away"}],"count":2}]""");
        Assert.Equal("ann:\"online\" bob:\"away\"", cluster.Agreed());
        Assert.False(cluster[2].Presence.SetState("tea", "cid", "away"));
        await cluster[1].SocketOf(bob).LeaveAsync("tea");
        cluster.Pass(TimeSpan.FromSeconds(1));
        await ann.ExpectAsync("""42/chat,["presence:left",{"room":"tea","members":[{"id":"bob"}],"count":1}]""");
        Assert.Equal("ann:\"online\"", cluster.Agreed());
    }

    [Fact]
    public async Task Namespace_MadeAgainWhileTheOneOfBeforeCloses_HearsTheOthers()
    {
        await using var cluster = await PresenceCluster.StartAsync(2);
        var before = cluster[0].Namespace;
        using var isMadeAgain = new ManualResetEventSlim();
        before.Closing.Register(isMadeAgain.Wait);

        var removing = before.RemoveAsync().AsTask();
        var presence = PresenceServer.Use(cluster[0].Server.IO.Of("/chat"));
        isMadeAgain.Set();
        await removing.Within();
        await cluster[1].JoinAsync("ann");
        cluster.Pass(PresenceServer.Heartbeat * 3);

        Assert.Equal(["ann"], presence.Members("tea").Select(static member => member.Id));
    }

    [Fact]
    public async Task Member_OnTwoServers_IsOneAndWhatIsSetOnEitherHolds()
    {
        await using var cluster = await PresenceCluster.StartAsync(3);
        var watcher = await cluster[2].JoinAsync("watcher");
        var phone = await cluster[0].JoinAsync("ann");
        cluster[0].Presence.SetState("tea", "ann", 1);
        cluster.Pass(TimeSpan.FromSeconds(1));
        await cluster[1].JoinAsync("ann");
        cluster.Pass(TimeSpan.FromSeconds(1));
        await watcher.DrainAsync();
        Assert.Equal("ann:1 watcher:\"online\"", cluster.Agreed());

        cluster[1].Presence.SetState("tea", "ann", 2);
        cluster[0].Presence.SetState("tea", "ann", 3);
        cluster.Pass(TimeSpan.FromSeconds(1));
        await watcher.ExpectAsync(
            """42/chat,["presence:updated",{"room":"tea","members":[{"id":"ann","state":2}],"count":2}]""",
            """42/chat,["presence:updated",{"room":"tea","members":[{"id":"ann","state":3}],"count":2}]""");

        // Where the one that set it dies, the other has it.
        await cluster[0].SocketOf(phone).LeaveAsync("tea");
        cluster.Pass(TimeSpan.FromSeconds(1));
        await watcher.ExpectNothingAsync();
        Assert.Equal("ann:3 watcher:\"online\"", cluster.Agreed());
        cluster.Kill(0);
        cluster.Pass(PresenceServer.Heartbeat * 2);
        Assert.Equal("ann:3 watcher:\"online\"", cluster.Agreed(1, 2));
    }

    [Fact]
    public async Task Server_Killed_IsGoneWithItsMembersWithinTwoHeartbeats()
    {
        await using var cluster = await PresenceCluster.StartAsync(3);
        await cluster[0].JoinAsync("ann");
        var bob = await cluster[1].JoinAsync("bob");
        await cluster[2].JoinAsync("cid");
        cluster.Pass(PresenceServer.Heartbeat);
        Assert.Equal("ann:\"online\" bob:\"online\" cid:\"online\"", cluster.Agreed());
        await bob.DrainAsync();

        cluster.Kill(0);
        cluster.Pass(PresenceServer.Heartbeat);
        Assert.Equal(3, cluster[1].Presence.Count("tea"));
        cluster.Pass(PresenceServer.Heartbeat);

        Assert.Equal("bob:\"online\" cid:\"online\"", cluster.Agreed(1, 2));
        await bob.ExpectAsync("""42/chat,["presence:left",{"room":"tea","members":[{"id":"ann"}],"count":2}]""");
    }

    [Fact]
    public async Task Partition_WhenItHeals_LeavesAllServersOfOneMind()
    {
        await using var cluster = await PresenceCluster.StartAsync(3);
        var ann = await cluster[0].JoinAsync("ann");
        await cluster[1].JoinAsync("bob");
        await cluster[2].JoinAsync("both");
        await cluster[0].JoinAsync("both");
        cluster.Pass(PresenceServer.Heartbeat);

        cluster.Kill(0);
        cluster.Pass(PresenceServer.Heartbeat * 3);

        // It hears nothing, not even itself: so it cannot tell that the others have gone.
        Assert.Equal("ann:\"online\" bob:\"online\" both:\"online\"", cluster[0].Members());
        Assert.Equal("bob:\"online\" both:\"online\"", cluster.Agreed(1, 2));
        cluster[0].Presence.SetState("tea", "both", "here");
        cluster.Pass(TimeSpan.FromMilliseconds(100));
        cluster[2].Presence.SetState("tea", "both", "there");
        await cluster[0].SocketOf(ann).LeaveAsync("tea");
        await cluster[0].JoinAsync("cid");
        cluster.Heal();
        cluster.Pass(PresenceServer.Heartbeat * 2);

        Assert.Equal("bob:\"online\" both:\"there\" cid:\"online\"", cluster.Agreed());
    }

    [Fact]
    public async Task Engine_AwayAndBack_CostsNobodyAnything()
    {
        await using var cluster = await PresenceCluster.StartAsync(2);
        var ann = await cluster[0].JoinAsync("ann");
        var bob = await cluster[1].JoinAsync("bob");
        cluster.Pass(PresenceServer.Heartbeat);
        await ann.DrainAsync();
        await bob.DrainAsync();

        cluster.Hub.IsAway = true;
        cluster.Pass(PresenceServer.Heartbeat * 5);
        await cluster[0].JoinAsync("cid");
        cluster.Pass(PresenceServer.Heartbeat * 3);
        cluster.Hub.IsAway = false;
        cluster.Pass(PresenceServer.Heartbeat * 3);

        // Nobody seemed to leave, nor came back.
        Assert.Equal("ann:\"online\" bob:\"online\" cid:\"online\"", cluster.Agreed());
        const string Cid = """42/chat,["presence:joined",{"room":"tea","members":[{"id":"cid","state":"online"}],"count":3}]""";
        Assert.Equal([Cid], await ann.DrainAsync());
        Assert.Equal([Cid], await bob.DrainAsync());
    }

    [Fact]
    public async Task Engine_AwayWithAMeterListenerThatThrows_IsFollowedWhenItIsBack()
    {
        await using var cluster = await PresenceCluster.StartAsync(2);
        var meters = cluster[0].Server.IO.Services.GetRequiredService<IMeterFactory>();
        var counted = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "sockeye.cluster.messages.unpublished" && instrument.Meter.Scope == meters)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) =>
        {
            counted++;
            throw new InvalidOperationException("The meter listener fails.");
        });
        listener.Start();

        cluster.Hub.IsAway = true;
        await cluster[0].JoinAsync("ann");
        cluster.Pass(PresenceServer.Heartbeat * 2);
        cluster.Hub.IsAway = false;
        cluster.Pass(PresenceServer.Heartbeat * 3);

        Assert.Equal("ann:\"online\"", cluster.Agreed());
        await cluster[0].JoinAsync("bob");
        cluster.Pass(PresenceServer.Heartbeat);
        Assert.Equal("ann:\"online\" bob:\"online\"", cluster.Agreed());
        Assert.True(counted > 0);
    }

    [Fact]
    public async Task Server_DeafForAWhile_TakesNobodyForLost_AndStillSeesWhoDies()
    {
        await using var cluster = await PresenceCluster.StartAsync(3);
        var ann = await cluster[0].JoinAsync("ann");
        await cluster[1].JoinAsync("bob");
        await cluster[2].JoinAsync("cid");
        cluster.Pass(PresenceServer.Heartbeat);
        await ann.DrainAsync();

        for (var i = 1; i <= 12; i++)
        {
            cluster.Hub.Deaf[cluster.Hub.Servers[0]] = true;
            cluster.Pass(TimeSpan.FromMilliseconds(i * 300));
            cluster.Hub.Deaf.Clear();
            cluster.Pass(TimeSpan.FromMilliseconds(370));
        }

        await ann.ExpectNothingAsync();
        cluster.Hub.Deaf[cluster.Hub.Servers[0]] = true;
        cluster.Kill(2);
        cluster.Pass(PresenceServer.Heartbeat * 5);
        await ann.ExpectNothingAsync();
        cluster.Hub.Deaf.Clear();
        cluster.Pass(PresenceServer.Heartbeat * 3);
        await ann.ExpectAsync("""42/chat,["presence:left",{"room":"tea","members":[{"id":"cid"}],"count":2}]""");
        Assert.Equal("ann:\"online\" bob:\"online\"", cluster.Agreed(0, 1));
    }

    [Fact]
    public async Task Leave_OfAMemberThatLingersOnAnotherServer_IsToldAtOnce()
    {
        await using var cluster = await PresenceCluster.StartAsync(3);
        var watcher = await cluster[2].JoinAsync("watcher");
        var phone = await cluster[0].JoinAsync("ann");
        var laptop = await cluster[1].JoinAsync("ann");
        cluster.Pass(TimeSpan.FromSeconds(1));
        await watcher.DrainAsync();
        await cluster[0].BreakAsync(phone);
        cluster.Pass(TimeSpan.FromSeconds(1));
        await watcher.ExpectNothingAsync();

        await cluster[1].SocketOf(laptop).LeaveAsync("tea");

        // The grace period is ten seconds.
        cluster.Pass(TimeSpan.FromMilliseconds(200));
        await watcher.ExpectAsync("""42/chat,["presence:left",{"room":"tea","members":[{"id":"ann"}],"count":1}]""");
        Assert.Equal("watcher:\"online\"", cluster.Agreed());
    }

    [Fact]
    public async Task Leave_OfAMemberWithAConnectionOnAnotherServer_IsNone()
    {
        await using var cluster = await PresenceCluster.StartAsync(2);
        var phone = await cluster[0].JoinAsync("ann");
        var laptop = await cluster[1].JoinAsync("ann");
        cluster.Pass(TimeSpan.FromSeconds(1));

        await cluster[1].SocketOf(laptop).LeaveAsync("tea");
        cluster.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal("ann:\"online\"", cluster.Agreed());
        await cluster[0].SocketOf(phone).LeaveAsync("tea");
        cluster.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(string.Empty, cluster.Agreed());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task States_OfOneMemberSetAgainAndAgain_GoToTheOthersTogether(int setBy)
    {
        await using var cluster = await PresenceCluster.StartAsync(2);
        await cluster[0].JoinAsync("ann", name: "Ann");
        cluster.Pass(TimeSpan.FromSeconds(1));
        var sent = cluster.Hub.Count;

        for (var i = 0; i < 1000; i++)
        {
            cluster[setBy].Presence.SetState("tea", "ann", i);
        }

        cluster.Pass(TimeSpan.FromMilliseconds(100));
        Assert.Equal("ann:999", cluster.Agreed());
        Assert.InRange(cluster.Hub.Count - sent, 1, 6);
    }

    [Fact]
    public async Task Clock_ThatIsBehind_StillSetsStates()
    {
        var behind = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 2, 0, 0, TimeSpan.Zero));
        await using var cluster = await PresenceCluster.StartAsync(2, [null, behind]);
        await cluster[0].JoinAsync("ann");
        await cluster[1].JoinAsync("ann");
        cluster.Pass(PresenceServer.Heartbeat);

        for (var i = 0; i < 6; i++)
        {
            cluster[i % 2].Presence.SetState("tea", "ann", i);
            cluster.Pass(TimeSpan.FromMilliseconds(100));
            Assert.Equal($"ann:{i}", cluster.Agreed());
        }
    }

    [Fact]
    public async Task Server_ThatComesLate_KnowsAllAtOnce()
    {
        await using var cluster = await PresenceCluster.StartAsync(2);
        var ann = cluster[0].SocketOf(await cluster[0].ConnectAsync("ann"));
        await ann.JoinAsync(Enumerable.Range(0, 1700).Select(static i => $"room {i}"));
        await cluster[1].JoinAsync("bob", "room 5");
        cluster.Pass(TimeSpan.FromMilliseconds(200));

        await using var late = await cluster.AddAsync();

        // Less than a heartbeat: it has asked.
        cluster.Pass(TimeSpan.FromMilliseconds(100));
        Assert.Equal(1700, late.Presence.Rooms.Count);
        Assert.Equal("ann:\"online\" bob:\"online\"", late.Members("room 5"));
        Assert.Equal(cluster[0].Picture(), late.Picture());
        Assert.Equal(cluster[0].Picture(), cluster[1].Picture());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Namespace_RemovedAndMadeAgain_IsANewOneForTheOthers(bool farewellIsLost)
    {
        await using var cluster = await PresenceCluster.StartAsync(2);
        for (var i = 0; i < 5; i++)
        {
            await cluster[0].JoinAsync($"user {i}");
        }

        await cluster[1].JoinAsync("bob");
        cluster.Pass(PresenceServer.Heartbeat);
        Assert.Equal(6, cluster[1].Presence.Count("tea"));

        cluster.Hub.IsAway = farewellIsLost;
        await cluster[0].Namespace.RemoveAsync();
        await Waiting.Until(() => cluster[0].Server.IO.Namespaces.Count == 1);
        cluster.Hub.IsAway = false;
        if (farewellIsLost)
        {
            cluster.Pass(PresenceServer.Heartbeat * 4);
        }
        else
        {
            await Waiting.Until(() => cluster[1].Presence.Count("tea") == 1);
        }

        Assert.Equal("bob:\"online\"", cluster[1].Members());
        var again = PresenceServer.Use(cluster[0].Server.IO.Of("/chat"));
        await cluster[0].JoinAsync("ann");
        cluster.Pass(TimeSpan.FromMilliseconds(200));
        Assert.Equal("ann:\"online\" bob:\"online\"", cluster[1].Members());
        Assert.Equal(2, again.Count("tea"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Messages_LostLateTwiceAndCut_LeaveNoTraceInTheEnd(int seed)
    {
        var random = new Random(seed);
        var late = new List<Action>();
        await using var cluster = await PresenceCluster.StartAsync(3);
        var people = new List<(int Server, Socket Socket, string User)>();
        for (var i = 0; i < 24; i++)
        {
            var server = i % 3;
            people.Add((server, cluster[server].SocketOf(await cluster[server].ConnectAsync($"user {i % 15}", name: $"{i}")), $"user {i % 15}"));
        }

        cluster.Hub.Weather = (message, deliver) =>
        {
            switch (random.Next(10))
            {
                case 0:
                    break;
                case 1:
                    late.Add(() => deliver(message));
                    break;
                case 2:
                    deliver(message);
                    deliver(message);
                    break;
                case 3:
                    // Cut, so that it cannot be read: one that says something else would be believed.
                    deliver(message[..random.Next(message.Length)]);
                    break;
                default:
                    deliver(message);
                    break;
            }

            if (late.Count > 3)
            {
                var delayed = late[random.Next(late.Count)];
                late.Remove(delayed);
                delayed();
            }
        };
        for (var step = 0; step < 600; step++)
        {
            var (server, socket, user) = people[random.Next(people.Count)];
            var room = $"room {random.Next(6)}";
            switch (random.Next(5))
            {
                case 0 or 1:
                    await socket.JoinAsync(room);
                    break;
                case 2 or 3:
                    await socket.LeaveAsync(room);
                    break;
                default:
                    cluster[random.Next(3)].Presence.SetState(room, user, step);
                    break;
            }

            if (step % 10 == 0)
            {
                cluster.Pass(TimeSpan.FromMilliseconds(random.Next(400)));
            }

            if (step % 150 == 75)
            {
                cluster.Kill(server);
            }
            else if (step % 150 == 140)
            {
                cluster.Heal();
            }
        }

        cluster.Heal();
        cluster.Hub.Weather = null;
        cluster.Pass(PresenceServer.Heartbeat * 4);

        var picture = cluster[0].Picture();
        Assert.Equal(picture, cluster[1].Picture());
        Assert.Equal(picture, cluster[2].Picture());
        for (var i = 0; i < 6; i++)
        {
            var room = $"room {i}";
            Assert.Equal(
                people.Where(person => person.Socket.IsIn(room)).Select(static person => person.User).Distinct().Order(StringComparer.Ordinal),
                cluster[0].Presence.Members(room).Select(static member => member.Id));
        }
    }

    [Fact]
    public async Task Garbage_FromTheEngine_IsSkippedAndHarmsNobody()
    {
        await using var cluster = await PresenceCluster.StartAsync(2);
        await cluster[0].JoinAsync("ann");
        await cluster[1].JoinAsync("bob");
        cluster.Pass(PresenceServer.Heartbeat);
        var (here, there) = (cluster.Hub.Servers[0], cluster.Hub.Servers[1]);
        const string Topic = "presence:%2Fchat";
        var deep = new string('[', 100) + new string(']', 100);
        string[] bodies =
        [
            """{"kind":"delta","epoch":0,"at":0,"id":0,"part":0,"last":true,"ops":[["-","tea","bob"]]}""", """{"kind":"delta","epoch":1,"at":-1,"id":0,"part":0,"last":true,"ops":[["-","tea","bob"]]}""",
            """{"kind":"delta","epoch":1,"at":9223372036854775807,"id":0,"part":0,"last":true,"ops":[["-","tea","bob"]]}""", """{"kind":"delta","epoch":1,"at":1,"id":0,"part":0,"last":true,"ops":[["?","tea","bob"]]}""",
            """{"kind":"picture","epoch":1,"at":0,"id":9,"part":-1,"last":true,"ops":[]}""", """{"kind":"wish","epoch":0,"at":0,"id":0,"part":0,"last":true,"ops":[["=","tea","nobody","x",1,"s"],["-","tea","ann"]]}""",
            """{"kind":"answer","epoch":0,"at":0,"id":7,"part":0,"last":true,"ops":[["-","tea","ann"]]}""",
            "", "null", "[]", "5", "{}", "{", """{"kind":"delta"}""", """{"kind":null,"at":0,"part":0,"last":true,"ops":[]}""", """{"kind":"else","at":0,"part":0,"last":true,"ops":[]}""",
            """{"kind":"delta","at":-1,"part":0,"last":true,"ops":[]}""", """{"kind":"delta","at":9223372036854775807,"part":0,"last":true,"ops":[]}""",
            """{"kind":"delta","at":1e99,"part":0,"last":true,"ops":[]}""", """{"kind":"delta","at":0,"part":0,"last":1,"ops":[]}""",
            """{"kind":"delta","at":0,"part":0,"last":true,"ops":{}}""", """{"kind":"delta","at":0,"part":0,"last":true,"ops":[[]]}""",
            """{"kind":"delta","at":0,"part":0,"last":true,"ops":[[null,null,null]]}""", """{"kind":"delta","at":0,"part":0,"last":true,"ops":[["","tea","x"]]}""",
            """{"kind":"delta","at":0,"part":0,"last":true,"ops":[["+","tea","x"]]}""", """{"kind":"delta","at":0,"part":0,"last":true,"ops":[["+","tea","\ud800","x",1,"s",null,1,"s"]]}""",
            """{"kind":"delta","at":0,"part":0,"last":true,"ops":[["+","tea","x","x",9223372036854775807,"s",null,1,"s"]]}""",
            $$"""{"kind":"delta","at":0,"part":0,"last":true,"ops":[["+","tea","x",{{deep}},1,"s",null,1,"s"]]}""",
            $$"""{"kind":"delta","at":0,"part":0,"last":true,"ops":[["+","tea","{{new string('x', 2000)}}","x",1,"s",null,1,"s"]]}""",
            """{"kind":"all","at":5,"part":7,"last":true,"ops":[]}""", """{"kind":"all","at":5,"part":0,"last":false,"ops":[]}""", """{"kind":"set","at":0,"part":0,"last":true,"ops":[["=","tea","nobody","x",1,"s"]]}""",
        ];
        foreach (var body in bodies)
        {
            cluster.Hub.Inject(here, Encoding.UTF8.GetBytes($"2 {there} {Topic}\n{body}"));
            cluster.Hub.Inject(here, Encoding.UTF8.GetBytes($"2 stranger {Topic}\n{body}"));
            cluster.Hub.Inject(here, Encoding.UTF8.GetBytes($"2 {there} alive\n{body}"));
        }

        foreach (var message in (string[])["", "\n", "2\n", "2 \n", "2  \n", $"1 {there} {Topic}\n{{\"kind\":\"all\",\"at\":99,\"part\":0,\"last\":true,\"ops\":[]}}", $"1 {there} alive\n{{}}", $"2 {there}\n", $"2 {there} \n", $"2 {here} {Topic}\n", $"2 {new string('x', 100)} {Topic}\n", $"2 {there} {Topic}", "\u00ff\u00fe\n"])
        {
            cluster.Hub.Inject(here, Encoding.Latin1.GetBytes(message));
        }

        // Strangers are servers that were never heard of again.
        cluster.Pass(PresenceServer.Heartbeat * 3);
        Assert.Equal("ann:\"online\" bob:\"online\"", cluster.Agreed());
        await cluster[1].JoinAsync("cid");
        cluster.Pass(TimeSpan.FromMilliseconds(100));
        Assert.Equal("ann:\"online\" bob:\"online\" cid:\"online\"", cluster.Agreed());
    }
}
