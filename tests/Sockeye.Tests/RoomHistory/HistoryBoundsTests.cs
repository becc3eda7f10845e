namespace Sockeye.Tests.History;

/// <summary>What is kept in memory has an end.</summary>
public sealed class HistoryBoundsTests
{
    [Fact]
    public async Task Room_OverItsBounds_GivesUpTheOldestMessages()
    {
        await using var server = await TestServer.StartAsync();
        var few = server.IO.Of("/few").UseHistory(static options => options.MaxMessages = 3);
        var small = server.IO.Of("/small").UseHistory(static options => (options.MaxMessageBytes, options.MaxBytesPerRoom) = (1_000, 5_000));

        var offsets = await HistoryReadTests.FillAsync(few, 100);
        await HistoryReadTests.FillAsync(small, 50, static _ => new string('x', 900));

        Assert.Equal(offsets[97..], (await few.ReadAsync("tea")).Messages.Select(static message => message.Offset));
        Assert.InRange((await small.ReadAsync("tea")).Messages.Count, 2, 5);
    }

    [Fact]
    public async Task Messages_TooOld_AreGone()
    {
        await using var server = await TestServer.StartAsync(fakeTime: true);
        var history = server.IO.MainNamespace.UseHistory(static options => options.MaxAge = TimeSpan.FromMinutes(10));
        var first = await history.AppendAsync("tea", "first");
        server.Time.Advance(TimeSpan.FromMinutes(6));
        var second = await history.AppendAsync("tea", "second");

        server.Time.Advance(TimeSpan.FromMinutes(5));
        var page = await history.ReadAsync("tea", since: first);

        Assert.Equal([second], page.Messages.Select(static message => message.Offset));
        Assert.True(page.IsTruncated);
        Assert.Equal(server.Time.GetUtcNow() - TimeSpan.FromMinutes(5), page.Messages[0].Time);
        server.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Empty((await history.ReadAsync("tea")).Messages);
        Assert.True((await history.ReadAsync("tea", since: second)).IsTruncated);
    }

    [Fact]
    public async Task Rooms_OverTheirNumber_GiveUpTheOneThatWasQuietForLongest()
    {
        await using var server = await TestServer.StartAsync();
        var here = server.IO.Of("/here").UseHistory(static options => options.MaxRooms = 3);
        var there = server.IO.Of("/there").UseHistory(static options => options.MaxRooms = 2);
        foreach (var room in new[] { "a", "b", "c", "a" })
        {
            await here.AppendAsync(room, "x");
        }

        await there.AppendAsync("d", "x");

        var kept = await Task.WhenAll(new[] { "a", "b", "c" }.Select(async room => (await here.ReadAsync(room)).Messages.Count));
        Assert.Equal([2, 0, 1], kept);
        Assert.Single((await there.ReadAsync("d")).Messages);
    }

    [Fact]
    public async Task Rooms_OverTheirBytes_GiveUpTheOneThatWasQuietForLongest()
    {
        await using var server = await TestServer.StartAsync();
        var history = server.IO.MainNamespace.UseHistory(static options =>
            (options.MaxMessageBytes, options.MaxBytesPerRoom, options.MaxTotalBytes) = (1_000, 2_500, 10_000));
        for (var i = 0; i < 1_000; i++)
        {
            await history.AppendAsync("room " + i, "x", new string('x', 800));
        }

        var kept = 0;
        for (var i = 999; (await history.ReadAsync("room " + i)).Messages.Count > 0; i--)
        {
            kept++;
        }

        Assert.InRange(kept, 8, 12);
        Assert.Empty((await history.ReadAsync("room 0")).Messages);
    }

    [Fact]
    public async Task Delete_ForgetsTheRoomAndNoOffsetComesAgain()
    {
        await using var server = await TestServer.StartAsync(fakeTime: true);
        var history = server.IO.MainNamespace.UseHistory();
        var before = await HistoryReadTests.FillAsync(history, 5);

        await history.DeleteAsync("tea");
        await history.DeleteAsync("unknown");
        var after = await history.AppendAsync("tea", "x");

        Assert.True(string.CompareOrdinal(before[^1], after) < 0);
        Assert.Equal([after], (await history.ReadAsync("tea")).Messages.Select(static message => message.Offset));
    }
}
