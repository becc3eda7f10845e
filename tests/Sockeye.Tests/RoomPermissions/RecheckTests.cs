using System.Collections.Concurrent;
using Sockeye.Tests.Recovery;

namespace Sockeye.Tests.Permissions;

/// <summary>Permissions that are withdrawn while people are in the room.</summary>
public sealed class RecheckTests
{
    private readonly ConcurrentDictionary<string, string> _refused = new();

    [Fact]
    public async Task Recheck_OfARoom_TakesOutThoseWhoMayNoLongerJoin()
    {
        await using var server = await StartAsync();
        var (ann, annSocket) = await server.ConnectAsync("ann", "vip:1", "vip:2");
        var (bob, bobSocket) = await server.ConnectAsync("bob", "vip:1");
        _refused["ann"] = "you were rude";

        await server.Permissions.RecheckAsync("vip:1");

        await ann.ExpectAsync("""42["room:withdrawn",{"room":"vip:1","reason":"you were rude"}]""");
        Assert.Equal([annSocket.Id, "vip:2"], annSocket.Rooms);
        Assert.Equal([bobSocket.Id, "vip:1"], bobSocket.Rooms);
        await server.Namespace.To("vip:1").EmitAsync("m");
        await bob.ExpectAsync("""42["m"]""");
        await ann.ExpectNothingAsync();
        await ann.SendAsync("""421["say",["vip:1"],"hello"]""");
        await ann.ExpectAsync("""431[{"error":{"message":"you were rude","data":{"code":"E_FORBIDDEN","room":"vip:1"}}}]""");
        await bob.ExpectNothingAsync();
    }

    [Theory]
    [InlineData("vip:*", "vip:1", "vip:2")]
    [InlineData("*", "vip:1", "vip:2", "tea")]
    [InlineData("", "-")]
    public async Task Recheck_OfAPattern_AsksForTheRoomsThatMatch(string pattern, params string[] left)
    {
        await using var server = await StartAsync();
        string[] rooms = ["vip:1", "vip:2", "tea"];
        var (client, socket) = await server.ConnectAsync("ann", rooms);
        _refused["ann"] = "no";

        await server.Permissions.RecheckAsync(pattern);

        Assert.Equal([socket.Id, .. rooms.Except(left)], socket.Rooms);
        Assert.Equal(
            rooms.Intersect(left).Select(static room => $$"""42["room:withdrawn",{"room":"{{room}}","reason":"no"}]""").Order(),
            (await client.DrainAsync()).Order());
    }

    [Fact]
    public async Task RecheckUser_AsksForAllSocketsOfTheUser()
    {
        await using var server = await StartAsync();
        var (_, first) = await server.ConnectAsync("ann", "tea");
        var (_, second) = await server.ConnectAsync("ann", "vip:1", "coffee");
        var (_, bob) = await server.ConnectAsync("bob", "tea");
        _refused["ann"] = _refused["bob"] = "no";

        await server.Permissions.RecheckUserAsync("ann");

        Assert.Equal([first.Id], first.Rooms);
        Assert.Equal([second.Id], second.Rooms);
        Assert.Equal([bob.Id, "tea"], bob.Rooms);
    }

    // It may be anybody then: it is asked too.
    [Fact]
    public async Task RecheckUser_WithASocketOfWhichNobodyKnowsWhoItIs_StillAsksForTheUser()
    {
        await using var server = await PermissionServer.StartAsync(rules =>
        {
            rules.For("*").Join(context => !_refused.ContainsKey(context.User.Identity?.Name ?? "nobody"));
            rules.UserId = static user => user.Identity!.Name ?? throw new InvalidOperationException("nobody");
        });
        var (_, first) = await server.ConnectAsync(null, "tea");
        var (_, ann) = await server.ConnectAsync("ann", "tea");
        var (_, last) = await server.ConnectAsync(null, "tea");
        _refused["ann"] = "no";
        server.Server.Log.Expect("user id");

        await server.Permissions.RecheckUserAsync("ann");

        Assert.Equal([ann.Id], ann.Rooms);
        Assert.Equal([first.Id, "tea"], first.Rooms);
        Assert.Equal([last.Id, "tea"], last.Rooms);
        await server.Server.Log.FindAsync("user id");
    }

