namespace Sockeye.Tests.Records;

/// <summary>Lists of records.</summary>
public sealed class RecordListTests
{
    [Fact]
    public async Task List_InPages_GivesEachRoomOnce()
    {
        await using var scene = await RecordScene.StartAsync(5);
        string[] rooms = ["a:1", "a:2", "a:3", "A", "b", "a", "a:", "\u00e4", "\U0001F375", "z"];
        foreach (var room in rooms)
        {
            await scene.Records.CreateAsync(room, new Lobby(room, room.Length));
        }

        for (var limit = 1; limit <= rooms.Length + 1; limit++)
        {
            Assert.Equal(rooms.Order(StringComparer.Ordinal), Pages(scene.Records, new RoomRecordQuery<Lobby> { Limit = limit }));
            Assert.Equal(["a:", "a:1", "a:2", "a:3"], Pages(scene.Records, new RoomRecordQuery<Lobby> { Prefix = "a:", Limit = limit }));
            Assert.Equal(["a:1", "a:2", "a:3"], Pages(scene.Records, new RoomRecordQuery<Lobby> { Where = static record => record.Value.Limit == 3, Limit = limit }));
            Assert.Empty(Pages(scene.Records, new RoomRecordQuery<Lobby> { Prefix = "zz", Limit = limit }));
        }
    }

    [Fact]
    public async Task List_ByMembers_GivesTheFullestFirst()
    {
        await using var scene = await RecordScene.StartAsync(4);
        foreach (var room in (string[])["none", "one", "two", "also two", "four"])
        {
            await scene.Records.CreateAsync(room, new Lobby(room));
        }

        await scene.Scene[0].JoinAsync("one", "two", "also two", "four");
        await scene.Scene[1].JoinAsync("two", "also two", "four");
        await scene.Scene[2].JoinAsync("four");
        await scene.Scene[3].JoinAsync("four");

        for (var limit = 1; limit <= 6; limit++)
        {
            Assert.Equal(["four", "also two", "two", "one", "none"], Pages(scene.Records, new RoomRecordQuery<Lobby> { Order = RoomRecordOrder.Members, Limit = limit }));
        }

        Assert.Equal(["two"], Pages(scene.Records, new RoomRecordQuery<Lobby> { Order = RoomRecordOrder.Members, Prefix = "t" }));
        await scene.Scene[0].LeaveAsync("two");
        scene.Scene[1].Disconnect();
        Assert.Equal(
            ["four 3", "also two 1", "one 1", "none 0", "two 0"],
            scene.Records.List(new RoomRecordQuery<Lobby> { Order = RoomRecordOrder.Members }).Records.Select(static record => $"{record.Room} {record.Members}"));
        Assert.Throws<ArgumentException>(() => scene.Records.List(new RoomRecordQuery<Lobby> { Order = RoomRecordOrder.Members, After = "no number" }));
        Assert.Throws<ArgumentOutOfRangeException>(() => scene.Records.List(new RoomRecordQuery<Lobby> { Limit = 0 }));
    }

    private static List<string> Pages(RoomRecords<Lobby> records, RoomRecordQuery<Lobby> query)
    {
        var rooms = new List<string>();
        for (var page = records.List(query); ; page = records.List(query with { After = page.Next }))
        {
            Assert.InRange(page.Records.Count, page.Next is null ? 0 : query.Limit, query.Limit);
            rooms.AddRange(page.Records.Select(static record => record.Room));
            if (page.Next is null)
            {
                return rooms;
            }
        }
    }
}
