namespace Sockeye.Redis.Tests.Rooms;

/// <summary>Records of rooms in a Redis that servers share.</summary>
public sealed class RecordTests
{
    private static readonly RoomRecordLifetime WithLastMember = new() { EndsWithLastMember = true };

    [Fact]
    public async Task CreateAsync_OnTwoServersAtATime_MakesOne()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var one = await RecordServer.StartAsync(redis);
        await using var other = await RecordServer.StartAsync(redis);

        for (var i = 0; i < 30; i++)
        {
            var room = $"room {i}";
            var results = await Task.WhenAll(((RecordServer[])[one, other, one, other]).Select((server, number) => Task.Run(() => server.Records.CreateAsync(room, $"{number}"))));
            var winner = Assert.Single(results, static result => result.IsDone).Record!;
            Assert.All(results, result => Assert.Equal(winner.Value, result.Record!.Value));
        }

        await RecordServer.AgreeAsync(one, other);
        await Waiting.Until(() => one.Changes.Count == 30 && other.Changes.Count == 30);
        Assert.Equal(one.Changes, other.Changes);
    }

    [Fact]
    public async Task Changes_MadeEverywhere_AreToldAlikeAndOnce()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var one = await RecordServer.StartAsync(redis);
        await using var other = await RecordServer.StartAsync(redis);
        await one.Records.CreateAsync("tea", string.Empty);
        await one.Records.CreateAsync("\U0001F375 {x} #", "näme\n", new RoomRecordLifetime { ExpiresAfter = TimeSpan.FromHours(1) });

        await Task.WhenAll(((RecordServer[])[one, other]).Select(server => Task.Run(async () =>
        {
            for (var i = 0; i < 40; i++)
            {
                await server.Records.UpdateAsync("tea", static value => value + "x");
            }
        })));
        await other.Records.TrySetAsync("\U0001F375 {x} #", "again", 1);
        await one.Records.ExpireAsync("\U0001F375 {x} #", null);

        await Waiting.Until(() => one.Changes.Count == 84 && other.Changes.Count == 84);
        Assert.Equal(one.Changes, other.Changes);
        await RecordServer.AgreeAsync(one, other);
        Assert.Equal((80, 81), (other.Records.Find("tea")!.Value.Length, other.Records.Find("tea")!.Version));
        Assert.Null(other.Records.Find("\U0001F375 {x} #")!.Expires);

        // Who starts later has all of it, and is told nothing of what was.
        await using var late = await RecordServer.StartAsync(redis);
        await RecordServer.AgreeAsync(one, other, late);
        Assert.Empty(late.Changes);
    }

    [Fact]
    public async Task Writes_BeyondTheLimits_AreRefused()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await RecordServer.StartAsync(redis, static options => (options.MaxRooms, options.MaxTotalBytes) = (2, 100));
        async Task<string> CodeOf(Func<Task> write) => ((Dictionary<string, string>)(await Assert.ThrowsAsync<EventRefusedException>(write)).RefusalData!)["code"];

        await server.Records.CreateAsync("a", new string('x', 50));
        Assert.Equal("E_TOO_LARGE", await CodeOf(async () => await server.Records.CreateAsync("b", new string('x', 60))));
        await server.Records.CreateAsync("b", "x");
        Assert.Equal("E_TOO_MANY", await CodeOf(async () => await server.Records.CreateAsync("c", "x")));
        Assert.Equal("E_TOO_LARGE", await CodeOf(async () => await server.Records.UpdateAsync("b", static _ => new string('x', 60))));
        Assert.False(await server.Records.DeleteAsync("a", expectedVersion: 2));
        Assert.True(await server.Records.DeleteAsync("a"));
        Assert.Equal("x", (await server.Records.GetAsync("b"))!.Value);
        Assert.NotNull(await server.Records.UpdateAsync("b", static _ => new string('x', 60)));
    }

    [Fact]
    public async Task Records_ThatEndByThemselves_EndOnAllServers()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var one = await RecordServer.StartAsync(redis);
        await using var other = await RecordServer.StartAsync(redis);
        var client = await other.JoinAsync("tea");
        await one.Records.CreateAsync("tea", "Tea", WithLastMember);
        await one.Records.CreateAsync("short", "Short", new RoomRecordLifetime { ExpiresAfter = TimeSpan.FromMilliseconds(300) });
        await one.Records.CreateAsync("empty", "Empty", WithLastMember);

        await Waiting.Until(() => one.Records.Count == 1 && other.Records.Count == 1);
        Assert.Equal(1, one.Records.Find("tea")!.Members);
        Assert.Contains("Deleted short v1 Short Expired", one.Changes);
        Assert.Contains("Deleted empty v1 Empty LastMemberLeft", other.Changes);
        await client.CloseAsync();
        await Waiting.Until(() => one.Records.Count == 0 && other.Records.Count == 0);
        await Waiting.Until(() => one.Changes.Contains("Deleted tea v1 Tea LastMemberLeft") && other.Changes.Contains("Deleted tea v1 Tea LastMemberLeft"));
    }
}
