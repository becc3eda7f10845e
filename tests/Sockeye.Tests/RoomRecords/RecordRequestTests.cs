using Sockeye.Tests.History;

namespace Sockeye.Tests.Records;

/// <summary>What clients ask, and what they are told.</summary>
public sealed class RecordRequestTests
{
    public static TheoryData<string> Hostile => new(
        """["rooms:get"]""", """["rooms:get",null]""", """["rooms:get",5]""", """["rooms:get",["tea"]]""", """["rooms:list",5]""", """["rooms:list",[]]""",
        """["rooms:list","tea"]""", """["rooms:list",{"prefix":5}]""", """["rooms:list",{"limit":0}]""", """["rooms:list",{"limit":1.5}]""",
        """["rooms:list",{"limit":"5"}]""", """["rooms:list",{"order":"age"}]""", """["rooms:list",{"order":"members","after":"tea"}]""", """["rooms:list",{"order":"members","after":"-1/tea"}]""",
        """["rooms:list",{"after":{}}]""", """["rooms:watch",5]""", """["rooms:watch",{"prefix":[]}]""");

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Request_ThatMakesNoSense_IsAnswered(string request)
    {
        await using var scene = await RecordScene.StartAsync(1);
        var client = scene.Scene.Clients[0];

        await client.SendAsync("42" + request, "421" + request, """422["rooms:list"]""");

        var answer = await client.ReceiveAsync();
        Assert.StartsWith("""431[{"error":{"message":""", answer, StringComparison.Ordinal);
        Assert.EndsWith(""","data":{"code":"E_INVALID"}}}]""", answer, StringComparison.Ordinal);
        await client.ExpectAsync("""432[{"rooms":[],"count":0}]""");
    }

