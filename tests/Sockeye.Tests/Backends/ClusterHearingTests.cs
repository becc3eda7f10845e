using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Sockeye.Tests.Presences;

namespace Sockeye.Tests.Backends;

/// <summary>What the application hears when its server loses the others, and when it finds them.</summary>
public sealed class ClusterHearingTests
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData("deaf")]
    [InlineData("cut")]
    [InlineData("away")]
    public async Task Loss_IsToldWithinTwoHeartbeats_AndTheReturnToo(string fault)
    {
        var (hub, time, events) = (new TestHub(), new FakeTimeProvider(), new Inbox<string>());
        await using var server = await StartAsync(hub, time, events, "one");
        await using var other = await StartAsync(hub, time, events, "two");
        Pass(time, Heartbeat * 5);
        Assert.Equal(0, events.Count);

        switch (fault)
        {
            case "deaf":
                hub.Deaf[hub.Servers[0]] = true;
                break;
            case "cut":
                hub.Cut[hub.Servers[0]] = true;
                break;
            default:
                hub.IsAway = true;
                break;
        }

        Pass(time, Heartbeat * 2);
        string[] lost = fault == "away" ? ["one lost", "two lost"] : ["one lost"];
        Assert.Equal(lost, (await events.NextAsync(lost.Length)).Order(StringComparer.Ordinal));
        await server.Log.FindAsync("does not hear the other servers any more");
        Pass(time, Heartbeat * 5);
        Assert.Equal(0, events.Count);

        hub.Deaf.Clear();
        hub.Cut.Clear();
        hub.IsAway = false;
        Pass(time, Heartbeat);
        Assert.Equal(lost.Select(static text => text.Replace("lost", "found", StringComparison.Ordinal)), (await events.NextAsync(lost.Length)).Order(StringComparer.Ordinal));
        await server.Log.FindAsync("hears the other servers again");
        Pass(time, Heartbeat * 5);
        Assert.Equal(0, events.Count);
    }

    [Fact]
    public async Task Engine_ThatIsAwayFromTheStart_IsALoss()
    {
        var (hub, time, events) = (new TestHub { IsAway = true }, new FakeTimeProvider(), new Inbox<string>());
        await using var server = await StartAsync(hub, time, events, "one");

        Pass(time, Heartbeat * 2);
        Assert.Equal("one lost", await events.NextAsync());
        hub.IsAway = false;
        Pass(time, Heartbeat);
        Assert.Equal("one found", await events.NextAsync());
    }

    [Fact]
    public async Task Listener_ThatBlocks_DoesNotDelayTheHeartbeat()
    {
        var (hub, time, events) = (new TestHub(), new FakeTimeProvider(), new Inbox<string>());
        await using var server = await StartAsync(hub, time, events, "one");
        await using var other = await StartAsync(hub, time, events, "two");
        using var release = new ManualResetEventSlim();
        server.IO.OnClusterLost(() =>
        {
            events.Add("blocked");
            release.Wait(Waiting.Limit);
        });
        hub.Deaf[hub.Servers[0]] = true;
        Pass(time, Heartbeat * 2);
        Assert.Equal(["one lost", "blocked"], await events.NextAsync(2));

        // The other server goes on to hear it; it tells that it is found after that it was lost.
        hub.Deaf.Clear();
        var sent = hub.Count;
        Pass(time, Heartbeat * 4);
        Assert.True(hub.Count >= sent + 8, $"{hub.Count - sent} heartbeats of two servers");
        Assert.Equal(0, events.Count);
        release.Set();
        Assert.Equal("one found", await events.NextAsync());
    }

    [Fact]
    public async Task Listener_ThatIsRemoved_HearsNothing()
    {
        var (hub, time, events) = (new TestHub(), new FakeTimeProvider(), new Inbox<string>());
        await using var server = await StartAsync(hub, time, events, "one");
        var unwanted = () => events.Add("unwanted");
        server.IO.OnClusterLost(unwanted).OnClusterFound(unwanted).OffClusterLost(unwanted).OffClusterFound(unwanted);
        hub.IsAway = true;
        Pass(time, Heartbeat * 2);
        hub.IsAway = false;
        Pass(time, Heartbeat);

        Assert.Equal(["one lost", "one found"], await events.NextAsync(2));
        Assert.Equal(0, events.Count);
    }

    private static Task<TestServer> StartAsync(TestHub hub, FakeTimeProvider time, Inbox<string> events, string name) => TestServer.StartAsync(
        io => io.OnClusterLost(() => events.Add(name + " lost")).OnClusterFound(() => events.Add(name + " found")),
        services: services =>
        {
            RoomSettings.Heartbeat(Heartbeat)(services);
            services.AddSingleton<TimeProvider>(time);
            hub.Services(services);
        });

    private static void Pass(FakeTimeProvider time, TimeSpan span)
    {
        for (var passed = TimeSpan.Zero; passed < span; passed += TimeSpan.FromMilliseconds(20))
        {
            time.Advance(TimeSpan.FromMilliseconds(20));
        }
    }
}
