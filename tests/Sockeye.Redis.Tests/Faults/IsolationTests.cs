namespace Sockeye.Redis.Tests.Faults;

/// <summary>What is meant for one application, namespace or room reaches no other, whatever their names mean to Redis.</summary>
public sealed class IsolationTests
{
    private const int LongestNamespace = 500;

    private static readonly string[] Odd =
    [
        "a", "a#", "a#b", "#", "##", "*", "a*", "?", "??", "[a]", "[a-z]", "[", "]", "\\", "\\a", "^a", "{a}", "a b", "0", "é", "漢字", "😀", "a:b", "/",
        new string('x', 1024), new string('x', 1023) + "y",
    ];

    public static TheoryData<AdapterKind> Adapters => Cluster.Adapters;

    [Theory]
    [MemberData(nameof(Adapters))]
    public async Task Applications_WithDifferentPrefixes_NeverHearEachOther(AdapterKind kind)
    {
        string[] prefixes = ["app", "app2", "app*", "a?p", "[a]pp", "app#/"];
        await using var redis = await RedisServer.StartAsync();
        var apps = new List<(TestServer Here, TestServer There, TestClient A, TestClient B)>();
        try
        {
            foreach (var prefix in prefixes)
            {
                var here = await Cluster.StartAsync(kind, redis.Address, prefix);
                var there = await Cluster.StartAsync(kind, redis.Address, prefix);
                there.IO.MainNamespace.ServerSide.On("server", async e => await there.IO.Local.EmitAsync("server", e.Arguments.Get<string>(0)));
                apps.Add((here, there, await here.ConnectAsync(), await there.ConnectAsync()));
            }

            foreach (var (here, there, a, b) in apps)
            {
                await Cluster.BecomeWholeAsync((here, a), (there, b));
                await b.DrainAsync();
            }

            for (var i = 0; i < apps.Count; i++)
            {
                var io = apps[i].Here.IO;
                await io.EmitAsync("all", prefixes[i]);
                await io.SocketsJoinAsync("of " + prefixes[i]);
                await apps[i].B.ExpectAsync($"42[\"all\",\"{prefixes[i]}\"]");
                await Cluster.UntilAsync(Waiting.Limit, () => Task.FromResult(apps[i].There.IO.MainNamespace.Adapter.Rooms.Contains("of " + prefixes[i])));
                await io.MainNamespace.ServerSideEmitAsync("server", prefixes[i]);
                await apps[i].B.ExpectAsync($"42[\"server\",\"{prefixes[i]}\"]");
                Assert.Equal(2, await io.MainNamespace.ServerCountAsync());
                Assert.Equal(new[] { apps[i].A.Id, apps[i].B.Id }.Order(), (await io.FetchSocketsAsync()).Select(static socket => socket.Id).Order());
                Assert.Equal(2, (await io.CountAsync()).Value);
            }

            await apps[0].Here.IO.DisconnectSocketsAsync();
            await apps[0].B.ExpectAsync("41");
            for (var i = 1; i < apps.Count; i++)
            {
                await apps[i].B.ExpectNothingAsync();
                await apps[i].Here.IO.EmitAsync("still", prefixes[i]);
                await apps[i].B.ExpectAsync($"42[\"still\",\"{prefixes[i]}\"]");
                Assert.Equal([$"of {prefixes[i]}", apps[i].B.Id], apps[i].There.IO.Sockets[apps[i].B.Id].Rooms.OrderByDescending(room => room.StartsWith("of ", StringComparison.Ordinal)));
            }
        }
        finally
        {
            foreach (var (here, there, a, b) in apps)
            {
                await a.DisposeAsync();
                await b.DisposeAsync();
                await here.DisposeAsync();
                await there.DisposeAsync();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Adapters))]
    public async Task Rooms_OfOddNames_GetWhatIsTheirs(AdapterKind kind)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var here = await Cluster.StartAsync(kind, redis.Address);
        await using var there = await Cluster.StartAsync(kind, redis.Address);
        await using var a = await here.ConnectAsync();
        var members = new List<TestClient>();
        try
        {
            foreach (var room in Odd)
            {
                var member = await there.ConnectAsync();
                await there.IO.Sockets[member.Id].JoinAsync(room);
                members.Add(member);
            }

            await Cluster.BecomeWholeAsync([(here, a), .. members.Take(1).Select(member => (there, member))]);
            foreach (var member in members)
            {
                await member.DrainAsync();
            }

            for (var i = 0; i < Odd.Length; i++)
            {
                await here.IO.To(Odd[i]).EmitAsync("e", i);
                Assert.Equal(members[i].Id, Assert.Single(await here.IO.To(Odd[i]).FetchSocketsAsync()).Id);
            }

            foreach (var room in Odd)
            {
                await here.IO.To(room).EmitAsync("end");
            }

            for (var i = 0; i < Odd.Length; i++)
            {
                await members[i].ExpectAsync($"42[\"e\",{i}]", "42[\"end\"]");
            }

            foreach (var member in members)
            {
                await member.ExpectNothingAsync();
            }
        }
        finally
        {
            foreach (var member in members)
            {
                await member.DisposeAsync();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Adapters))]
    public async Task Namespaces_OfOddNames_GetWhatIsTheirs(AdapterKind kind)
    {
        // What looks like a query is none of the name. A longer name is refused before Redis hears of it.
        string[] names =
        [
            .. Odd.Where(static name => !name.Contains('?', StringComparison.Ordinal)).Select(static name => "/" + (name.Length > LongestNamespace ? name[^LongestNamespace..] : name)),
        ];
        void Serve(SocketIOServer io)
        {
            foreach (var name in names)
            {
                io.Of(name).OnConnection(static socket => socket.JoinAsync("b", "b#", "#").AsTask());
            }
        }

        await using var redis = await RedisServer.StartAsync();
        await using var here = await Cluster.StartAsync(kind, redis.Address, io: Serve);
        await using var there = await Cluster.StartAsync(kind, redis.Address, io: Serve);
        await using var client = await there.OpenAsync();
        var ids = new List<string>();
        foreach (var name in names)
        {
            ids.Add(await client.JoinAsync(name));
        }

        await using var a = await here.ConnectAsync();
        await using var b = await there.ConnectAsync();
        await Cluster.BecomeWholeAsync((here, a), (there, b));
        for (var i = 0; i < names.Length; i++)
        {
            var ns = here.IO.Of(names[i]);
            await Cluster.UntilAsync(Waiting.Limit, async () => await ns.ServerCountAsync() == 2);
            await ns.EmitAsync("all", i);
            await client.ExpectAsync($"42{names[i]},[\"all\",{i}]");
            await ns.To("b").EmitAsync("room", i);
            await client.ExpectAsync($"42{names[i]},[\"room\",{i}]");
            await ns.To("#").EmitAsync("room", i);
            await client.ExpectAsync($"42{names[i]},[\"room\",{i}]");
            var found = await ns.FetchSocketsAsync();
            Assert.True(found.IsComplete);
            Assert.Equal(ids[i], Assert.Single(found).Id);
        }

        await client.ExpectNothingAsync();
    }
}
