namespace Sockeye.Tests.Requests;

/// <summary>How many requests about rooms a socket may make.</summary>
public sealed class RequestBudgetTests
{
    [Fact]
    public async Task Requests_BeyondTheBudget_WaitForTheirTime()
    {
        Presence presence = null!;
        await using var scene = await StartAsync(io => presence = io.MainNamespace.UsePresence(static options => options.CoalescingWindow = TimeSpan.FromMinutes(1)));
        var client = scene.Clients[0];

        await client.SendAsync("""421["presence:update","tea",1]""", """422["presence:count","tea"]""", """423["presence:update","tea",3]""", """424["history:read","tea"]""");

        await client.ExpectAsync("""431[{"room":"tea"}]""", """432[{"room":"tea","count":1}]""");
        await client.ExpectNothingAsync();
        Assert.Equal(1, presence.Find("tea", scene[0].Id)!.State.GetInt32());
        scene.Server.Time.Advance(TimeSpan.FromSeconds(0.5));
        await client.ExpectAsync("""433[{"room":"tea"}]""");
        Assert.Equal(3, presence.Find("tea", scene[0].Id)!.State.GetInt32());
        scene.Server.Time.Advance(TimeSpan.FromSeconds(0.5));
        await client.ExpectAsync("""434[{"room":"tea","messages":[],"more":false,"truncated":false}]""");

        // What was not used comes free again, and no more than that.
        scene.Server.Time.Advance(TimeSpan.FromSeconds(30));
        await client.SendAsync("""425["presence:count","tea"]""", """426["presence:count","tea"]""", """427["presence:count","tea"]""");
        await client.ExpectAsync("""435[{"room":"tea","count":1}]""", """436[{"room":"tea","count":1}]""");
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task Requests_ThatWouldWaitTooLong_AreRefused()
    {
        await using var scene = await StartAsync(static io => io.MainNamespace.UsePresence());
        await scene.AddAsync();
        await scene[1].JoinAsync("tea");
        scene.Server.Time.Advance(TimeSpan.FromSeconds(1));
        await scene.Clients[0].DrainAsync();
        await scene.Clients[1].DrainAsync();

        await scene.Clients[0].SendAsync([.. Enumerable.Range(10, 13).Select(static id => $"""42{id}["presence:count","tea"]""")]);

        Assert.Equal("4310", (await scene.Clients[0].ReceiveAsync())[..4]);
        Assert.Equal("4311", (await scene.Clients[0].ReceiveAsync())[..4]);
        await scene.Clients[0].ExpectAsync("""4322[{"error":{"message":"there are too many requests","data":{"code":"E_BUSY"}}}]""");
        await scene.Clients[0].ExpectNothingAsync();

        // It costs nobody else anything.
        await scene.Clients[1].SendAsync("""421["presence:count","tea"]""");
        await scene.Clients[1].ExpectAsync("""431[{"room":"tea","count":2}]""");
    }

    private static async Task<Scene> StartAsync(Action<SocketIOServer> io)
    {
        var scene = await Scene.StartAsync(
            1,
            server =>
            {
                server.MainNamespace.UseHistory();
                io(server);
            },
            options: static options => options.Engine.PingInterval = TimeSpan.FromHours(10),
            fakeTime: true,
            services: RoomSettings.With(static options => options.MaxRequestsPerSecond = 2));
        await scene[0].JoinAsync("tea");
        await scene.Clients[0].DrainAsync();
        return scene;
    }
}
