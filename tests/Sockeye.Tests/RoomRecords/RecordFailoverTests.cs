namespace Sockeye.Tests.Records;

/// <summary>The store goes back to an older state. Whatever servers heard of it, they come to what it has now.</summary>
public sealed class RecordFailoverTests
{
    private static readonly RoomRecordLifetime WithLastMember = new() { EndsWithLastMember = true };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Store_GoneBackUnheard_IsFollowed(bool usesRevisionsAgain)
    {
        var store = new FailoverStore { UsesRevisionsAgain = usesRevisionsAgain };
        var rooms = new LoopbackRooms { Store = store };
        await using var one = await RecordMember.StartAsync(rooms);
        await using var other = await RecordMember.StartAsync(rooms);
        await one.Records.CreateAsync("tea", new Lobby("Tea"));
        var mark = store.Mark;
        await one.Records.UpdateAsync("tea", static lobby => lobby with { Title = "lost" });
        await one.Records.CreateAsync("ghost", new Lobby("Ghost"));
        await Waiting.Until(() => other.Records.Find("ghost") is not null && other.Records.Find("tea")?.Value.Title == "lost");

        // Nobody hears what goes on from there: the revision looks like one that follows on what is known.
        rooms.Loses = static message => message.Contains("\"change\"", StringComparison.Ordinal);
        store.GoBack(mark);
        await store.WriteAsync("/", Create("after 1"), Limits);
        await store.WriteAsync("/", Create("after 2"), Limits);

        foreach (var member in (RecordMember[])[one, other])
        {
            await Waiting.Until(() => member.Records.Find("ghost") is null && member.Records.Find("tea")?.Value.Title == "Tea" && member.Records.Count == 3);
        }

        await RecordMember.AgreeAsync(one, other);
    }

    [Fact]
    public async Task Store_GoneBackHeard_GetsTheRoomsWithMembersAgain()
    {
        var store = new FailoverStore();
        var rooms = new LoopbackRooms { Store = store };
        await using var one = await RecordMember.StartAsync(rooms, TimeSpan.FromMinutes(1));
        await using var other = await RecordMember.StartAsync(rooms, TimeSpan.FromMinutes(1));
        await one.Records.CreateAsync("before", new Lobby("Before"));
        var mark = store.Mark;
        await one.Records.CreateAsync("tea", new Lobby("Tea"), WithLastMember);
        await one.Records.CreateAsync("empty", new Lobby("Empty"), WithLastMember);
        await other.JoinAsync("tea");
        await Waiting.Until(() => one.Records.Find("tea")?.Members == 1 && other.Records.Count == 3);

        store.GoBack(mark);
        await one.Records.CreateAsync("after", new Lobby("After"));

        await Waiting.Until(() => one.Records.Find("empty") is null && other.Records.Find("empty") is null && one.Records.Count == 3 && other.Records.Count == 3);
        Assert.Equal("Tea", (await one.Records.GetAsync("tea"))!.Value.Title);
        await RecordMember.AgreeAsync(one, other);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Value_OfAVersionThatComesTwice_IsTheOneOfTheStore(bool usesRevisionsAgain)
    {
        var store = new FailoverStore { UsesRevisionsAgain = usesRevisionsAgain };
        var rooms = new LoopbackRooms { Store = store };
        await using var one = await RecordMember.StartAsync(rooms);
        await one.Records.CreateAsync("tea", new Lobby("Tea"));
        var mark = store.Mark;
        await one.Records.UpdateAsync("tea", static lobby => lobby with { Title = "lost" });
        Assert.Equal("lost", one.Records.Find("tea")!.Value.Title);

        store.GoBack(mark);
        await store.WriteAsync("/", new RecordWrite(RecordWriteKind.Set, "tea") { Value = "{\"title\":\"kept\"}"u8.ToArray() }, Limits);

        await Waiting.Until(() => one.Records.Find("tea") is { Version: 2, Value.Title: "kept" });
    }

    // The version that the server knows is there, and it is another value.
    [Fact]
    public async Task UpdateAsync_OfAValueThatWasLost_BeginsWithTheOneOfTheStore()
    {
        var store = new FailoverStore();
        await using var one = await RecordMember.StartAsync(new LoopbackRooms { Store = store });
        await one.Records.CreateAsync("tea", new Lobby("Tea"));
        var mark = store.Mark;
        await one.Records.UpdateAsync("tea", static lobby => lobby with { Title = "lost" });

        store.GoBack(mark);
        await store.WriteAsync("/", new RecordWrite(RecordWriteKind.Set, "tea") { Value = "{\"title\":\"kept\"}"u8.ToArray() }, Limits);
        var record = await one.Records.UpdateAsync("tea", static lobby => lobby with { Limit = 5 });

        Assert.Equal((3, new Lobby("kept", 5)), (record!.Version, record.Value));
    }

    [Fact]
    public async Task Result_OfAWrite_IsNotTheValueThatWasLost()
    {
        var store = new FailoverStore { UsesRevisionsAgain = true };
        await using var one = await RecordMember.StartAsync(new LoopbackRooms { Store = store });
        await one.Records.CreateAsync("tea", new Lobby("Tea"));
        var mark = store.Mark;
        await one.Records.UpdateAsync("tea", static lobby => lobby with { Title = "lost" });
        Assert.Equal("lost", one.Records.Find("tea")!.Value.Title);

        store.GoBack(mark);
        var (isSet, record) = await one.Records.TrySetAsync("tea", new Lobby("kept"), expectedVersion: 1);

        Assert.True(isSet);
        Assert.Equal("kept", record!.Value.Title);
        await Waiting.Until(() => one.Records.Find("tea") is { Version: 2, Value.Title: "kept" });
    }

    // Others may write there. Servers read everything twice to be sure, and then live with it.
    [Fact]
    public async Task Digest_ThatIsWrong_DoesNotMakeServersReadEverythingAllTheTime()
    {
        var store = new FailoverStore();
        var rooms = new LoopbackRooms { Store = store };
        await using var one = await RecordMember.StartAsync(rooms);
        await one.Records.CreateAsync("tea", new Lobby("Tea"));
        var before = store.WholeReads;

        store.Error = 12345;
        await Waiting.Until(() => store.WholeReads > before);
        var reads = store.Reads;
        await Waiting.Until(() => store.Reads > reads + 10);
        Assert.InRange(store.WholeReads - before, 1, 3);

        // What goes wrong then is still found.
        var mark = store.Mark;
        await one.Records.CreateAsync("ghost", new Lobby("Ghost"));
        store.GoBack(mark);
        await store.WriteAsync("/", Create("after"), Limits);
        await Waiting.Until(() => one.Records.Find("ghost") is null && one.Records.Find("after") is not null);
    }

    private static RecordLimits Limits => new(1000, 1_000_000);

    private static RecordWrite Create(string room) => new(RecordWriteKind.Create, room) { Value = "{\"title\":\"x\"}"u8.ToArray() };
}
