namespace Sockeye.Tests.Permissions;

/// <summary>Listing, presence and history are rights of their own: what is not set follows joining.</summary>
public sealed class RightsTests
{
    private const string Refused = """[{"error":{"message":"members only","data":{"code":"E_FORBIDDEN"}}}]""";

    [Fact]
    public async Task List_OfARestrictedRoom_OpensNeitherMessagesNorMembers()
    {
        await using var server = await StartAsync(static rule => rule.Join(static _ => RoomVerdict.Refuse("members only")).List(static _ => true));
        var (stranger, _) = await server.ConnectAsync("bob");

        Assert.Equal(["rooms:get"], await AllowedAsync(stranger));
    }

    [Theory]
    [InlineData(RoomAccess.List, "rooms:get")]
    [InlineData(RoomAccess.Presence, "presence:count presence:list")]
    [InlineData(RoomAccess.History, "history:read")]
    public async Task Right_ThatIsSet_OpensItsRequestsOnly(RoomAccess right, string requests)
    {
        await using var server = await StartAsync(rule =>
        {
            rule.Join(static _ => RoomVerdict.Refuse("members only"));
            _ = right switch
            {
                RoomAccess.List => rule.List(static _ => true),
                RoomAccess.Presence => rule.Presence(static _ => true),
                _ => rule.History(static _ => true),
            };
        });
        var (stranger, _) = await server.ConnectAsync("bob");

        Assert.Equal(requests.Split(' '), await AllowedAsync(stranger));
    }

    [Fact]
    public async Task Right_ThatIsNotSet_AsksWhatJoiningAsks()
    {
        await using var server = await StartAsync(static rule => rule.Join(static who => who.User.Identity?.Name == "ann" ? true : RoomVerdict.Refuse("members only")));
        var (ann, _) = await server.ConnectAsync("ann");
        var (bob, _) = await server.ConnectAsync("bob");

        Assert.Equal(["history:read", "presence:count", "presence:list", "rooms:get"], await AllowedAsync(ann));
        Assert.Empty(await AllowedAsync(bob));
    }

    [Fact]
    public async Task Checks_BeyondTheBound_WaitForTheirTurn()
    {
        var asked = new Inbox<string>();
        var answers = new Dictionary<string, TaskCompletionSource<RoomVerdict>> { ["a"] = new(), ["b"] = new(), ["c"] = new(), ["d"] = new() };
        await using var server = await PermissionServer.StartAsync(
            rules =>
            {
                rules.MaxConcurrentChecks = 2;
                rules.For("open").Allow();
                rules.For("*").Join(async who =>
                {
                    asked.Add(who.Room);
                    return await answers[who.Room].Task;
                });
            },
            options: static options => options.Engine.PingInterval = TimeSpan.FromHours(10),
            fakeTime: true);
        server.Server.Log.Expect("could not be checked");
        var (_, socket) = await server.ConnectAsync("bob");
        var checks = answers.Keys.Select(room => server.Permissions.CheckAsync(socket, room, RoomAccess.Join).AsTask()).ToArray();

        Assert.Equal(["a", "b"], await asked.NextAsync(2));
        Assert.Equal(0, asked.Count);
        answers["a"].SetResult(true);
        Assert.True((await checks[0]).Allowed);
        Assert.Equal("c", await asked.NextAsync());

        // Whose turn does not come in time is refused, and leaves no place taken.
        server.Server.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.All(await Task.WhenAll(checks[1..]), static verdict => Assert.False(verdict.Allowed));
        answers["d"].SetResult(true);
        Assert.True((await server.Permissions.CheckAsync(socket, "d", RoomAccess.Join)).Allowed);
        Assert.True((await server.Permissions.CheckAsync(socket, "open", RoomAccess.Join)).Allowed);
    }

    /// <summary>The requests that are allowed to a client, sorted.</summary>
    private static async Task<List<string>> AllowedAsync(TestClient client)
    {
        var allowed = new List<string>();
        foreach (var request in (string[])["history:read", "presence:count", "presence:list", "rooms:get"])
        {
            await client.SendAsync($$"""421["{{request}}","vip"]""");
            var answer = await client.ReceiveAsync();
            if (answer != "431" + Refused)
            {
                Assert.Contains("\"room\":\"vip\"", answer, StringComparison.Ordinal);
                allowed.Add(request);
            }
        }

        return allowed;
    }

    private static async Task<PermissionServer> StartAsync(Action<RoomRule> set)
    {
        RoomRecords<string> records = null!;
        var server = await PermissionServer.StartAsync(
            rules => set(rules.For("vip")),
            io =>
            {
                records = io.MainNamespace.UseRecords<string>();
                io.MainNamespace.UseHistory();
                io.MainNamespace.UsePresence();
            });
        await records.CreateAsync("vip", "VIP");
        return server;
    }
}
