using System.Text;

namespace Sockeye.Tests.Backends;

/// <summary>What each store of records does.</summary>
public abstract class RecordContract : BackendContract
{
    private static readonly RecordLimits Limits = new(1000, 10_000_000);

    private RecordStore Store => Here.Records;

    [Fact]
    public async Task Create_ByManyAtATime_OneMakesItAndTheOthersGetIt()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(async () => await (i % 2 == 0 ? Here : There).Records.WriteAsync(Namespace, Create("tea", $"{i}"), Limits))));

        var made = Assert.Single(results, static result => result.Status == RecordWriteStatus.Done).Change!;
        Assert.Equal(1, made.Record!.Version);
        Assert.Equal(made.Revision, made.Record.Origin);
        Assert.All(results.Where(static result => result.Status != RecordWriteStatus.Done), result =>
        {
            Assert.Equal(RecordWriteStatus.Exists, result.Status);
            Assert.Equal(Show(made.Record), Show(result.Current));
        });
    }

    [Fact]
    public async Task Write_OfEachKind_GivesTheRecordThatEverybodyReads()
    {
        var created = await DoneAsync(Create("tea", "1") with { EndsWithLastMember = true, ExpiresAfter = TimeSpan.FromHours(1) });
        Assert.Equal((1, true), (created.Record!.Version, created.Record.EndsWithLastMember));
        Assert.Equal(TimeSpan.FromHours(1), created.Record.Expires - created.Record.Created);
        Assert.Equal(Show(created.Record), Show(Assert.Single(await ReadAllAsync())));

        var set = await DoneAsync(new RecordWrite(RecordWriteKind.Set, "tea") { Value = Json("22"), ExpectedVersion = 1 });
        Assert.Equal((2, created.Revision, "22", created.Record.Expires), (set.Record!.Version, set.Record.Origin, Text(set.Record), set.Record.Expires));
        var expire = await DoneAsync(new RecordWrite(RecordWriteKind.Expire, "tea"));
        Assert.Equal((2, null), (expire.Record!.Version, expire.Record.Expires));
        Assert.Equal(Show(expire.Record), Show(Assert.Single(await ReadAllAsync())));

        var deleted = await DoneAsync(new RecordWrite(RecordWriteKind.Delete, "tea") { ExpectedVersion = 2, ExpectedOrigin = created.Revision, ExpectedTag = expire.Record.Tag, End = RoomRecordEnd.Deleted });
        Assert.Null(deleted.Record);
        Assert.Empty(await ReadAllAsync());
        Assert.True((await DoneAsync(Create("tea", "3"))).Record!.Origin > created.Revision);
    }

    [Fact]
    public async Task Write_OnAConditionThatDoesNotHold_ChangesNothing()
    {
        Assert.Equal(RecordWriteStatus.NotFound, (await WriteAsync(new RecordWrite(RecordWriteKind.Set, "tea") { Value = Json("1") })).Status);
        var record = (await DoneAsync(Create("tea", "1"))).Record!;

        foreach (var (write, expected) in new[]
        {
            (Create("tea", "2"), RecordWriteStatus.Exists),
            (new RecordWrite(RecordWriteKind.Set, "tea") { Value = Json("2"), ExpectedVersion = 2 }, RecordWriteStatus.Conflict),
            (new RecordWrite(RecordWriteKind.Delete, "tea") { ExpectedVersion = 2 }, RecordWriteStatus.Conflict),
            (new RecordWrite(RecordWriteKind.Delete, "tea") { ExpectedOrigin = record.Origin + 1 }, RecordWriteStatus.Conflict),
            (new RecordWrite(RecordWriteKind.Set, "tea") { Value = Json("2"), ExpectedTag = record.Tag ^ 1 }, RecordWriteStatus.Conflict),
            (new RecordWrite(RecordWriteKind.Delete, "tea") { End = RoomRecordEnd.Expired }, RecordWriteStatus.Conflict),
            (new RecordWrite(RecordWriteKind.Expire, "coffee"), RecordWriteStatus.NotFound),
            (new RecordWrite(RecordWriteKind.Delete, "coffee"), RecordWriteStatus.NotFound),
        })
        {
            var result = await WriteAsync(write);
            Assert.Equal((expected, (StoredChange?)null), (result.Status, result.Change));
            Assert.Equal(expected == RecordWriteStatus.NotFound ? null : Show(record), Show(result.Current));
        }

        var changes = await Store.ReadAsync(Namespace, default, 100);
        Assert.Equal((record.Origin, record.Tag), (changes.Next.Revision, changes.Digest));
    }

    [Fact]
    public async Task Write_BeyondTheLimits_IsRefusedUntilThereIsRoom()
    {
        var limits = new RecordLimits(2, 20);
        Assert.Equal(RecordWriteStatus.Done, (await Store.WriteAsync(Namespace, Create("a", "1234"), limits)).Status);
        Assert.Equal(RecordWriteStatus.TooLarge, (await Store.WriteAsync(Namespace, Create("é", "12345678901234"), limits)).Status);
        Assert.Equal(RecordWriteStatus.Done, (await Store.WriteAsync(Namespace, Create("é", "1234567890123"), limits)).Status);
        Assert.Equal(RecordWriteStatus.TooMany, (await Store.WriteAsync(Namespace, Create("c", "1"), limits)).Status);
        Assert.Equal(RecordWriteStatus.TooLarge, (await Store.WriteAsync(Namespace, new RecordWrite(RecordWriteKind.Set, "a") { Value = Json("12345") }, limits)).Status);
        Assert.Equal(RecordWriteStatus.Done, (await Store.WriteAsync(Namespace, new RecordWrite(RecordWriteKind.Set, "a") { Value = Json("1") }, limits)).Status);
        Assert.Equal(RecordWriteStatus.Done, (await Store.WriteAsync(Namespace, new RecordWrite(RecordWriteKind.Delete, "é"), limits)).Status);
        Assert.Equal(RecordWriteStatus.Done, (await Store.WriteAsync(Namespace, Create("c", "12345678901234567"), limits)).Status);
        Assert.Equal(RecordWriteStatus.TooMany, (await Store.WriteAsync(Namespace, Create("d", "1"), limits)).Status);
    }

    [Fact]
    public async Task Revisions_OfManyWriters_AreOneChain_AndDigestsFollowIt()
    {
        var changes = (await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            var made = new List<StoredChange>();
            for (var i = 0; i < 15; i++)
            {
                var room = $"room {(writer + i) % 5}";
                var write = (i % 3) switch { 0 => Create(room, $"{i}"), 1 => new RecordWrite(RecordWriteKind.Set, room) { Value = Json($"{writer}") }, _ => new RecordWrite(RecordWriteKind.Delete, room) };
                if ((await (writer % 2 == 0 ? Here : There).Records.WriteAsync(Namespace, write, Limits)).Change is { } change)
                {
                    made.Add(change);
                }
            }

            return made;
        })))).SelectMany(static made => made).OrderBy(static change => change.Revision).ToArray();

        var (previous, digest, tags) = (0L, 0L, new Dictionary<string, long>());
        foreach (var change in changes)
        {
            Assert.Equal(previous, change.Previous);
            Assert.Equal(changes[0].Epoch, change.Epoch);
            previous = change.Revision;
            digest ^= tags.GetValueOrDefault(change.Room) ^ (change.Record?.Tag ?? 0);
            tags[change.Room] = change.Record?.Tag ?? 0;
            Assert.Equal(digest, change.Digest);
        }

        var read = await Store.ReadAsync(Namespace, default, 100);
        Assert.Equal((previous, digest), (read.Next.Revision, read.Digest));
        Assert.Equal(digest, read.Changes.Aggregate(0L, static (sum, change) => sum ^ (change.Record?.Tag ?? 0)));
    }

    [Fact]
    public async Task Read_OfNothing_HasAnEpochAndNoDigest()
    {
        var empty = await Store.ReadAsync(Namespace, default, 10);
        Assert.Equal((0, false, 0L), (empty.Changes.Count, empty.HasMore, empty.Digest));
        Assert.NotNull(empty.Next.Epoch);

        var change = await DoneAsync(Create("tea", "1"));
        Assert.Equal((empty.Next.Epoch, 0L), (change.Epoch, change.Previous));
        var next = await There.Records.ReadAsync(Namespace, empty.Next, 10);
        Assert.False(next.IsWhole);
        Assert.Equal(change.Revision, Assert.Single(next.Changes).Revision);
    }

    [Fact]
    public async Task Find_OfARoom_GivesItsRecordOrNothing()
    {
        Assert.Null(await Store.FindAsync(Namespace, "tea"));
        var record = (await DoneAsync(Create("tea", "1"))).Record;
        await DoneAsync(Create("coffee", "2"));

        Assert.Equal(Show(record), Show(await There.Records.FindAsync(Namespace, "tea")));
        Assert.Null(await Store.FindAsync(Namespace, "te"));
        await DoneAsync(new RecordWrite(RecordWriteKind.Delete, "tea"));
        Assert.Null(await Store.FindAsync(Namespace, "tea"));
    }

    [Fact]
    public async Task Read_InPages_GivesTheLastChangeOfEachRoomInOrder()
    {
        for (var i = 0; i < 10; i++)
        {
            await DoneAsync(Create($"room {i}", $"{i}"));
        }

        var begin = await Store.ReadAsync(Namespace, default, 100);
        Assert.True(begin.IsWhole);
        Assert.Equal(Enumerable.Range(0, 10).Select(static i => $"room {i}"), begin.Changes.Select(static change => change.Room));
        await DoneAsync(new RecordWrite(RecordWriteKind.Delete, "room 3") { End = RoomRecordEnd.LastMemberLeft });
        await DoneAsync(new RecordWrite(RecordWriteKind.Set, "room 1") { Value = Json("11") });
        await DoneAsync(new RecordWrite(RecordWriteKind.Delete, "room 4"));
        await DoneAsync(Create("room 4", "44"));
        var last = await DoneAsync(new RecordWrite(RecordWriteKind.Delete, "room 5"));

        var (position, rooms) = (begin.Next, new List<string>());
        RecordChanges page;
        do
        {
            page = await There.Records.ReadAsync(Namespace, position, 2);
            Assert.False(page.IsWhole);
            Assert.InRange(page.Changes.Count, 0, 2);
            rooms.AddRange(page.Changes.Select(static change => $"{change.Room} {Text(change.Record)} {(change.Record is null ? change.End : null)}".TrimEnd()));
            position = page.Next;
        }
        while (page.HasMore);

        Assert.Equal(["room 3  LastMemberLeft", "room 1 11", "room 4 44", "room 5  Deleted"], rooms);
        Assert.Equal((last.Revision, last.Revision, last.Digest), (page.Next.Revision, page.Next.EndedSince, page.Digest));
        var again = await Store.ReadAsync(Namespace, page.Next, 2);
        Assert.Equal((0, false, last.Digest), (again.Changes.Count, again.HasMore, again.Digest));
    }

    [Fact]
    public async Task Read_FromAnotherEpochOrAheadOfTheStore_BeginsWithEverything()
    {
        var change = await DoneAsync(Create("tea", "1"));

        foreach (var position in new[] { new RecordPosition("another", change.Revision, change.Revision), new RecordPosition(change.Epoch, change.Revision + 1, change.Revision + 1) })
        {
            var changes = await Store.ReadAsync(Namespace, position, 10);
            Assert.True(changes.IsWhole);
            Assert.Equal(change.Revision, Assert.Single(changes.Changes).Revision);
        }
    }

    [Fact]
    public async Task Delete_AsExpired_IsMadeWhenItsTimeIsOver()
    {
        var expires = new RecordWrite(RecordWriteKind.Delete, "tea") { End = RoomRecordEnd.Expired };
        await DoneAsync(Create("tea", "1") with { ExpiresAfter = TimeSpan.FromHours(1) });
        Assert.Equal(RecordWriteStatus.Conflict, (await WriteAsync(expires)).Status);

        await DoneAsync(new RecordWrite(RecordWriteKind.Expire, "tea") { ExpiresAfter = TimeSpan.FromMilliseconds(20) });
        var change = await Eventually.Become(async () => (await WriteAsync(expires)).Change);
        Assert.Equal((null, RoomRecordEnd.Expired), (change.Record, change.End));
    }

    [Fact]
    public async Task Names_AndValues_AreAnyText()
    {
        string[] rooms = ["a\u00ADb", "ab", "A\0b", "'; DROP TABLE x; --", "\ud83c\udf75 {1} %s \\ \"", new string('x', 5000), new string('x', 4999) + "y", " "];
        foreach (var room in rooms)
        {
            await DoneAsync(Create(room, $"\"{new string('é', 50_000)}\""));
        }

        var read = await ReadAllAsync();
        Assert.Equal(rooms.Order(StringComparer.Ordinal), read.Select(static record => record.Room).Order(StringComparer.Ordinal));
        Assert.All(read, static record => Assert.Equal(100_002, record.Value.Length));
        Assert.Empty((await Store.ReadAsync(Namespace + "x", default, 10)).Changes);
    }

    private static RecordWrite Create(string room, string json) => new(RecordWriteKind.Create, room) { Value = Json(json) };

    private static ReadOnlyMemory<byte> Json(string text) => Encoding.UTF8.GetBytes(text);

    private static string? Text(StoredRecord? record) => record is null ? null : Encoding.UTF8.GetString(record.Value.Span);

    private static string? Show(StoredRecord? record) => record is null
        ? null
        : $"{record.Room} {Text(record)} {record.Version} {record.Origin} {record.Created.ToUnixTimeMilliseconds()} {record.Updated.ToUnixTimeMilliseconds()} {record.EndsWithLastMember} {record.Expires?.ToUnixTimeMilliseconds()} {record.Tag}";

    private ValueTask<RecordWriteResult> WriteAsync(RecordWrite write) => Store.WriteAsync(Namespace, write, Limits);

    private async Task<StoredChange> DoneAsync(RecordWrite write)
    {
        var result = await WriteAsync(write);
        Assert.Equal(RecordWriteStatus.Done, result.Status);
        return result.Change!;
    }

    private async Task<StoredRecord[]> ReadAllAsync() => [.. (await There.Records.ReadAsync(Namespace, default, 1000)).Changes.Select(static change => change.Record).OfType<StoredRecord>()];
}
