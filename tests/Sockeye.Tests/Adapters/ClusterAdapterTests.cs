using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Sockeye.Tests.Adapters;

/// <summary>Two servers and a backend of this process: what does not depend on the backend.</summary>
public sealed class ClusterAdapterTests
{
    [Fact]
    public async Task Emit_ToARoom_ReachesItsMembersOnAllServers()
    {
        var (cluster, here, there) = await StartAsync();
        await using var first = here;
        await using var second = there;
        await using var a = await here.ConnectAsync();
        await using var b = await there.ConnectAsync();
        await there.IO.SocketsJoinAsync("r");

        await here.IO.To("r").EmitAsync("e", 1, new byte[] { 7 });

        await a.ExpectAsync("""451-["e",1,{"_placeholder":true,"num":0}]""");
        await b.ExpectAsync("""451-["e",1,{"_placeholder":true,"num":0}]""");
        Assert.Equal(2, await here.IO.MainNamespace.ServerCountAsync());
        Assert.NotEmpty(cluster.Sent);
    }

    [Fact]
    public async Task Send_WhileTheBackendIsDown_ServesThisServersSocketsWithAWarning()
    {
        var (cluster, here, there) = await StartAsync();
        await using var first = here;
        await using var second = there;
        await using var a = await here.ConnectAsync();
        var socket = here.IO.Sockets[a.Id];
        cluster.IsDown = true;

        await here.IO.EmitAsync("e");
        await here.IO.SocketsJoinAsync("r");
        await here.IO.To("r").EmitAsync("r");
        await here.IO.SocketsLeaveAsync("r");
        await socket.Broadcast.EmitAsync("others");
        await here.IO.MainNamespace.ServerSideEmitAsync("news");
        await here.IO.DisconnectSocketsAsync();

        await a.ExpectAsync("""42["e"]""", """42["r"]""", "41");
        var warning = Assert.Single(here.Log.Entries, static entry => entry.Text.Contains("did not reach the other servers", StringComparison.Ordinal));
        Assert.Equal(LogLevel.Warning, warning.Level);
        Assert.Contains("namespace /", warning.Text, StringComparison.Ordinal);
        Assert.Contains("use Published or ThrowIfUnpublished", warning.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_WhileTheBackendIsDown_FailsWhereTheOptionSaysSo()
    {
        var cluster = new LoopbackCluster { ThrowIfUnpublished = true };
        await using var here = await TestServer.StartAsync(services: cluster.Services);
        await using var a = await here.ConnectAsync();
        cluster.IsDown = true;

        await Assert.ThrowsAsync<ClusterPublishException>(async () => await here.IO.EmitAsync("e"));
        await Assert.ThrowsAsync<ClusterPublishException>(async () => await here.IO.SocketsLeaveAsync("r"));
        await Assert.ThrowsAsync<ClusterPublishException>(async () => await here.IO.MainNamespace.ServerSideEmitAsync("news"));
        await Assert.ThrowsAsync<ClusterPublishException>(async () => await here.IO.DisconnectSocketsAsync());

        await a.ExpectAsync("""42["e"]""", "41");
    }

    [Fact]
    public async Task Published_WhileTheBackendIsDown_ReachesThisServersSocketsAndTellsTheCaller()
    {
        var (cluster, here, there) = await StartAsync();
        await using var first = here;
        await using var second = there;
        await using var a = await here.ConnectAsync();
        cluster.IsDown = true;

        var exception = await Assert.ThrowsAsync<ClusterPublishException>(async () => await here.IO.Published.EmitAsync("e"));

        Assert.Contains("down", exception.Message, StringComparison.Ordinal);
        await a.ExpectAsync("""42["e"]""");
        await Assert.ThrowsAsync<ClusterPublishException>(async () => await here.IO.Published.SocketsJoinAsync("r"));
        Assert.Equal(1, here.IO.MainNamespace.Adapter.Rooms.MemberCount("r"));
        var found = await here.IO.FetchSocketsAsync();
        Assert.Single(found);
        Assert.Equal([ClusterAdapter.UnknownServer], found.Missing);
        Assert.Equal((1, false), await CountOf(here));
    }

    [Fact]
    public async Task LocalEmit_IsNotPublished()
    {
        var (cluster, here, there) = await StartAsync();
        await using var first = here;
        await using var second = there;
        await using var b = await there.ConnectAsync();

        await here.IO.Local.EmitAsync("e");
        await here.IO.Local.SocketsJoinAsync("r");
        await here.IO.Local.SocketsLeaveAsync("r");
        await here.IO.Local.DisconnectSocketsAsync();
        Assert.Empty(await here.IO.Local.FetchSocketsAsync());

        Assert.Empty(cluster.Sent);
        await b.ExpectNothingAsync();
    }

    [Fact]
    public async Task FetchSockets_WithASilentServer_NamesItAndGivesTheOthers()
    {
        var (cluster, here, there) = await StartAsync();
        await using var first = here;
        await using var second = there;
        await using var a = await here.ConnectAsync();
        await using var b = await there.ConnectAsync();
        cluster.Deaf.Add(LoopbackCluster.AdapterOf(there).ServerId);

        var found = await here.IO.Timeout(TimeSpan.FromMilliseconds(100)).FetchSocketsAsync();

        Assert.Single(found);
        Assert.False(found.IsComplete);
        Assert.Equal([LoopbackCluster.AdapterOf(there).ServerId], found.Missing);
    }

    [Fact]
    public async Task FetchSockets_WhileTheSilentServerGoes_DoesNotWaitForIt()
    {
        var (cluster, here, there) = await StartAsync();
        await using var first = here;
        await using var a = await here.ConnectAsync();
        cluster.Deaf.Add(LoopbackCluster.AdapterOf(there).ServerId);
        var fetching = here.IO.Timeout(TimeSpan.FromMinutes(5)).FetchSocketsAsync();
        Assert.False(fetching.IsCompleted);

        await there.DisposeAsync();

        var found = await fetching.Within();
        Assert.Single(found);
        Assert.True(found.IsComplete);
    }

    [Fact]
    public async Task RemoteSocket_OfAnotherServer_IsActedOnThere()
    {
        var (_, here, there) = await StartAsync();
        await using var first = here;
        await using var second = there;
        await using var b = await there.ConnectAsync("/", auth: """{"token":"x"}""");
        there.IO.Sockets.Values.Single().Data.Set(new { name = "b" });

        var remote = Assert.Single(await here.IO.FetchSocketsAsync());
        await remote.EmitAsync("hello");
        await remote.JoinAsync("r");
        var asking = remote.EmitWithAckAsync("q");

        await b.ExpectAsync("""42["hello"]""");
        await b.ExpectAsync("""420["q"]""");
        await b.SendAsync("""430["yes"]""");
        Assert.Equal("yes", (await asking.Within()).Get<string>(0));
        Assert.Null(remote.Local);
        Assert.Equal("b", remote.Data.GetProperty("name").GetString());
        Assert.StartsWith("/socket.io/?", remote.Handshake.GetProperty("url").GetString());
        Assert.Equal([remote.Id], remote.Rooms);
        Assert.Equal(1, there.IO.MainNamespace.Adapter.Rooms.MemberCount("r"));
        await remote.DisconnectAsync();
        await b.ExpectAsync("41");
        await Assert.ThrowsAsync<SocketDisconnectedException>(() => remote.EmitWithAckAsync("q").Within());
    }

    [Fact]
    public async Task Count_AmongOurServers_CostsANumberForEach()
    {
        var (cluster, here, there) = await StartAsync();
        await using var first = here;
        await using var second = there;
        await using var a = await here.ConnectAsync();
        await using var b = await there.ConnectAsync();
        await using var c = await there.ConnectAsync();

        Assert.Equal((3, true), await CountOf(here));
        Assert.DoesNotContain(cluster.Sent, static message => message.Type == ClusterMessageType.FetchSockets);
        var inRoom = await here.IO.To("nobody").CountAsync();
        Assert.Equal(0, inRoom.Value);
    }

    [Fact]
    public async Task Count_WithAServerOfNodes_AsksForItsSockets()
    {
        var (cluster, here, there) = await StartAsync();
        await using var first = here;
        await using var second = there;
        await using var b = await there.ConnectAsync();
        cluster.Unknown.Add(ClusterMessageType.CountSockets);

        cluster.AreOfNode.Add(LoopbackCluster.AdapterOf(there).ServerId);

        Assert.Equal((1, true), await CountOf(here));
        Assert.Equal((1, true), await CountOf(here));
    }

    [Fact]
    public async Task Count_WithASlowServerOfOurs_WaitsForItsNumber_AndAsksNobodyForSockets()
    {
        var (cluster, here, there) = await StartAsync();
        await using var first = here;
        await using var second = there;
        await using var b = await there.ConnectAsync();
        var slow = LoopbackCluster.AdapterOf(there);
        cluster.Deaf.Add(slow.ServerId);

        // It is asked, and hears it only after it has been asked in the words of Node's servers too.
        var counting = here.IO.CountAsync();
        await Waiting.Until(() => cluster.Sent.Any(static message => message.Type == ClusterMessageType.FetchSockets));
        foreach (var message in cluster.Sent.ToArray())
        {
            slow.Inject(message);
        }

        var count = await counting.Within();
        Assert.Equal((1, true), (count.Value, count.IsComplete));
        Assert.DoesNotContain(cluster.Sent, static message => message.Type == ClusterMessageType.FetchSocketsResponse);

        // It was no reason to ask anybody for sockets from now on.
        cluster.Deaf.Clear();
        cluster.Sent.Clear();
        Assert.Equal((1, true), await CountOf(here));
        Assert.DoesNotContain(cluster.Sent, static message => message.Type == ClusterMessageType.FetchSockets);
    }

    [Theory]
    [InlineData(ClusterCredentials.OnlyToNode, true, false)]
    [InlineData(ClusterCredentials.OnlyToNode, false, true)]
    [InlineData(ClusterCredentials.Always, true, true)]
    [InlineData(ClusterCredentials.Never, true, false)]
    [InlineData(ClusterCredentials.Never, false, false)]
    public async Task FetchSockets_OfAnotherServer_HasTheCredentialsThatTheOptionGives(ClusterCredentials credentials, bool isAskedByOurs, bool areThere)
    {
        var cluster = new LoopbackCluster { Credentials = credentials };
        await using var here = await TestServer.StartAsync(services: cluster.Services);
        await using var there = await TestServer.StartAsync(services: cluster.Services);
        await using var client = await there.OpenAsync(headers: [("Cookie", "secret=1"), ("Authorization", "Bearer x"), ("X-Other", "y")]);
        await client.JoinAsync(auth: """{"token":"t"}""");
        if (!isAskedByOurs)
        {
            cluster.AreOfNode.Add(LoopbackCluster.AdapterOf(here).ServerId);
        }

        var handshake = Assert.Single(await here.IO.FetchSocketsAsync()).Handshake;

        var headers = handshake.GetProperty("headers");
        Assert.Equal("y", headers.GetProperty("x-other").GetString());
        Assert.Equal(areThere, headers.TryGetProperty("cookie", out _));
        Assert.Equal(areThere, headers.TryGetProperty("authorization", out _));
        Assert.Equal(areThere ? """{"token":"t"}""" : "{}", handshake.GetProperty("auth").GetRawText());
        Assert.True(Assert.Single(await there.IO.Local.FetchSocketsAsync()).Handshake.GetProperty("headers").TryGetProperty("cookie", out _));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AllRooms_GivesTheNamesOfAllServersOnce(bool areAllOurs)
    {
        var (cluster, here, there) = await StartAsync();
        await using var first = here;
        await using var second = there;
        await using var a = await here.ConnectAsync();
        await using var b = await there.ConnectAsync();
        await here.IO.Local.SocketsJoinAsync("both", "here");
        await there.IO.Local.SocketsJoinAsync("both", "there");
        if (!areAllOurs)
        {
            cluster.Unknown.Add(ClusterMessageType.AllRooms);
            cluster.AreOfNode.Add(LoopbackCluster.AdapterOf(there).ServerId);
        }

        var rooms = await here.IO.MainNamespace.AllRoomsAsync();

        Assert.Equal(((string[])[a.Id, b.Id, "both", "here", "there"]).Order(StringComparer.Ordinal), rooms.Order(StringComparer.Ordinal));
        Assert.True(rooms.IsComplete);
        Assert.Equal(areAllOurs, cluster.Sent.All(static message => message.Type != ClusterMessageType.FetchSockets));
        Assert.Empty(await here.IO.Of("/empty").AllRoomsAsync());
    }

    [Fact]
    public async Task AllRooms_WhileTheBackendIsDown_GivesThoseOfThisServer()
    {
        var (cluster, here, there) = await StartAsync();
        await using var first = here;
        await using var second = there;
        await using var a = await here.ConnectAsync();
        cluster.IsDown = true;

        var rooms = await here.IO.MainNamespace.AllRoomsAsync();

        Assert.Equal([a.Id], rooms);
        Assert.Equal([ClusterAdapter.UnknownServer], rooms.Missing);
    }

    [Fact]
    public async Task EmitWithAck_CollectsTheAnswersOfAllServersAndWhoLeft()
    {
        var (_, here, there) = await StartAsync();
        await using var first = here;
        await using var second = there;
        await using var a = await here.ConnectAsync();
        await using var b = await there.ConnectAsync();
        var c = await there.ConnectAsync();

        var asking = here.IO.Timeout(TimeSpan.FromMinutes(5)).EmitWithAckAsync("q");
        await a.ExpectAsync("420[\"q\"]");
        await b.ExpectAsync("420[\"q\"]");
        await c.ExpectAsync("420[\"q\"]");
        await a.SendAsync("430[\"a\"]");
        await b.SendAsync("430[\"b\",2]");
        await c.DisposeAsync(); // a client that has left is not waited for, wherever it was

        var acks = await asking.Within();
        Assert.True(acks.IsComplete);
        Assert.Equal(["a", "b"], acks.Answers.Select(static answer => answer.Arguments.Get<string>(0)!).Order());
        Assert.Equal(1, acks.Answers.Count(static answer => answer.SocketId is null));
    }

    [Fact]
    public async Task EmitWithAck_WithASilentServer_NamesIt()
    {
        var cluster = new LoopbackCluster();
        await using var here = await TestServer.StartAsync(services: cluster.Services, fakeTime: true);
        await using var there = await TestServer.StartAsync(services: cluster.Services);
        await using var a = await here.ConnectAsync();
        cluster.Deaf.Add(LoopbackCluster.AdapterOf(there).ServerId);

        var asking = here.IO.Timeout(TimeSpan.FromSeconds(1)).EmitWithAckAsync("q");
        await a.ExpectAsync("420[\"q\"]");
        await a.SendAsync("430[\"a\"]");
        await a.ExpectNothingAsync();
        here.Time.Advance(TimeSpan.FromSeconds(2));

        var acks = await asking.Within();
        Assert.Single(acks.Answers);
        Assert.Equal([LoopbackCluster.AdapterOf(there).ServerId], acks.Missing);
        Assert.Throws<BroadcastAckTimeoutException>(() => acks.EnsureComplete());
    }

    [Fact]
    public async Task EmitWithAck_WhileTheSilentServerGoes_DoesNotWaitForIt()
    {
        var (cluster, here, there) = await StartAsync();
        await using var first = here;
        await using var a = await here.ConnectAsync();
        cluster.Deaf.Add(LoopbackCluster.AdapterOf(there).ServerId);
        var asking = here.IO.Timeout(TimeSpan.FromMinutes(5)).EmitWithAckAsync("q");
        await a.ExpectAsync("420[\"q\"]");
        await a.SendAsync("430[\"a\"]");

        await there.DisposeAsync();

        var acks = await asking.Within();
        Assert.Single(acks.Answers);
        Assert.True(acks.IsComplete);
    }

    [Fact]
    public async Task EmitWithAck_WhileTheBackendSendsAnAnswer_HoldsUpNobody()
    {
        var (cluster, here, there) = await StartAsync();
        await using var first = here;
        await using var second = there;
        await using var a = await there.ConnectAsync();
        await using var b = await there.ConnectAsync();
        var leaving = there.IO.Sockets[b.Id];
        var gotThrough = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.Responding = response =>
        {
            if (response.Type == ClusterMessageType.BroadcastAck)
            {
                gotThrough.TrySetResult(Task.Run(() => leaving.Disconnect()).Wait(Waiting.Limit / 2));
            }
        };

        var asking = here.IO.EmitWithAckAsync("q");
        await a.ExpectAsync("420[\"q\"]");
        await a.SendAsync("430[\"a\"]");

        Assert.True(await gotThrough.Task);
        Assert.Single((await asking.Within()).Answers);
    }

    [Fact]
    public async Task ServerSideEmitWithAck_CollectsOneAnswerOfEachOtherServer()
    {
        var (_, here, there) = await StartAsync();
        await using var first = here;
        await using var second = there;
        here.IO.MainNamespace.ServerSide.OnAny(static _ => throw new InvalidOperationException("not to itself"));
        there.IO.MainNamespace.ServerSide.On("q", async e =>
        {
            await e.AnswerAsync(new { got = e.Arguments.Get<int>(0) });
            await e.AnswerAsync("again");
        });

        var answers = await here.IO.MainNamespace.ServerSideEmitWithAckAsync("q", 5);

        Assert.Equal(5, Assert.Single(answers).Get<JsonElement>(0).GetProperty("got").GetInt32());
        Assert.True(answers.IsComplete);
    }

    [Theory]
    [InlineData(false, "Internal server error")]
    [InlineData(true, "secret")]
    public async Task ServerSideEmitWithAck_OfAHandlerThatFails_GetsAnErrorAtOnce(bool detailed, string message)
    {
        var cluster = new LoopbackCluster();
        await using var here = await TestServer.StartAsync(services: cluster.Services);
        await using var there = await TestServer.StartAsync(services: cluster.Services, options: options => options.EnableDetailedErrors = detailed);
        there.Log.Expect("secret");
        there.IO.MainNamespace.ServerSide.On("fail", static async _ =>
        {
            await Task.Yield();
            throw new InvalidOperationException("secret");
        });
        there.IO.MainNamespace.ServerSide.On("refuse", static _ => throw new EventRefusedException("no"));

        var failed = await here.IO.MainNamespace.ServerSideEmitWithAckAsync("fail").Within();
        var refused = await here.IO.MainNamespace.ServerSideEmitWithAckAsync("refuse").Within();

        Assert.Equal($$$"""{"error":{"message":"{{{message}}}"}}""", Assert.Single(failed).Get<JsonElement>(0).GetRawText());
        Assert.Equal("""{"error":{"message":"no"}}""", Assert.Single(refused).Get<JsonElement>(0).GetRawText());
    }

    [Fact]
    public async Task Receive_RepliesThatNobodyWaitsFor_AndReplays_AreIgnored()
    {
        var (cluster, here, there) = await StartAsync();
        await using var first = here;
        await using var second = there;
        await using var b = await there.ConnectAsync();
        var adapter = LoopbackCluster.AdapterOf(here);
        await here.IO.FetchSocketsAsync();
        foreach (var message in cluster.Sent.ToArray())
        {
            adapter.Inject(message);
            adapter.Inject(message with { ServerId = "someone else" });
        }

        foreach (var type in Enum.GetValues<ClusterMessageType>().Append((ClusterMessageType)77))
        {
            adapter.Inject(new ClusterMessage(type) { ServerId = "x", RequestId = "r" });
            adapter.Inject(new ClusterMessage(type) { ServerId = "x", Namespace = "/other" });
        }

        Assert.Single(await here.IO.FetchSocketsAsync());
    }

    private static async Task<(LoopbackCluster Cluster, TestServer Here, TestServer There)> StartAsync()
    {
        var cluster = new LoopbackCluster();
        return (cluster, await TestServer.StartAsync(services: cluster.Services), await TestServer.StartAsync(services: cluster.Services));
    }

    private static async Task<(int Value, bool IsComplete)> CountOf(TestServer server)
    {
        var count = await server.IO.CountAsync();
        return (count.Value, count.IsComplete);
    }
}
