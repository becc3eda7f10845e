using System.Text.Json;

namespace Sockeye.Tests.History;

/// <summary>Members get what is said in the order in which it is kept, and the store's troubles stay with the rooms that have them.</summary>
public sealed class HistoryOrderTests
{
    private const int Senders = 8;
    private const int Each = 150;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Emit_FromManyAtATime_ComesInTheOrderOfTheOffsets(bool isFar)
    {
        RoomHistory history = null!;
        await using var server = await TestServer.StartAsync(
            io => history = io.MainNamespace.UseHistory(static options => (options.MaxMessages, options.MaxPageSize) = (Senders * Each, Senders * Each)),
            services: isFar ? new TestHistoryStore().Services : null);
        await using var tea = await server.ConnectAsync();
        await using var coffee = await server.ConnectAsync();
        await server.IO.Sockets[tea.Id].JoinAsync("tea");
        await server.IO.Sockets[coffee.Id].JoinAsync("coffee");

        await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++)
            {
                await Task.WhenAll(history.EmitAsync("tea", "m", sender, i), history.EmitAsync("coffee", "m", sender, i));
            }
        }))).Within();

        foreach (var (client, room) in new[] { (tea, "tea"), (coffee, "coffee") })
        {
            var heard = (await client.DrainAsync()).Select(static packet => JsonElement.Parse(packet[2..])).ToArray();
            var offsets = heard.Select(static packet => packet[3].GetString()!).ToArray();
            Assert.Equal(Senders * Each, heard.Length);
            Assert.Equal(offsets.Order(StringComparer.Ordinal), offsets);
            Assert.All(heard.GroupBy(static packet => packet[1].GetInt32()), static sender =>
                Assert.Equal(Enumerable.Range(0, Each), sender.Select(static packet => packet[2].GetInt32())));
            var kept = await history.ReadAsync(room, last: Senders * Each);
            Assert.Equal(offsets, kept.Messages.Select(static message => message.Offset));
            Assert.Equal(
                heard.Select(static packet => (packet[1].GetInt32(), packet[2].GetInt32())),
                kept.Messages.Select(static message => (message.Arguments.Get<int>(0), message.Arguments.Get<int>(1))));
        }
    }

    [Fact]
    public async Task Room_ThatTheStoreHangsFor_HoldsUpNoOther()
    {
        var store = new TestHistoryStore();
        RoomHistory history = null!;
        await using var server = await TestServer.StartAsync(io => history = io.MainNamespace.UseHistory(), services: store.Services);
        await using var client = await server.ConnectAsync();
        await server.IO.Sockets[client.Id].JoinAsync("slow", "quick");
        store.Hold("slow");

        var slow = Enumerable.Range(0, 5).Select(i => history.EmitAsync("slow", "m", i)).ToArray();
        var quick = await history.EmitAsync("quick", "m", 0);

        await client.ExpectAsync($"""42["m",0,"{quick}"]""");
        await client.ExpectNothingAsync();
        store.LetGo("slow");
        var offsets = await Task.WhenAll(slow).Within();
        Assert.Equal(offsets.Order(StringComparer.Ordinal), offsets);
        await client.ExpectAsync([.. offsets.Select(static (offset, i) => $"""42["m",{i},"{offset}"]""")]);
    }

    [Fact]
    public async Task Emit_WhileTheStoreIsAway_IsSentWithoutOffset()
    {
        var store = new TestHistoryStore { IsAway = true };
        RoomHistory history = null!;
        RoomHistory strict = null!;
        await using var server = await TestServer.StartAsync(
            io =>
            {
                history = io.MainNamespace.UseHistory();
                strict = io.Of("/strict").UseHistory(static options => options.WhenUnavailable = HistoryFallback.Refuse);
            },
            services: store.Services);
        await using var client = await server.ConnectAsync();
        await using var other = await server.ConnectAsync("/strict");
        await server.IO.Sockets[client.Id].JoinAsync("tea");
        await server.IO.Of("/strict").Sockets[other.Id].JoinAsync("tea");

        await Assert.ThrowsAsync<ClusterPublishException>(async () => await history.EmitAsync("tea", "m", 1));
        await Assert.ThrowsAsync<ClusterPublishException>(async () => await strict.EmitAsync("tea", "m", 1));
        await Assert.ThrowsAsync<ClusterPublishException>(async () => await history.AppendAsync("tea", "m", 1));
        await Assert.ThrowsAsync<ClusterPublishException>(() => history.ReadAsync("tea"));
        await Assert.ThrowsAsync<ClusterPublishException>(async () => await history.DeleteAsync("tea"));
        store.IsAway = false;
        var offset = await history.EmitAsync("tea", "m", 2);
        var strictOffset = await strict.EmitAsync("tea", "m", 2);

        await client.ExpectAsync("""42["m",1]""", $"""42["m",2,"{offset}"]""");
        await other.ExpectAsync($"""42/strict,["m",2,"{strictOffset}"]""");
        Assert.Single((await history.ReadAsync("tea")).Messages);
    }

    [Fact]
    public async Task Emit_WhileTheStoreHangs_WaitsForTwoSeconds()
    {
        var store = new TestHistoryStore();
        RoomHistory history = null!;
        await using var server = await TestServer.StartAsync(io => history = io.MainNamespace.UseHistory(), services: store.Services, fakeTime: true);
        await using var client = await server.ConnectAsync();
        await server.IO.Sockets[client.Id].JoinAsync("tea");
        store.Hold("tea");
        var first = history.EmitAsync("tea", "m", 0);
        await store.Asked.NextAsync();
        var reading = history.ReadAsync("tea");
        server.Time.Advance(TimeSpan.FromSeconds(1.5));
        var more = Enumerable.Range(1, 3).Select(i => history.EmitAsync("tea", "m", i)).ToArray();
        Assert.False(first.IsCompleted);

        server.Time.Advance(TimeSpan.FromSeconds(0.5));

        await Assert.ThrowsAsync<ClusterPublishException>(() => first.Within());
        await Assert.ThrowsAsync<ClusterPublishException>(() => reading.Within());
        await client.ExpectAsync("""42["m",0]""");
        Assert.DoesNotContain(more, static task => task.IsCompleted);
        Assert.Equal(["tea", "tea"], await store.Asked.NextAsync(2)); // the reading, and the next three
        server.Time.Advance(TimeSpan.FromSeconds(1.5));
        foreach (var task in more)
        {
            await Assert.ThrowsAsync<ClusterPublishException>(() => task.Within());
        }

        await client.ExpectAsync("""42["m",1]""", """42["m",2]""", """42["m",3]""");
        store.LetGo("tea");
    }

    [Fact]
    public async Task Emit_BeyondWhatMayWait_IsNotKept()
    {
        var store = new TestHistoryStore();
        RoomHistory history = null!;
        await using var server = await TestServer.StartAsync(
            io => history = io.MainNamespace.UseHistory(static options => options.MaxPendingMessages = 3), services: store.Services);
        store.Hold("tea");
        var waiting = Enumerable.Range(0, 3).Select(i => history.EmitAsync("tea", "m", i)).ToArray();

        await Assert.ThrowsAsync<ClusterPublishException>(async () => await history.EmitAsync("coffee", "m"));

        store.LetGo("tea");
        await Task.WhenAll(waiting).Within();
        await history.EmitAsync("coffee", "m");
        Assert.Equal(3, (await history.ReadAsync("tea")).Messages.Count);
    }
}
