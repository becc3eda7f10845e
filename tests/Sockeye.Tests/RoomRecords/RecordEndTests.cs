namespace Sockeye.Tests.Records;

/// <summary>Records that end by themselves.</summary>
public sealed class RecordEndTests
{
    private static readonly RoomRecordLifetime WithLastMember = new() { EndsWithLastMember = true };
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Record_ThatExpires_EndsWhenItsTimeIsOver()
    {
        await using var scene = await RecordScene.StartAsync(fakeTime: true);
        var lifetime = new RoomRecordLifetime { ExpiresAfter = TimeSpan.FromMinutes(1) };
        foreach (var room in (string[])["tea", "stays", "later"])
        {
            await scene.Records.CreateAsync(room, new Lobby("x"), lifetime);
        }

        Assert.Equal(scene.Scene.Server.Time.GetUtcNow() + TimeSpan.FromMinutes(1), scene.Records.Find("tea")!.Expires);
        Assert.Null((await scene.Records.ExpireAsync("stays", null))!.Expires);
        await scene.Records.ExpireAsync("later", TimeSpan.FromMinutes(5));
        await scene.Changes.NextAsync(5);
        var start = scene.Scene.Server.Time.GetUtcNow();

        Assert.Equal("Deleted tea x v1 Expired", await scene.NextAsync(Second));
        Assert.InRange(scene.Scene.Server.Time.GetUtcNow() - start, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2));
        Assert.Equal("Deleted later x v1 Expired", await scene.NextAsync(Second));
        Assert.InRange(scene.Scene.Server.Time.GetUtcNow() - start, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(6));
        Assert.NotNull(scene.Records.Find("stays"));
        Assert.Null(await scene.Records.ExpireAsync("tea", null));
    }

    // In the order of a culture these are one name. The suite has none: CultureTests runs this in a process that has.
    [Fact]
    public async Task Records_WhoseNamesDifferByASoftHyphen_ExpireEachForItself()
    {
        await using var scene = await RecordScene.StartAsync(fakeTime: true);
        foreach (var room in (string[])["tea", "te\u00ADa"])
        {
            await scene.Records.CreateAsync(room, new Lobby("x"), new RoomRecordLifetime { ExpiresAfter = TimeSpan.FromMinutes(1) });
        }

        await scene.Changes.NextAsync(2);

        string[] ended = [await scene.NextAsync(Second), await scene.NextAsync(Second)];
        Assert.Equal(["Deleted tea x v1 Expired", "Deleted te\u00ADa x v1 Expired"], ended.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Record_ThatEndsWithTheLastMember_EndsWhenAllHaveLeft()
    {
        await using var scene = await RecordScene.StartAsync(2, static options => options.EmptyGrace = TimeSpan.FromSeconds(10), fakeTime: true);
        var time = scene.Scene.Server.Time;
        await scene.Records.CreateAsync("tea", new Lobby("Tea"), WithLastMember);
        await scene.Records.CreateAsync("stays", new Lobby("Stays"));
        await scene.Records.CreateAsync("never", new Lobby("Never joined"), WithLastMember);
        await scene.Changes.NextAsync(3);
        foreach (var socket in (Socket[])[scene.Scene[0], scene.Scene[1]])
        {
            await socket.JoinAsync("tea");
            await socket.JoinAsync("stays");
        }

        Assert.Equal("Deleted never Never joined v1 LastMemberLeft", await scene.NextAsync(Second));
        await scene.Scene[0].LeaveAsync("tea");
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(1, scene.Records.Find("tea")!.Members);

        // Who comes back within the grace keeps it.
        await scene.Scene[1].LeaveAsync("tea");
        time.Advance(TimeSpan.FromSeconds(5));
        await scene.Scene[1].JoinAsync("tea");
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(1, scene.Records.Find("tea")!.Members);

        await scene.Scene.Clients[0].CloseAsync();
        await scene.Scene.Clients[1].CloseAsync();
        await Waiting.Until(() => scene.Scene.Namespace.Sockets.Count == 0);
        var left = time.GetUtcNow();
        Assert.Equal("Deleted tea Tea v1 LastMemberLeft", await scene.NextAsync(Second));
        Assert.InRange(time.GetUtcNow() - left, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60));
        Assert.Equal(0, scene.Records.Find("stays")!.Members);
    }

    [Fact]
    public async Task Members_WithPresence_ArePeople()
    {
        await using var scene = await RecordScene.StartAsync(
            3,
            static options => options.EmptyGrace = TimeSpan.FromSeconds(2),
            static io => io.MainNamespace.UsePresence(static options =>
            {
                options.Identify = static _ => "ann";
                options.GracePeriod = TimeSpan.FromSeconds(20);
                options.Includes = static room => room != "left out";
            }),
            fakeTime: true);
        await scene.Records.CreateAsync("tea", new Lobby("Tea"), WithLastMember);
        await scene.Changes.NextAsync();
        await scene.Scene[0].JoinAsync("tea");
        await scene.Scene[1].JoinAsync("tea");

        Assert.Equal(1, scene.Records.Find("tea")!.Members);
        await scene.Scene.Clients[0].CloseAsync();
        await scene.Scene.Clients[1].CloseAsync();
        await Waiting.Until(() => scene.Scene.Namespace.Sockets.Count == 1);
        var left = scene.Scene.Server.Time.GetUtcNow();
        Assert.Equal("Deleted tea Tea v1 LastMemberLeft", await scene.NextAsync(Second));
        Assert.InRange(scene.Scene.Server.Time.GetUtcNow() - left, TimeSpan.FromSeconds(22), TimeSpan.FromSeconds(80));
        await Assert.ThrowsAsync<ArgumentException>(() => scene.Records.CreateAsync("left out", new Lobby("x"), WithLastMember));
    }

    [Fact]
    public async Task Members_WithPresenceAddedLater_AreCountedAgain()
    {
        await using var scene = await RecordScene.StartAsync(2);
        await scene.Records.CreateAsync("tea", new Lobby("Tea"));
        await scene.Scene[0].JoinAsync("tea");
        Assert.Equal(1, scene.Records.Find("tea")!.Members);

        scene.Scene.Namespace.UsePresence(static options => options.Identify = static _ => "ann");
        Assert.Equal(0, scene.Records.Find("tea")!.Members);
        await scene.Scene[1].JoinAsync("tea");

        Assert.Equal(1, scene.Records.Find("tea")!.Members);
    }
}
