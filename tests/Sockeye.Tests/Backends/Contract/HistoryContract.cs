using System.Text;

namespace Sockeye.Tests.Backends;

/// <summary>What each store of messages does.</summary>
public abstract class HistoryContract : BackendContract
{
    private readonly RoomHistoryOptions _options = new() { MaxMessages = 1000, MaxBytesPerRoom = 100_000_000, MaxTotalBytes = 1_000_000_000 };

    private HistoryStore Store => Here.History;

    [Fact]
    public async Task Append_ByMany_IsInOneOrderThatNoReaderSeesAHoleIn()
    {
        const int Writers = 8;
        const int Each = 25;
        var seen = new List<(string Offset, string Text)>();
        var start = Assert.Single(await Store.AppendAsync(Namespace, "tea", [Event("start")], _options));
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var offsets = new List<string>();
            for (var i = 0; i < Each; i++)
            {
                offsets.AddRange(await (writer % 2 == 0 ? Here : There).History.AppendAsync(Namespace, "tea", [Event($"{writer} {2 * i}"), Event($"{writer} {(2 * i) + 1}")], _options));
            }

            return offsets;
        })));

        // Whoever follows the room by offsets must not pass one by that is committed later.
        for (var (isLast, since) = (false, start); ;)
        {
            isLast = writing.IsCompleted;
            var page = await There.History.ReadAsync(Namespace, "tea", new HistoryQuery(10) { Since = since }, _options);
            Assert.False(page.IsTruncated);
            seen.AddRange(page.Entries.Select(static entry => (entry.Offset, Text(entry))));
            since = page.Entries.Count > 0 ? page.Entries[^1].Offset : since;
            if (isLast && !page.HasMore && page.Entries.Count == 0)
            {
                break;
            }
        }

        var written = await writing;
        Assert.Equal(written.SelectMany(static offsets => offsets).Order(StringComparer.Ordinal), seen.Select(static entry => entry.Offset));
        Assert.Equal(seen.Count, seen.Select(static entry => entry.Offset).Distinct().Count());
        for (var writer = 0; writer < Writers; writer++)
        {
            var own = seen.Where(entry => entry.Text.StartsWith($"{writer} ", StringComparison.Ordinal)).ToArray();
            Assert.Equal(Enumerable.Range(0, 2 * Each).Select(i => $"{writer} {i}"), own.Select(static entry => entry.Text));
            Assert.Equal(written[writer], own.Select(static entry => entry.Offset));
        }

        // What is added in one step stays together.
        Assert.All(Enumerable.Range(0, seen.Count / 2), i => Assert.Equal(seen[2 * i].Text[..2], seen[(2 * i) + 1].Text[..2]));
    }

    [Fact]
    public async Task Read_InPages_GivesEachMessageOnceInBothDirections()
    {
        var offsets = await FillAsync(50);

        var page = await There.History.ReadAsync(Namespace, "tea", new HistoryQuery(20), _options);
        Assert.True(page.HasMore);
        var read = page.Entries.Select(static entry => entry.Offset).ToList();
        while (page.HasMore)
        {
            page = await Store.ReadAsync(Namespace, "tea", new HistoryQuery(7) { Before = read[0] }, _options);
            read.InsertRange(0, page.Entries.Select(static entry => entry.Offset));
        }

        Assert.Equal(offsets, read);
        read = [offsets[0]];
        do
        {
            page = await Store.ReadAsync(Namespace, "tea", new HistoryQuery(9) { Since = read[^1] }, _options);
            Assert.False(page.IsTruncated);
            read.AddRange(page.Entries.Select(static entry => entry.Offset));
        }
        while (page.HasMore);

        Assert.Equal(offsets, read);
        Assert.Empty((await Store.ReadAsync(Namespace, "tea", new HistoryQuery(5) { Before = offsets[0] }, _options)).Entries);
        Assert.Empty((await Store.ReadAsync(Namespace, "coffee", new HistoryQuery(5), _options)).Entries);
        Assert.True((await Store.ReadAsync(Namespace, "coffee", new HistoryQuery(5) { Since = offsets[0] }, _options)).IsTruncated);
    }

    [Fact]
    public async Task Append_BeyondTheNumberThatIsKept_GivesUpTheOldest()
    {
        _options.MaxMessages = 10;
        var offsets = await FillAsync(25);

        Assert.Equal(offsets[15..], (await Store.ReadAsync(Namespace, "tea", new HistoryQuery(100), _options)).Entries.Select(static entry => entry.Offset));
        Assert.True((await Store.ReadAsync(Namespace, "tea", new HistoryQuery(100) { Since = offsets[14] }, _options)).IsTruncated);
        Assert.False((await Store.ReadAsync(Namespace, "tea", new HistoryQuery(100) { Since = offsets[15] }, _options)).IsTruncated);
        Assert.False((await Store.ReadAsync(Namespace, "tea", new HistoryQuery(100) { Since = offsets[24] }, _options)).IsTruncated);
    }

    [Fact]
    public async Task Read_OfMessagesThatAreTooOld_GivesNone()
    {
        var offsets = await FillAsync(3);
        _options.MaxAge = TimeSpan.FromMilliseconds(1);

        var page = await Eventually.Become(async () => await Store.ReadAsync(Namespace, "tea", new HistoryQuery(10) { Since = offsets[0] }, _options) is { Entries.Count: 0 } empty ? (object?)empty : null);

        Assert.True(((HistoryPage)page).IsTruncated);
        Assert.Empty((await Store.ReadAsync(Namespace, "tea", new HistoryQuery(10), _options)).Entries);
    }

    [Fact]
    public async Task Delete_UpToAnOffset_LeavesWhatCameAfterIt()
    {
        var offsets = await FillAsync(10);

        await There.History.DeleteAsync(Namespace, "tea", offsets[6]);
        Assert.Equal(offsets[7..], (await Store.ReadAsync(Namespace, "tea", new HistoryQuery(100), _options)).Entries.Select(static entry => entry.Offset));
        await Store.DeleteAsync(Namespace, "tea", offsets[3]);
        Assert.Equal(offsets[7..], (await Store.ReadAsync(Namespace, "tea", new HistoryQuery(100), _options)).Entries.Select(static entry => entry.Offset));

        await Store.DeleteAsync(Namespace, "tea", null);
        await Store.DeleteAsync(Namespace, "none", null);
        Assert.Empty((await Store.ReadAsync(Namespace, "tea", new HistoryQuery(100), _options)).Entries);
        Assert.True(string.CompareOrdinal(Assert.Single(await FillAsync(1)), offsets[9]) > 0);
    }

    [Fact]
    public async Task Messages_AreWhatTheyWere()
    {
        ReadOnlyMemory<byte>[] binary = [new byte[] { 1, 2, 0 }, Array.Empty<byte>(), Enumerable.Range(0, 70_000).Select(static i => (byte)i).ToArray()];
        string[] rooms = ["a\u00ADb", "ab", "A\0b", "'; --", "\ud83c\udf75", new string('x', 5000), new string('x', 4999) + "y"];
        var json = Encoding.UTF8.GetBytes("[\"é \ud83c\udf75 \\u0000 %s {0}\",{\"_placeholder\":true,\"num\":0}]");
        var before = DateTimeOffset.UtcNow;

        foreach (var room in rooms)
        {
            await Store.AppendAsync(Namespace, room, [new ClusterPayload(json, binary), Event(room.Length.ToString())], _options);
        }

        foreach (var room in rooms)
        {
            var entries = (await There.History.ReadAsync(Namespace, room, new HistoryQuery(10), _options)).Entries;
            Assert.Equal(2, entries.Count);
            Assert.Equal(json, entries[0].Event.Json.ToArray());
            Assert.Equal(binary.Select(static bytes => bytes.ToArray()), entries[0].Event.Attachments.Select(static bytes => bytes.ToArray()));
            Assert.Equal((room.Length.ToString(), 0), (Text(entries[1]), entries[1].Event.Attachments.Count));
            Assert.InRange(entries[0].Time, before - TimeSpan.FromSeconds(1), before + TimeSpan.FromMinutes(5));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData(" 1")]
    [InlineData("99999999999999999999999999999999999999999999-99999999999999999999999999999999999999999999")]
    [InlineData("'; DROP TABLE x")]
    public async Task IsOffset_OfAnythingElse_IsFalse(string text)
    {
        Assert.False(Store.IsOffset(text));
        Assert.True(Store.IsOffset(Assert.Single(await FillAsync(1))));
    }

    private static ClusterPayload Event(string text) => new(Encoding.UTF8.GetBytes($"[\"{text}\"]"), []);

    private static string Text(HistoryEntry entry) => Encoding.UTF8.GetString(entry.Event.Json.Span)[2..^2];

    private async Task<string[]> FillAsync(int count)
    {
        var offsets = new List<string>();
        for (var i = 0; i < count; i++)
        {
            offsets.AddRange(await Store.AppendAsync(Namespace, "tea", [Event($"{i}")], _options));
        }

        return [.. offsets];
    }
}
