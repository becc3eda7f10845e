namespace Sockeye.Tests.Records;

/// <summary>Hooks of the application that may refuse what is about to be done.</summary>
public sealed class RecordVetoTests
{
    [Fact]
    public async Task Create_ThatIsRefused_CreatesNothing()
    {
        await using var scene = await RecordScene.StartAsync(configure: static options => options.OnCreating = static async attempt =>
        {
            await Task.Yield();
            Assert.Null(attempt.Current);
            return attempt.Value!.Title == "bad" ? RoomVerdict.Refuse($"not {attempt.Room}") : true;
        });

        var refusal = await Assert.ThrowsAsync<EventRefusedException>(() => scene.Records.CreateAsync("tea", new Lobby("bad")));
        Assert.Equal("not tea", refusal.Message);
        Assert.Equal("E_FORBIDDEN", Assert.IsType<Dictionary<string, string>>(refusal.RefusalData)["code"]);
        Assert.Null(await scene.Records.GetAsync("tea"));
        Assert.True((await scene.Records.CreateAsync("tea", new Lobby("good"))).IsDone);
    }

    [Fact]
    public async Task Update_OfARecordThatOthersChange_IsAskedAboutWhatIsReplaced()
    {
        RoomRecords<Lobby> records = null!;
        var asked = new List<string>();
        await using var scene = await RecordScene.StartAsync(configure: options => options.OnUpdating = async attempt =>
        {
            asked.Add($"{attempt.Current!.Value.Limit} to {attempt.Value!.Limit}");
            if (asked.Count == 1)
            {
                await records.UpdateAsync("tea", static lobby => lobby with { Limit = 10 });
            }

            return attempt.Value.Limit < 12 ? true : RoomVerdict.Refuse("too many");
        });
        records = scene.Records;
        await records.CreateAsync("tea", new Lobby("Tea", 1));

        Assert.Equal(11, (await records.UpdateAsync("tea", static lobby => lobby with { Limit = lobby.Limit + 1 }))!.Value.Limit);
        Assert.Equal(["1 to 2", "1 to 10", "10 to 11"], asked);

        await Assert.ThrowsAsync<EventRefusedException>(() => records.UpdateAsync("tea", static lobby => lobby with { Limit = lobby.Limit + 1 }));
        var version = records.Find("tea")!.Version;
        await Assert.ThrowsAsync<EventRefusedException>(() => records.TrySetAsync("tea", new Lobby("Tea", 99), version));
        Assert.False((await records.TrySetAsync("tea", new Lobby("Tea", 99), version + 1)).IsDone);
        Assert.False((await records.TrySetAsync("milk", new Lobby("Milk"), 1)).IsDone);
        Assert.Equal(11, (await records.GetAsync("tea"))!.Value.Limit);
    }

    [Fact]
    public async Task Delete_IsAskedAboutTheRecord()
    {
        await using var scene = await RecordScene.StartAsync(configure: static options => options.OnDeleting = static attempt => new(attempt.Current!.Value.Limit == 0));
        await scene.Records.CreateAsync("kept", new Lobby("x", 1));
        await scene.Records.CreateAsync("free", new Lobby("x"));

        await Assert.ThrowsAsync<EventRefusedException>(() => scene.Records.DeleteAsync("kept"));
        Assert.False(await scene.Records.DeleteAsync("free", expectedVersion: 2));
        Assert.True(await scene.Records.DeleteAsync("free"));
        Assert.False(await scene.Records.DeleteAsync("free"));
        Assert.NotNull(await scene.Records.GetAsync("kept"));
    }

    [Fact]
    public async Task Hook_ThatThrows_Refuses()
    {
        await using var scene = await RecordScene.StartAsync(configure: static options => options.OnCreating = static _ => throw new InvalidOperationException("The hook fails."));
        scene.Scene.Server.Log.Expect("The hook fails.");

        await Assert.ThrowsAsync<EventRefusedException>(() => scene.Records.CreateAsync("tea", new Lobby("x")));

        Assert.Null(await scene.Records.GetAsync("tea"));
        await scene.Scene.Server.Log.FindAsync("The hook fails.");
    }
}
