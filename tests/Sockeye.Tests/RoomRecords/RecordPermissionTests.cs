using System.Text.Json;
using Sockeye.Tests.Permissions;

namespace Sockeye.Tests.Records;

/// <summary>What clients are told of records if not everybody may list each.</summary>
public sealed class RecordPermissionTests
{
    [Fact]
    public async Task List_WithHiddenRooms_GivesAwayNeitherTheirNamesNorTheirNumber()
    {
        var (server, records) = await StartAsync(static rules =>
        {
            rules.For("secret*").Allow().List(static _ => false);
            rules.For("*").Allow();
        });
        await using var running = server;
        foreach (var room in (string[])["a", "secret 1", "secret 2", "z"])
        {
            await records.CreateAsync(room, new Lobby("x"));
        }

        var (client, _) = await server.ConnectAsync();

        Assert.Equal("a > a", Text(await AskAsync(client, """{"limit":1}""")));
        Assert.Equal("z", Text(await AskAsync(client, """{"limit":1,"after":"a"}""")));
        await records.DeleteAsync("z");
        Assert.Equal("a", Text(await AskAsync(client, """{"limit":1}""")));
        Assert.Equal("a", Text(await AskAsync(client, """{"limit":1,"order":"members"}""")));
    }

    [Theory]
    [InlineData("name")]
    [InlineData("members")]
    public async Task List_BehindManyHiddenRooms_GoesOnWithoutTheirNames(string order)
    {
        var (server, records) = await StartAsync(static rules =>
        {
            rules.For("secret*").Allow().List(static _ => false);
            rules.For("*").Allow();
        });
        await using var running = server;
        await records.CreateAsync("z", new Lobby("x"));
        for (var i = 0; i < 2500; i++)
        {
            await records.CreateAsync($"secret {i}", new Lobby("x"));
        }

        var (client, _) = await server.ConnectAsync();
        var found = new List<string>();
        string? next = null;
        for (var i = 0; i < 100 && (i == 0 || next is not null); i++)
        {
            var answer = await AskAsync(client, next is null ? $$"""{"order":"{{order}}"}""" : $$"""{"order":"{{order}}","after":{{JsonSerializer.Serialize(next)}}}""");
            Assert.DoesNotContain("secret", answer.ToString(), StringComparison.Ordinal);
            (var rooms, next) = Read(answer);
            found.AddRange(rooms);
        }

        Assert.Null(next);
        Assert.Equal(["z"], found);
    }

    [Fact]
    public async Task Watch_UnderARuleThatLooksAtTheRecord_TellsWhatTheClientKnows()
    {
        RoomRecords<Lobby> known = null!;
        var (server, records) = await StartAsync(rules => rules.For("*").Allow().List(who => known.Find(who.Room)?.Value.Limit > 0));
        await using var running = server;
        known = records;
        var (client, _) = await server.ConnectAsync();
        await client.SendAsync("""421["rooms:watch"]""");
        await client.ExpectAsync("431[true]");

        await records.CreateAsync("tea", new Lobby("Tea", 1));
        Assert.Equal("rooms:created tea", await NextAsync(client));
        await records.UpdateAsync("tea", static lobby => lobby with { Title = "Green tea" });
        Assert.Equal("rooms:changed tea", await NextAsync(client));
        await records.UpdateAsync("tea", static lobby => lobby with { Limit = 0 });
        Assert.Equal("rooms:deleted tea hidden", await NextAsync(client));
        await records.UpdateAsync("tea", static lobby => lobby with { Limit = 2 });
        Assert.Equal("rooms:created tea", await NextAsync(client));
        await records.DeleteAsync("tea");
        Assert.Equal("rooms:deleted tea deleted", await NextAsync(client));
    }

    [Fact]
    public async Task Watch_UnderAnAsynchronousRule_TellsInOrder()
    {
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = new Inbox<string>();
        var asks = 0;
        var (server, records) = await StartAsync(rules => rules.For("*").Allow().List(async who =>
        {
            asked.Add(who.Room);
            if (Interlocked.Increment(ref asks) == 1)
            {
                await first.Task;
            }

            return true;
        }));
        await using var running = server;
        var (client, _) = await server.ConnectAsync();
        var (other, _) = await server.ConnectAsync();
        await client.SendAsync("""421["rooms:watch",{"prefix":"te"}]""");
        await client.ExpectAsync("431[true]");

        await records.CreateAsync("tea", new Lobby("Tea"));
        Assert.Equal("tea", await asked.NextAsync());
        await other.SendAsync("""421["rooms:watch"]""");
        await other.ExpectAsync("431[true]");
        await records.DeleteAsync("tea");

        // One that is slow delays itself only.
        Assert.Equal("rooms:deleted tea deleted", await NextAsync(other));
        await client.ExpectNothingAsync();
        first.SetResult();

        Assert.Equal("rooms:created tea", await NextAsync(client));
        Assert.Equal("rooms:deleted tea deleted", await NextAsync(client));
    }

