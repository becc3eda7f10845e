namespace Sockeye.Tests.Records;

/// <summary>Records of one server: made, changed, ended.</summary>
public sealed class RecordTests
{
    [Fact]
    public async Task CreateAsync_ByManyAtATime_MakesOne()
    {
        await using var scene = await RecordScene.StartAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => scene.Records.CreateAsync("tea", new Lobby($"{i}")))));

        var winner = Assert.Single(results, static result => result.IsDone).Record!;
        Assert.All(results, result => Assert.Equal(winner.Value, result.Record!.Value));
        Assert.Equal($"Created tea {winner.Value.Title} v1", await scene.Changes.NextAsync());
        Assert.Equal(0, scene.Changes.Count);
        Assert.Equal(1, scene.Records.Count);
    }

    [Fact]
    public async Task UpdateAsync_ByManyAtATime_LosesNothing()
    {
        await using var scene = await RecordScene.StartAsync();
        await scene.Records.CreateAsync("tea", new Lobby("Tea"));

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => scene.Records.UpdateAsync("tea", static lobby => lobby with { Limit = lobby.Limit + 1 }))));

        var record = scene.Records.Find("tea")!;
        Assert.Equal((50, 51), (record.Value.Limit, record.Version));
        Assert.Equal([.. Enumerable.Range(1, 51).Select(static version => $"v{version}")], (await scene.Changes.NextAsync(51)).Select(static change => change.Split(' ')[3]));
        Assert.Null(await scene.Records.UpdateAsync("coffee", static lobby => lobby));
    }

    [Fact]
    public async Task TrySetAsync_OfAnOldVersion_GivesTheNewer()
    {
        await using var scene = await RecordScene.StartAsync(fakeTime: true);
        var first = (await scene.Records.CreateAsync("tea", new Lobby("Tea"))).Record!;
        scene.Scene.Server.Time.Advance(TimeSpan.FromSeconds(1));

        var set = await scene.Records.TrySetAsync("tea", new Lobby("Green tea"), first.Version);
        var late = await scene.Records.TrySetAsync("tea", new Lobby("Black tea"), first.Version);
        var nowhere = await scene.Records.TrySetAsync("coffee", new Lobby("Coffee"), 1);

        Assert.True(set.IsDone);
        Assert.Equal((false, "Green tea", 2L), (late.IsDone, late.Record!.Value.Title, late.Record.Version));
        Assert.Equal((false, null), (nowhere.IsDone, nowhere.Record));
        Assert.Equal("Tea", first.Value.Title);
        Assert.Equal(first.Created, set.Record!.Created);
        Assert.Equal(first.Updated + TimeSpan.FromSeconds(1), set.Record.Updated);
    }

    [Fact]
    public async Task DeleteAsync_EndsTheRecord_AndWhatWasSaid()
    {
        RoomHistory history = null!;
        await using var scene = await RecordScene.StartAsync(1, io: io => history = io.MainNamespace.UseHistory());
        await scene.Records.CreateAsync("tea", new Lobby("Tea"));
        await scene.Scene[0].JoinAsync("tea");
        await history.AppendAsync("tea", "hello");

        Assert.False(await scene.Records.DeleteAsync("tea", expectedVersion: 2));
        Assert.True(await scene.Records.DeleteAsync("tea", expectedVersion: 1));
        Assert.False(await scene.Records.DeleteAsync("tea"));

        Assert.Null(scene.Records.Find("tea"));
        Assert.Empty((await history.ReadAsync("tea")).Messages);
        Assert.True(scene.Scene[0].IsIn("tea"));
        Assert.Equal(["Created tea Tea v1", "Deleted tea Tea v1 Deleted"], await scene.Changes.NextAsync(2));
        Assert.Equal(1, (await scene.Records.CreateAsync("tea", new Lobby("Again"))).Record!.Version);
    }

    [Fact]
    public async Task Writes_BeyondTheLimits_AreRefused()
    {
        await using var scene = await RecordScene.StartAsync(configure: static options => (options.MaxRooms, options.MaxRecordBytes, options.MaxTotalBytes) = (3, 100, 200));
        var records = scene.Records;
        await records.CreateAsync("a", new Lobby(new string('x', 60)));
        await records.CreateAsync("b", new Lobby(new string('x', 60)));

        async Task<string> CodeOf(Func<Task> write) => ((Dictionary<string, string>)(await Assert.ThrowsAsync<EventRefusedException>(write)).RefusalData!)["code"];
        Assert.Equal("E_TOO_LARGE", await CodeOf(async () => await records.CreateAsync("c", new Lobby(new string('x', 100)))));
        Assert.Equal("E_TOO_LARGE", await CodeOf(async () => await records.CreateAsync("c", new Lobby(new string('x', 60)))));
        await records.CreateAsync("c", new Lobby(string.Empty));
        Assert.Equal("E_TOO_MANY", await CodeOf(async () => await records.CreateAsync("d", new Lobby(string.Empty))));
        Assert.Equal("E_TOO_LARGE", await CodeOf(async () => await records.UpdateAsync("c", static _ => new Lobby(new string('x', 60)))));
        foreach (var name in (string[])[string.Empty, new string('x', 1025), "\ud800", "a\udc00"])
        {
            Assert.Equal("E_INVALID", await CodeOf(async () => await records.CreateAsync(name, new Lobby("x"))));
        }

        // What has ended makes room.
        await records.DeleteAsync("a");
        Assert.True((await records.CreateAsync("\U0001F375", new Lobby(new string('x', 60)))).IsDone);
        await Assert.ThrowsAsync<ArgumentException>(() => scene.Scene.IO.Of("/bytes").UseRecords<byte[]>().CreateAsync("a", [1]));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => records.CreateAsync("e", new Lobby("x"), new RoomRecordLifetime { ExpiresAfter = TimeSpan.Zero }));
        Assert.Throws<InvalidOperationException>(() => scene.Scene.Namespace.UseRecords<Lobby>());
    }

    [Fact]
    public async Task Changed_WhoseListenerThrowsOrChangesMore_GoesOn()
    {
        await using var scene = await RecordScene.StartAsync();
        scene.Scene.Server.Log.Expect("one too many");
        scene.Records.OnChanged(change =>
        {
            if (change.Kind == RoomRecordChangeKind.Created)
            {
                _ = scene.Records.UpdateAsync(change.Record.Room, static lobby => lobby with { Limit = 1 });
                throw new InvalidOperationException("one too many");
            }
        });

        await scene.Records.CreateAsync("tea", new Lobby("Tea"));

        Assert.Equal(["Created tea Tea v1", "Changed tea Tea v2"], await scene.Changes.NextAsync(2));
    }
}
