using Sockeye.Backends.Memory;

namespace Sockeye.Tests.Records;

/// <summary>Servers that share records, whatever happens between them.</summary>
public sealed class RecordClusterTests
{
    private static readonly RoomRecordLifetime WithLastMember = new() { EndsWithLastMember = true };

    [Fact]
    public async Task CreateAsync_OnTwoServersAtATime_MakesOne()
    {
        var rooms = new LoopbackRooms();
        await using var one = await RecordMember.StartAsync(rooms);
        await using var other = await RecordMember.StartAsync(rooms);

        for (var i = 0; i < 50; i++)
        {
            var (room, name) = ($"room {i}", i);
            var results = await Task.WhenAll(Create(one, "one"), Create(other, "other"));
            Assert.Single(results, static result => result.IsDone);
            Task<RoomRecordResult<Lobby>> Create(RecordMember member, string title) => Task.Run(() => member.Records.CreateAsync(room, new Lobby(title)));
        }

        await RecordMember.AgreeAsync(one, other);
        Assert.Equal(50, one.Records.Count);
        Assert.Equal(await one.Changes.NextAsync(50), await other.Changes.NextAsync(50));
        Assert.Equal((0, 0), (one.Changes.Count, other.Changes.Count));
    }

    [Fact]
    public async Task Changes_MadeEverywhereAtATime_AreToldAlikeAndOnce()
    {
        var rooms = new LoopbackRooms();
        await using var one = await RecordMember.StartAsync(rooms);
        await using var other = await RecordMember.StartAsync(rooms);
        await one.Records.CreateAsync("tea", new Lobby("Tea"));

        await Task.WhenAll(((RecordMember[])[one, other, one, other]).Select(member => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++)
            {
                await member.Records.UpdateAsync("tea", static lobby => lobby with { Limit = lobby.Limit + 1 });
            }
        })));

        var told = await one.Changes.NextAsync(101);
        Assert.Equal(told, await other.Changes.NextAsync(101));
        Assert.Equal(Enumerable.Range(1, 101).Select(static version => $"v{version}"), told.Select(static change => change.Split(' ')[3]));
        Assert.Equal(100, other.Records.Find("tea")!.Value.Limit);
    }

    [Fact]
    public async Task Members_AreCountedOnAllServers_AndGoWithTheirs()
    {
        var rooms = new LoopbackRooms();
        await using var one = await RecordMember.StartAsync(rooms);
        await using (var other = await RecordMember.StartAsync(rooms))
        {
            await other.JoinAsync("tea");
            await one.Records.CreateAsync("tea", new Lobby("Tea"));
            await one.JoinAsync("tea");
            await other.JoinAsync("tea");
            await other.JoinAsync("no record");
            await Waiting.Until(() => one.Records.Find("tea")?.Members == 3 && other.Records.Find("tea")?.Members == 3);

            await using var late = await RecordMember.StartAsync(rooms);
            await Waiting.Until(() => late.Records.Find("tea")?.Members == 3);
            rooms.Loses = static message => message.Contains(" counts:", StringComparison.Ordinal) && message.Contains("\"delta\"", StringComparison.Ordinal);
            await other.JoinAsync("tea");
            await Waiting.Until(() => other.Records.Find("tea")?.Members == 4);
            await Waiting.Until(() => one.Records.Find("tea")?.Members == 4 && late.Records.Find("tea")?.Members == 4);
            rooms.Loses = static _ => false;
        }

        await Waiting.Until(() => one.Records.Find("tea")?.Members == 1);
    }

    [Fact]
    public async Task Record_WithItsLastMemberElsewhere_StaysUntilThatHasLeft()
    {
        var rooms = new LoopbackRooms();
        await using var one = await RecordMember.StartAsync(rooms);
        await using var other = await RecordMember.StartAsync(rooms);
        var client = await other.JoinAsync("tea");
        await one.Records.CreateAsync("tea", new Lobby("Tea"), WithLastMember);
        await one.Changes.NextAsync();
        await other.Changes.NextAsync();

        // Whatever server is the one to end rooms: this one ends, which it can only after it has looked at the other.
        await one.Records.CreateAsync("empty", new Lobby("Empty"), WithLastMember);
        Assert.Equal(["Created empty Empty v1", "Deleted empty Empty v1 LastMemberLeft"], await one.Changes.NextAsync(2));
        Assert.NotNull(one.Records.Find("tea"));

        await client.CloseAsync();
        Assert.Equal("Deleted tea Tea v1 LastMemberLeft", await one.Changes.NextAsync());
        Assert.Equal("Deleted tea Tea v1 LastMemberLeft", (await other.Changes.NextAsync(3))[2]);
    }

    [Fact]
    public async Task Record_WhoseMembersNobodyWasToldOf_Stays()
    {
        var rooms = new LoopbackRooms { Loses = static message => message.Contains(" counts:", StringComparison.Ordinal) && !message.Contains("\"question\"", StringComparison.Ordinal) && !message.Contains("\"answer\"", StringComparison.Ordinal) };
        await using var one = await RecordMember.StartAsync(rooms);
        await using var other = await RecordMember.StartAsync(rooms);
        foreach (var member in (RecordMember[])[one, other])
        {
            await member.JoinAsync($"of {(member == one ? "one" : "other")}");
        }

        await one.Records.CreateAsync("of one", new Lobby("x"), WithLastMember);
        await one.Records.CreateAsync("of other", new Lobby("x"), WithLastMember);
        for (var i = 0; i < 5; i++)
        {
            await one.Records.CreateAsync("empty", new Lobby("x"), WithLastMember);
            await Waiting.Until(() => one.Records.Find("empty") is null && other.Records.Find("empty") is null);
        }

        Assert.Equal(2, one.Records.Count);
        Assert.DoesNotContain("of ", string.Join('\n', (await one.Changes.NextAsync(one.Changes.Count)).Where(static change => change.StartsWith("Deleted", StringComparison.Ordinal))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_WithServersOfTheClusterThatHaveNone_EndAllTheSame()
    {
        var rooms = new LoopbackRooms();
        await using var first = await StartWithoutAsync(rooms);
        await using var second = await StartWithoutAsync(rooms);
        await using var third = await StartWithoutAsync(rooms);
        await using var one = await RecordMember.StartAsync(rooms);
        await using var other = await RecordMember.StartAsync(rooms);
        await one.JoinAsync("held");

        await one.Records.CreateAsync("empty", new Lobby("x"), WithLastMember);
        await one.Records.CreateAsync("held", new Lobby("x"), WithLastMember);
        await other.Records.CreateAsync("short", new Lobby("x"), new RoomRecordLifetime { ExpiresAfter = TimeSpan.FromMilliseconds(50) });

        await Waiting.Until(() => one.Records.Find("empty") is null && one.Records.Find("short") is null && other.Records.Count == 1);
        Assert.NotNull(one.Records.Find("held"));

        // They share rooms, of another namespace.
        static Task<TestServer> StartWithoutAsync(LoopbackRooms rooms) =>
            TestServer.StartAsync(static io => io.Of("/other").UsePermissions(static rules => rules.For("*").Allow()), services: rooms.Services + RoomSettings.Heartbeat(RecordMember.Heartbeat));
    }

    [Fact]
    public async Task Server_ThatHearsNothing_EndsNoRooms_AndCatchesUp()
    {
        var rooms = new LoopbackRooms();
        await using var one = await RecordMember.StartAsync(rooms);
        await using var other = await RecordMember.StartAsync(rooms);
        await Waiting.Until(() => rooms.Servers.Count() == 2);
        var ender = rooms.Servers.First() == one.Id ? one : other;
        var holder = ender == one ? other : one;
        await holder.JoinAsync("tea");
        await holder.Records.CreateAsync("tea", new Lobby("Tea"), WithLastMember);
        await Waiting.Until(() => ender.Records.Find("tea")?.Members == 1);

        rooms.Deafen(ender.Id);
        await holder.Records.UpdateAsync("tea", static lobby => lobby with { Title = "TEA" });
        await holder.Records.CreateAsync("coffee", new Lobby("Coffee"));

        // It does not take the other for lost, and reads what that has changed.
        await Waiting.Until(() => ender.Records.Find("tea") is { Members: 1, Value.Title: "TEA" } && ender.Records.Find("coffee") is not null);
        Assert.Equal("Created coffee Coffee v1", (await ender.Changes.NextAsync(3))[2]);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async i =>
        {
            await holder.Records.CreateAsync($"empty {i}", new Lobby("x"));
            await Waiting.Until(() => ender.Records.Find($"empty {i}") is not null);
        }));
        Assert.NotNull(holder.Records.Find("tea"));
        rooms.Heal();
        await Waiting.Until(() => ender.Records.Find("tea") is { Members: 1 });
        await RecordMember.AgreeAsync(one, other);
    }

    // The next heartbeat is far: what was missed is read because of the gap, however fast the next changes come.
    [Fact]
    public async Task Change_ThatIsMissedWhileOthersKeepComing_IsReadAtOnce()
    {
        var rooms = new LoopbackRooms();
        await using var one = await RecordMember.StartAsync(rooms, heartbeat: TimeSpan.FromMinutes(10));
        await using var other = await RecordMember.StartAsync(rooms, heartbeat: TimeSpan.FromMinutes(10));
        await one.Records.CreateAsync("tea", new Lobby("Tea"));
        await Waiting.Until(() => other.Records.Find("tea") is not null);

        var left = 1;
        rooms.Loses = message => message.Contains(" records:", StringComparison.Ordinal) && Interlocked.Exchange(ref left, 0) == 1;
        await Waiting.Until(() =>
        {
            _ = one.Records.UpdateAsync("tea", static lobby => lobby with { Limit = lobby.Limit + 1 });
            return other.Records.Find("tea")?.Version > 1;
        });
    }

    [Fact]
    public async Task Store_AwayAndBack_LeavesAllAgreed()
    {
        var rooms = new LoopbackRooms();
        await using var one = await RecordMember.StartAsync(rooms);
        await using var other = await RecordMember.StartAsync(rooms);
        await one.Records.CreateAsync("tea", new Lobby("Tea"));
        await Waiting.Until(() => other.Records.Find("tea") is not null);

        rooms.IsAway = true;
        await Assert.ThrowsAsync<ClusterPublishException>(() => one.Records.CreateAsync("coffee", new Lobby("Coffee")));
        await Assert.ThrowsAsync<ClusterPublishException>(() => one.Records.GetAsync("tea"));
        Assert.NotNull(one.Records.Find("tea"));
        Assert.Single(other.Records.List().Records);
        rooms.IsAway = false;
        rooms.Loses = static message => message.Contains("\"change\"", StringComparison.Ordinal);
        await one.Records.CreateAsync("coffee", new Lobby("Coffee"));
        await other.Records.UpdateAsync("tea", static lobby => lobby with { Title = "TEA" });
        await one.Records.DeleteAsync("coffee");
        await one.Records.CreateAsync("coffee", new Lobby("More coffee"));

        Assert.Equal("TEA", (await one.Records.GetAsync("tea"))!.Value.Title);
        await RecordMember.AgreeAsync(one, other);
        Assert.Equal(["tea TEA", "coffee More coffee"], other.Records.List().Records.Select(static record => $"{record.Room} {record.Value.Title}").OrderDescending());
    }

    [Fact]
    public async Task Store_ThatHasLostEverything_IsFollowed()
    {
        var rooms = new LoopbackRooms();
        await using var one = await RecordMember.StartAsync(rooms);
        await using var other = await RecordMember.StartAsync(rooms);
        for (var i = 0; i < 20; i++)
        {
            await one.Records.CreateAsync($"room {i}", new Lobby("x"));
        }

        await Waiting.Until(() => other.Records.Count == 20);
        rooms.Store = new MemoryRecordStore(TimeProvider.System);
        await one.Records.CreateAsync("room 5", new Lobby("new"));

        await Waiting.Until(() => one.Records.Count == 1 && other.Records.Count == 1);
        Assert.Equal("new", other.Records.Find("room 5")!.Value.Title);
        Assert.Equal((await one.Changes.NextAsync(41)).Order(), (await other.Changes.NextAsync(41)).Order());
    }

    [Fact]
    public async Task Record_ThatEndsWhileSomebodyJoins_IsThereAgain()
    {
        var rooms = new LoopbackRooms();
        await using var one = await RecordMember.StartAsync(rooms, TimeSpan.FromMinutes(1));
        await one.Records.CreateAsync("tea", new Lobby("Tea"), WithLastMember);
        await one.JoinAsync("tea");

        // As another server does that did not know of it.
        await rooms.Store.WriteAsync("/", new RecordWrite(RecordWriteKind.Delete, "tea") { End = RoomRecordEnd.LastMemberLeft }, default);

        Assert.Equal(["Created tea Tea v1", "Deleted tea Tea v1 LastMemberLeft", "Created tea Tea v1"], await one.Changes.NextAsync(3));
        Assert.Equal(1, one.Records.Find("tea")!.Members);
    }

    [Fact]
    public async Task Record_ThatCannotBeMadeAnewAtOnce_IsWhenTheStoreIsBack()
    {
        var rooms = new LoopbackRooms();
        await using var one = await RecordMember.StartAsync(rooms, TimeSpan.FromMinutes(1));
        await one.Records.CreateAsync("tea", new Lobby("Tea"), WithLastMember);
        await one.JoinAsync("tea");
        var store = new RefusingRecordStore(new MemoryRecordStore(TimeProvider.System)) { Refuses = true };
        rooms.Store = store;

        await store.Refused;
        Assert.Null(one.Records.Find("tea"));

        store.Refuses = false;
        await Waiting.Until(() => one.Records.Find("tea") is { Members: 1 });
    }

    [Fact]
    public async Task Record_ThatTheStoreHasLost_IsThereAgainWhereSomebodyIsInTheRoom()
    {
        var rooms = new LoopbackRooms();
        await using var one = await RecordMember.StartAsync(rooms, TimeSpan.FromMinutes(1));
        await using var other = await RecordMember.StartAsync(rooms, TimeSpan.FromMinutes(1));
        await one.Records.CreateAsync("tea", new Lobby("Tea"), WithLastMember);
        await one.Records.CreateAsync("empty", new Lobby("Empty"), WithLastMember);
        await one.Records.CreateAsync("always", new Lobby("Always"));
        await other.JoinAsync("tea");
        await other.JoinAsync("always");
        await Waiting.Until(() => one.Records.Find("tea")?.Members == 1 && other.Records.Count == 3);

        rooms.Store = new MemoryRecordStore(TimeProvider.System);

        await Waiting.Until(() => one.Records.Count == 1 && other.Records.Count == 1 && one.Records.Find("tea")?.Members == 1);
        Assert.Equal("Tea", other.Records.Find("tea")!.Value.Title);
    }

    [Fact]
    public async Task Messages_ThatAreNone_HarmNobody()
    {
        var rooms = new LoopbackRooms();
        await using var one = await RecordMember.StartAsync(rooms);
        await one.Records.CreateAsync("tea", new Lobby("Tea"));
        string[] garbage =
        [
            string.Empty, "x", "{", "[]", "5", "{\"kind\":5}", "{\"kind\":\"change\"}", "{\"kind\":\"ending\",\"id\":\"x\",\"rooms\":[]}", "{\"kind\":\"ending\",\"id\":1,\"rooms\":[5]}",
            """{"kind":"delta","epoch":1,"at":0,"id":0,"part":0,"last":true,"ops":[[null]]}""", """{"kind":"picture","epoch":1,"at":1,"id":0,"part":0,"last":true,"ops":[[5,5]]}""",
            """{"kind":"answer","epoch":0,"at":0,"id":1,"part":0,"last":true,"ops":[["tea"]]}""", """{"kind":"delta","epoch":1,"at":0,"id":0,"part":0,"last":true,"ops":[["tea",-5]]}""",
            "{\"kind\":\"change\",\"epoch\":\"e\",\"previous\":0,\"revision\":99,\"room\":\"tea\",\"end\":7}",
            "{\"kind\":\"change\",\"epoch\":\"e\",\"previous\":0,\"revision\":99,\"room\":\"tea\",\"end\":0,\"record\":{}}",
            "{\"kind\":\"change\",\"epoch\":\"e\",\"previous\":-5,\"revision\":99,\"room\":\"lie\",\"end\":0,\"record\":{\"version\":1,\"origin\":1,\"created\":1,\"updated\":1,\"ends\":false,\"expires\":99999999999999999,\"value\":1}}",
        ];

        foreach (var text in garbage)
        {
            rooms.Inject($"2 stranger records:%2F\n{text}");
            rooms.Inject($"2 stranger counts:%2F\n{text}");
        }

        await one.Records.UpdateAsync("tea", static lobby => lobby with { Title = "TEA" });
        await one.Records.CreateAsync("coffee", new Lobby("Coffee"));
        Assert.Equal(2, (await one.Records.GetAsync("tea"))!.Version);
        Assert.Equal(2, one.Records.Count);
    }
}