    [Theory]
    [InlineData("""421["rooms:list"]""", """431[{"rooms":[{"room":"milk","value":{"title":"Milk","limit":0},"version":2,""")]
    [InlineData("""421["rooms:get","milk"]""", """431[{"room":"milk","value":{"title":"Milk","limit":0},"version":2,""")]
    [InlineData("""421["rooms:get","tea"]""", """431[{"error":{"message":""")]
    public async Task Answer_ThatWaitedForARule_IsNoOlderThanWhatWasToldMeanwhile(string request, string begins)
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = new Inbox<string>();
        var (server, records) = await StartAsync(rules => rules.For("*").Allow().List(async who =>
        {
            asked.Add(who.Room);
            await answer.Task;
            return true;
        }));
        await using var running = server;
        await records.CreateAsync("milk", new Lobby("Mill"));
        await records.CreateAsync("tea", new Lobby("Tea"));
        var (client, socket) = await server.ConnectAsync();
        await client.SendAsync(request);
        await asked.NextAsync();

        await records.UpdateAsync("milk", static _ => new Lobby("Milk"));
        await records.DeleteAsync("tea");
        await socket.JoinAsync("milk");
        answer.SetResult();

        var text = await client.ReceiveAsync();
        Assert.StartsWith(begins, text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"room\":\"tea\"", text, StringComparison.Ordinal);
        Assert.True(!text.Contains("milk", StringComparison.Ordinal) || text.Contains("\"members\":1", StringComparison.Ordinal), text);
    }

    [Fact]
    public async Task Watch_WithARuleThatIsSlowForOne_TellsTheOthers()
    {
        var (server, records) = await StartAsync(static rules => rules.For("*").Allow().List(static async who =>
        {
            if (who.User.Identity?.Name == "slow")
            {
                await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
            }

            return true;
        }));
        await using var running = server;
        var (slow, _) = await server.ConnectAsync("slow");
        var (quick, _) = await server.ConnectAsync("quick");
        foreach (var client in (TestClient[])[slow, quick])
        {
            await client.SendAsync("""421["rooms:watch"]""");
            await client.ExpectAsync("431[true]");
        }

        await records.CreateAsync("tea", new Lobby("Tea"));
        Assert.Equal("rooms:created tea", await NextAsync(quick));
        await records.DeleteAsync("tea");
        Assert.Equal("rooms:deleted tea deleted", await NextAsync(quick));
    }

    [Fact]
    public async Task Watch_OfAnotherPrefixWhileTheRuleIsAsked_TellsOfThatOnly()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (server, records) = await StartAsync(rules => rules.For("*").Allow().List(async who =>
        {
            if (who.Room == "a")
            {
                asked.TrySetResult();
                await answer.Task;
            }

            return true;
        }));
        await using var running = server;
        var (client, _) = await server.ConnectAsync("ann");
        await client.SendAsync("""421["rooms:watch",{"prefix":"a"}]""");
        await client.ExpectAsync("431[true]");
        await records.CreateAsync("a", new Lobby("A"));
        await asked.Task.Within();

        await client.SendAsync("""422["rooms:watch",{"prefix":"b"}]""");
        await client.ExpectAsync("432[true]");
        answer.SetResult();
        await records.CreateAsync("b", new Lobby("B"));

        Assert.Equal("rooms:created b", await NextAsync(client));
    }

    private static async Task<(PermissionServer Server, RoomRecords<Lobby> Records)> StartAsync(Action<RoomPermissionOptions> rules)
    {
        RoomRecords<Lobby> records = null!;
        var server = await PermissionServer.StartAsync(rules, io => records = io.MainNamespace.UseRecords<Lobby>(static options => options.WatchWindow = TimeSpan.Zero));
        return (server, records);
    }

    private static async Task<JsonElement> AskAsync(TestClient client, string query)
    {
        await client.SendAsync($"""421["rooms:list",{query}]""");
        var answer = JsonElement.Parse((await client.ReceiveAsync())[3..])[0];
        Assert.False(answer.TryGetProperty("count", out _));
        return answer;
    }

    private static string Text(JsonElement answer) => Read(answer) switch
    {
        (var rooms, null) => string.Join(' ', rooms),
        var (rooms, next) => $"{string.Join(' ', rooms)} > {next}",
    };

    private static (string[] Rooms, string? Next) Read(JsonElement answer) =>
        ([.. answer.GetProperty("rooms").EnumerateArray().Select(static room => room.GetProperty("room").GetString()!)], answer.TryGetProperty("next", out var next) ? next.GetString() : null);

    /// <summary>The next event of records: its name, its room and its reason.</summary>
    private static async Task<string> NextAsync(TestClient client)
    {
        var packet = JsonElement.Parse((await client.ReceiveAsync())[2..]);
        var room = Assert.Single(packet[1].GetProperty("rooms").EnumerateArray());
        return $"{packet[0].GetString()} {room.GetProperty("room").GetString()} {(room.TryGetProperty("reason", out var reason) ? reason.GetString() : null)}".TrimEnd();
    }
}