    [Fact]
    public async Task Requests_GiveRecordsInPages()
    {
        await using var scene = await RecordScene.StartAsync(1, static options => options.MaxPage = 2, fakeTime: true);
        var (client, now) = (scene.Scene.Clients[0], scene.Scene.Server.Time.GetUtcNow().ToUnixTimeMilliseconds());
        foreach (var room in (string[])["a", "b", "c"])
        {
            await scene.Records.CreateAsync(room, new Lobby(room));
        }

        await scene.Scene[0].JoinAsync("c");
        string Record(string room, int members = 0) =>
            $$$"""{"room":"{{{room}}}","value":{"title":"{{{room}}}","limit":0},"version":1,"created":{{{now}}},"updated":{{{now}}},"members":{{{members}}}}""";

        await client.SendAsync(
            """421["rooms:get","c"]""", """422["rooms:get","d"]""", """423["rooms:list",{"limit":100}]""", """424["rooms:list",{"after":"b"}]""",
            """425["rooms:list",{"order":"members","limit":1}]""", """426["rooms:list",{"order":"members","limit":1,"after":"1/c"}]""", """427["rooms:list",{"prefix":"b"}]""",
            """428["rooms:create","x"]""");

        await client.ExpectAsync(
            $"431[{Record("c", 1)}]",
            """432[{"error":{"message":"there is no such room","data":{"code":"E_NOT_FOUND"}}}]""",
            $$"""433[{"rooms":[{{Record("a")}},{{Record("b")}}],"count":3,"next":"b"}]""",
            $$"""434[{"rooms":[{{Record("c", 1)}}],"count":3}]""",
            $$"""435[{"rooms":[{{Record("c", 1)}}],"count":3,"next":"1/c"}]""",
            $$"""436[{"rooms":[{{Record("a")}}],"count":3,"next":"0/a"}]""",
            $$"""437[{"rooms":[{{Record("b")}}],"count":3}]""");
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task ClientView_SaysWhatClientsRead()
    {
        await using var scene = await RecordScene.StartAsync(1, static options => options.ClientView = static record => record.Value.Limit > 0 ? new { name = record.Value.Title } : null);
        var client = scene.Scene.Clients[0];
        await scene.Records.CreateAsync("hidden", new Lobby("secret"));
        await scene.Records.CreateAsync("shown", new Lobby("Open", 1));

        await client.SendAsync("""421["rooms:get","hidden"]""", """422["rooms:list"]""");

        Assert.Contains("E_NOT_FOUND", await client.ReceiveAsync(), StringComparison.Ordinal);
        var list = await client.ReceiveAsync();
        Assert.Contains("""{"rooms":[{"room":"shown","value":{"name":"Open"},"version":1""", list, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gate_SaysWhoSeesWhat()
    {
        await using var scene = await RecordScene.StartAsync(
            1,
            static options => options.WatchWindow = TimeSpan.Zero,
            static io => io.MainNamespace.RoomGate = new TestGate(static (room, access) => access == RoomAccess.List && !room.StartsWith("vip:", StringComparison.Ordinal)));
        var client = scene.Scene.Clients[0];
        await scene.Records.CreateAsync("vip:1", new Lobby("x"));
        await scene.Records.CreateAsync("tea", new Lobby("x"));

        await client.SendAsync("""421["rooms:get","vip:1"]""");
        await client.ExpectAsync("""431[{"error":{"message":"members only","data":{"code":"E_FORBIDDEN"}}}]""");
        await client.SendAsync("""422["rooms:list"]""");
        var list = await client.ReceiveAsync();
        Assert.DoesNotContain("vip", list, StringComparison.Ordinal);
        Assert.Contains("tea", list, StringComparison.Ordinal);
        await client.SendAsync("""423["rooms:watch"]""");
        await client.ExpectAsync("433[true]");
        await scene.Records.CreateAsync("vip:2", new Lobby("x"));
        await scene.Records.CreateAsync("water", new Lobby("x"));
        Assert.StartsWith("""42["rooms:created",{"rooms":[{"room":"water",""", await client.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_TellsWhatHasChangedInAWindow()
    {
        await using var scene = await RecordScene.StartAsync(2, static options =>
        {
            options.WatchWindow = TimeSpan.FromSeconds(1);
            options.ClientView = static record => record.Value.Limit >= 0 ? record.Value.Title : null;
        }, fakeTime: true);
        var (one, other, time) = (scene.Scene.Clients[0], scene.Scene.Clients[1], scene.Scene.Server.Time);
        await scene.Records.CreateAsync("a:1", new Lobby("one"));
        await scene.Records.CreateAsync("a:2", new Lobby("two"));
        await scene.Records.CreateAsync("a:3", new Lobby("three"));
        await scene.Records.CreateAsync("a:4", new Lobby("four"));
        await one.SendAsync("""421["rooms:watch",{"prefix":"a:"}]""");
        await one.ExpectAsync("431[true]");
        await other.SendAsync("""421["rooms:watch"]""");
        await other.ExpectAsync("431[true]");

        await scene.Records.UpdateAsync("a:1", static lobby => lobby with { Title = "ONE" });
        await scene.Records.DeleteAsync("a:2");
        await scene.Records.UpdateAsync("a:3", static lobby => lobby with { Limit = -1 });
        await scene.Scene[0].JoinAsync("a:4");
        await scene.Records.CreateAsync("a:5", new Lobby("five"));
        await scene.Records.CreateAsync("a:6", new Lobby("gone at once"));
        await scene.Records.DeleteAsync("a:6");
        await scene.Records.CreateAsync("b", new Lobby("b"));
        await one.ExpectNothingAsync();
        time.Advance(TimeSpan.FromSeconds(2));

        var told = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => one.ReceiveAsync()));
        Assert.Contains("""42["rooms:deleted",{"rooms":[{"room":"a:2","reason":"deleted"},{"room":"a:3","reason":"hidden"},{"room":"a:6","reason":"deleted"}]}]""", told);
        Assert.Contains("""42["rooms:members",{"rooms":[{"room":"a:4","members":1}]}]""", told);
        Assert.Single(told, static packet => packet.StartsWith("""42["rooms:changed",{"rooms":[{"room":"a:1","value":"ONE","version":2,""", StringComparison.Ordinal));
        var created = Assert.Single(told, static packet => packet.StartsWith("""42["rooms:created",{"rooms":[{"room":"a:5","value":"five",""", StringComparison.Ordinal));
        Assert.DoesNotContain("\"b\"", created, StringComparison.Ordinal);
        Assert.Equal(4, (await other.DrainAsync()).Count);
        await one.ExpectNothingAsync();

        await one.SendAsync("""422["rooms:unwatch"]""");
        await one.ExpectAsync("432[true]");
        await scene.Records.CreateAsync("a:7", new Lobby("seven"));
        time.Advance(TimeSpan.FromSeconds(2));
        await other.ReceiveAsync();
        await one.ExpectNothingAsync();
    }

    [Fact]
    public async Task Watch_WithAClientViewThatTakesItsTime_TellsInOrder()
    {
        var isFirst = 1;
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var release = new ManualResetEventSlim();
        await using var scene = await RecordScene.StartAsync(1, options =>
        {
            options.WatchWindow = TimeSpan.Zero;
            options.ClientView = record =>
            {
                if (Interlocked.Exchange(ref isFirst, 0) == 1)
                {
                    entered.SetResult();
                    release.Wait(Waiting.Limit);
                }

                return record.Value.Title;
            };
        });
        var client = scene.Scene.Clients[0];
        await client.SendAsync("""421["rooms:watch"]""");
        await client.ExpectAsync("431[true]");

        await scene.Records.CreateAsync("tea", new Lobby("one"));
        await entered.Task.Within();
        await scene.Records.UpdateAsync("tea", static lobby => lobby with { Title = "two" });
        for (var i = 0; i < 20; i++)
        {
            // Windows go by meanwhile.
            await client.ExpectNothingAsync();
        }

        release.Set();
        Assert.StartsWith("""42["rooms:created",{"rooms":[{"room":"tea","value":"one",""", await client.ReceiveAsync(), StringComparison.Ordinal);
        Assert.StartsWith("""42["rooms:changed",{"rooms":[{"room":"tea","value":"two",""", await client.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_ARoomThatIsListedAndGoneWithinAWindow_TellsThatItIsGone()
    {
        await using var scene = await RecordScene.StartAsync(1, static options => options.WatchWindow = TimeSpan.FromSeconds(1), fakeTime: true);
        var client = scene.Scene.Clients[0];
        await client.SendAsync("""421["rooms:watch"]""");
        await client.ExpectAsync("431[true]");
        await scene.Records.CreateAsync("tea", new Lobby("Tea"));
        await client.SendAsync("""422["rooms:list"]""");
        Assert.Contains("\"tea\"", await client.ReceiveAsync(), StringComparison.Ordinal);
        await scene.Records.DeleteAsync("tea");

        scene.Scene.Server.Time.Advance(TimeSpan.FromSeconds(2));

        await client.ExpectAsync("""42["rooms:deleted",{"rooms":[{"room":"tea","reason":"deleted"}]}]""");
    }

    [Fact]
    public async Task Watch_BegunInAWindowThatSomebodyElseLeft_TellsNothingOlderThanTheList()
    {
        await using var scene = await RecordScene.StartAsync(2, static options => options.WatchWindow = TimeSpan.FromSeconds(1), fakeTime: true);
        var (first, second) = (scene.Scene.Clients[0], scene.Scene.Clients[1]);
        await first.SendAsync("""421["rooms:watch"]""");
        await first.ExpectAsync("431[true]");
        await scene.Records.CreateAsync("tea", new Lobby("One"));
        await first.SendAsync("""422["rooms:unwatch"]""");
        await first.ExpectAsync("432[true]");
        await scene.Records.UpdateAsync("tea", static _ => new Lobby("Two"));

        await second.SendAsync("""421["rooms:watch"]""", """422["rooms:list"]""");
        await second.ExpectAsync("431[true]");
        Assert.Contains("\"version\":2,", await second.ReceiveAsync(), StringComparison.Ordinal);
        scene.Scene.Server.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Contains("\"version\":2,", await second.ReceiveAsync(), StringComparison.Ordinal);
    }
}
