using Sockeye.Tests.History;

namespace Sockeye.Tests.Records;

/// <summary>With the record of a room its messages go, and not those of the room that follows it.</summary>
public sealed class RecordHistoryTests
{
    [Fact]
    public async Task DeleteAsync_WhileTheRoomIsMadeAnew_LeavesWhatIsSaidInTheNewOne()
    {
        var forgets = new TaskCompletionSource();
        var rooms = new LoopbackRooms { History = new TestHistoryStore { ForgetsAfter = forgets.Task } };
        await using var one = await RecordMember.StartAsync(rooms);
        await using var other = await RecordMember.StartAsync(rooms);
        var (here, there) = (one.Server.IO.MainNamespace.UseHistory(), other.Server.IO.MainNamespace.UseHistory());
        await one.Records.CreateAsync("tea", new Lobby("Tea"));
        await here.AppendAsync("tea", "old 1");
        await there.AppendAsync("tea", "old 2");

        var deletion = one.Records.DeleteAsync("tea");
        await Waiting.Until(() => other.Records.Find("tea") is null && one.Records.Find("tea") is null);
        Assert.True((await other.Records.CreateAsync("tea", new Lobby("New tea"))).IsDone);
        var offset = await there.AppendAsync("tea", "new");
        forgets.SetResult();
        Assert.True(await deletion);

        var page = await here.ReadAsync("tea");
        Assert.Equal([("new", offset)], page.Messages.Select(static message => (message.EventName, message.Offset)));
    }

    [Fact]
    public async Task DeleteAsync_OfAnotherVersion_LeavesTheMessages()
    {
        await using var one = await RecordMember.StartAsync(new LoopbackRooms());
        var history = one.Server.IO.MainNamespace.UseHistory();
        await one.Records.CreateAsync("tea", new Lobby("Tea"));
        await history.AppendAsync("tea", "m");

        Assert.False(await one.Records.DeleteAsync("tea", expectedVersion: 2));

        Assert.Single((await history.ReadAsync("tea")).Messages);
    }

    [Fact]
    public async Task DeleteAsync_WhileTheHistoryIsAway_EndsTheRecord()
    {
        var store = new TestHistoryStore();
        await using var one = await RecordMember.StartAsync(new LoopbackRooms { History = store });
        var history = one.Server.IO.MainNamespace.UseHistory();
        await one.Records.CreateAsync("tea", new Lobby("Tea"));
        await history.AppendAsync("tea", "m");

        store.IsAway = true;
        Assert.True(await one.Records.DeleteAsync("tea"));
        store.IsAway = false;

        Assert.Single((await history.ReadAsync("tea")).Messages); // until it is too old
    }
}