    [Fact]
    public async Task Rule_ThatAnswersAtOnce_WaitsForNoRuleThatDoesNot()
    {
        await using var server = await PermissionServer.StartAsync(static rules =>
        {
            rules.MaxConcurrentChecks = 1;
            rules.CheckTimeout = TimeSpan.FromHours(1);
            rules.For("slow").Join(static async _ =>
            {
                await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
                return true;
            });
            rules.For("quick").Join(static _ => RoomVerdict.Allow);
        });
        var (_, socket) = await server.ConnectAsync("ann");
        var slow = socket.JoinAsync("slow").AsTask();

        await socket.JoinAsync("quick").Within();
        await server.Permissions.RecheckAsync("quick").Within();

        Assert.False(slow.IsCompleted);
        Assert.Equal([socket.Id, "quick"], socket.Rooms);
    }

    [Fact]
    public async Task Recheck_OfASocket_SeesItsNewUser()
    {
        await using var server = await StartAsync();
        var (_, first) = await server.ConnectAsync("ann", "tea");
        var (_, second) = await server.ConnectAsync("ann", "tea");
        _refused["bob"] = "not bob";

        first.User = second.User = Users.Named("bob");
        await server.Permissions.RecheckAsync(first);

        Assert.Equal([first.Id], first.Rooms);
        Assert.Equal([second.Id, "tea"], second.Rooms);
    }

    [Fact]
    public async Task Recheck_WhileSomebodyIsJoining_FindsThem()
    {
        var asked = new Inbox<TaskCompletionSource<RoomVerdict>>();
        await using var server = await PermissionServer.StartAsync(rules => rules.For("*").Join(async _ =>
        {
            var answer = new TaskCompletionSource<RoomVerdict>(TaskCreationOptions.RunContinuationsAsynchronously);
            asked.Add(answer);
            return await answer.Task;
        }));
        var (client, socket) = await server.ConnectAsync();

        await client.SendAsync("""421["join all",["a","b"]]""");
        (await asked.NextAsync()).SetResult(true);
        var old = await asked.NextAsync();
        await server.Permissions.RecheckAsync();
        old.SetResult(true);
        (await asked.NextAsync()).SetResult(true);
        (await asked.NextAsync()).SetResult(RoomVerdict.Refuse("not any more"));

        await client.ExpectAsync("""431[{"error":{"message":"not any more","data":{"code":"E_FORBIDDEN","room":"b"}}}]""");
        Assert.Equal([socket.Id], socket.Rooms);
    }

    [Fact]
    public async Task Recovery_OfASessionWithAWithdrawnRoom_GivesAFreshOne()
    {
        await using var server = await StartAsync(static options => options.ConnectionStateRecovery = new RecoveryOptions());
        await using var client = new RecoveringClient(server.Server);
        await client.ConnectAsync();
        await server.Namespace.In(client.Id).SocketsJoinAsync("vip:1");
        await server.Namespace.To("vip:1").EmitAsync("m", 1);
        await client.ExpectAsync("m 1");
        await client.LoseAsync();
        await server.Namespace.To("vip:1").EmitAsync("m", "secret");
        _refused[""] = "no";

        await client.SendConnectAsync();
        Assert.DoesNotContain("secret", string.Concat(await client.Connection.ClosedAsync()), StringComparison.Ordinal);
        await client.ConnectAsync();

        Assert.False(client.Recovered);
        Assert.Equal([client.Id], server.Namespace.Sockets[client.Id].Rooms);
    }

    [Fact]
    public async Task Recovery_OfASessionWithPermittedRooms_GivesThemBack()
    {
        await using var server = await StartAsync(static options => options.ConnectionStateRecovery = new RecoveryOptions());
        await using var client = new RecoveringClient(server.Server);
        await client.ConnectAsync();
        await server.Namespace.In(client.Id).SocketsJoinAsync("vip:1");
        await server.Namespace.To("vip:1").EmitAsync("m", 1);
        await client.ExpectAsync("m 1");
        await client.LoseAsync();
        await server.Namespace.To("vip:1").EmitAsync("m", 2);

        Assert.Equal(["m 2"], await client.ConnectAsync());

        Assert.True(client.Recovered);
        Assert.Equal([client.Id, "vip:1"], server.Namespace.Sockets[client.Id].Rooms);
    }

    private Task<PermissionServer> StartAsync(Action<SocketIOOptions>? options = null) => PermissionServer.StartAsync(
        rules => rules.For("*").Join(context => _refused.TryGetValue(context.User.Identity?.Name ?? "", out var reason) ? RoomVerdict.Refuse(reason) : true),
        options: options);
}
