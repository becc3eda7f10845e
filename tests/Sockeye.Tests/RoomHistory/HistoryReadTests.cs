using System.Text.Json;

namespace Sockeye.Tests.History;

/// <summary>Pages of messages.</summary>
public sealed class HistoryReadTests
{
    [Fact]
    public async Task Read_ForwardsAndBackwards_GivesEachMessageOnce()
    {
        await using var server = await TestServer.StartAsync();
        var history = server.IO.MainNamespace.UseHistory();
        var offsets = await FillAsync(history, 25);

        var last = await history.ReadAsync("tea", last: 7);
        Assert.Equal(offsets[18..], Offsets(last));
        Assert.True(last.HasMore);
        var all = Offsets(last).ToList();
        for (var page = last; page.HasMore;)
        {
            page = await history.ReadAsync("tea", before: all[0], limit: 4);
            all.InsertRange(0, Offsets(page));
        }

        Assert.Equal(offsets, all);
        all = [offsets[0]];
        for (var hasMore = true; hasMore;)
        {
            var page = await history.ReadAsync("tea", since: all[^1], limit: 5);
            Assert.False(page.IsTruncated);
            all.AddRange(Offsets(page));
            hasMore = page.HasMore;
        }

        Assert.Equal(offsets, all);
        Assert.Equal(offsets, Offsets(await history.ReadAsync("tea")));
        Assert.Equal(offsets[20..], Offsets(await history.ReadAsync("tea", limit: 5)));
    }

    [Fact]
    public async Task Read_SinceWhatIsNoLongerKept_SaysSo()
    {
        await using var server = await TestServer.StartAsync();
        var history = server.IO.MainNamespace.UseHistory(static options => options.MaxMessages = 10);
        var offsets = await FillAsync(history, 15);

        var truncated = await history.ReadAsync("tea", since: offsets[3]);
        var whole = await history.ReadAsync("tea", since: offsets[5]);
        var nothing = await history.ReadAsync("tea", since: offsets[14]);

        Assert.True(truncated.IsTruncated);
        Assert.Equal(offsets[5..], Offsets(truncated));
        Assert.False(whole.IsTruncated);
        Assert.Equal(offsets[6..], Offsets(whole));
        Assert.False(nothing.IsTruncated);
        Assert.Empty(nothing.Messages);
        Assert.True((await history.ReadAsync("another", since: offsets[3])).IsTruncated);
        Assert.False((await history.ReadAsync("another")).IsTruncated);
        Assert.Empty((await history.ReadAsync("tea", before: offsets[5])).Messages);
    }

    [Fact]
    public async Task Read_OfMoreThanAPage_IsCut()
    {
        await using var server = await TestServer.StartAsync();
        var history = server.IO.MainNamespace.UseHistory(static options => (options.PageSize, options.MaxPageSize) = (3, 8));
        var offsets = await FillAsync(history, 20);

        Assert.Equal(offsets[17..], Offsets(await history.ReadAsync("tea")));
        Assert.Equal(offsets[12..], Offsets(await history.ReadAsync("tea", last: 1000)));
        Assert.Equal(offsets[1..9], Offsets(await history.ReadAsync("tea", since: offsets[0], limit: 1000)));
    }

    [Fact]
    public async Task Read_OfLargeMessages_EndsAtTheBytesOfAPage()
    {
        await using var server = await TestServer.StartAsync();
        var history = server.IO.MainNamespace.UseHistory(static options => options.MaxPageBytes = 3_500);
        var offsets = await FillAsync(history, 6, static i => new byte[i == 5 ? 5_000 : 1_000]);

        Assert.Equal(offsets[5..], Offsets(await history.ReadAsync("tea")));
        var back = await history.ReadAsync("tea", before: offsets[5]);
        Assert.Equal(offsets[2..5], Offsets(back));
        Assert.True(back.HasMore);
        Assert.Equal(offsets[1..4], Offsets(await history.ReadAsync("tea", since: offsets[0])));
        Assert.Equal(offsets[5..], Offsets(await history.ReadAsync("tea", since: offsets[4])));
    }

    [Fact]
    public async Task Read_OfWhatCannotBeRead_SkipsIt()
    {
        var store = new TestHistoryStore();
        await using var server = await TestServer.StartAsync(services: store.Services);
        var history = server.IO.MainNamespace.UseHistory(static options => options.MaxMessages = 200);
        var offsets = await FillAsync(history, 150);
        ClusterPayload[] nonsense =
        [
            default, new("x"u8.ToArray(), []), new("{}"u8.ToArray(), []), new("[]"u8.ToArray(), []), new("[1,"u8.ToArray(), []), new("[{}]"u8.ToArray(), []),
            new("[\"disconnect\"]"u8.ToArray(), []), new((byte[])[(byte)'[', (byte)'"', 0xFF, (byte)'"', (byte)']'], []),
            new("""["a",{"_placeholder":true,"num":1}]"""u8.ToArray(), [new byte[1]]), new(new byte[2000], []),
        ];
        store.Spoil = payload => JsonElement.Parse(payload.Json.Span)[1].GetInt32() is >= 20 and < 130 and var number ? nonsense[number % nonsense.Length] : payload;

        var page = await history.ReadAsync("tea", limit: 30);

        Assert.Equal([.. offsets[10..20], .. offsets[130..]], Offsets(page));
        Assert.True(page.HasMore);
    }

    [Fact]
    public async Task Read_WithArgumentsThatMakeNoSense_Throws()
    {
        await using var server = await TestServer.StartAsync();
        var history = server.IO.MainNamespace.UseHistory();
        var offset = await history.AppendAsync("tea", "x");

        await Assert.ThrowsAsync<ArgumentException>(() => history.ReadAsync("tea", last: 1, since: offset));
        await Assert.ThrowsAsync<ArgumentException>(() => history.ReadAsync("tea", since: offset, before: offset));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => history.ReadAsync("tea", last: 0));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => history.ReadAsync("tea", limit: -1));
        await Assert.ThrowsAsync<ArgumentException>(() => history.ReadAsync("tea", since: "yesterday"));
        await Assert.ThrowsAsync<ArgumentException>(() => history.ReadAsync("tea", before: "-1"));
    }

    internal static async Task<string[]> FillAsync(RoomHistory history, int count, Func<int, object>? content = null, string room = "tea")
    {
        var offsets = new string[count];
        for (var i = 0; i < count; i++)
        {
            offsets[i] = await history.AppendAsync(room, "message", content?.Invoke(i) ?? i);
        }

        return offsets;
    }

    private static IEnumerable<string> Offsets(RoomMessagePage page) => page.Messages.Select(static message => message.Offset);
}
