using System.Security.Claims;

namespace Sockeye.Tests.Namespaces;

/// <summary>A pattern as a target: the sockets of all its namespaces.</summary>
public sealed class ParentNamespaceTests
{
    [Fact]
    public async Task Targets_OfAPattern_MeanTheSocketsOfAllItsNamespaces()
    {
        await using var tenants = await Tenants.StartAsync();
        var (a, b, c, other) = (tenants["/t-1"], tenants["/t-1"], tenants["/t-2"], tenants["/other"]);
        await tenants.ConnectAllAsync(a, b, c, other);
        await a.Socket.JoinAsync("tea");
        await c.Socket.JoinAsync("tea", "quiet");

        await tenants.Pattern.EmitAsync("all", 1, "x", new byte[] { 7 });
        await tenants.Pattern.To("tea").EmitAsync("tea");
        await tenants.Pattern.In("tea").Except("quiet").EmitAsync("not quiet");
        await tenants.Pattern.Except(b.Socket.Id).Local.EmitAsync("not b");
        await tenants.Pattern.Volatile.Compress(false).EmitAsync("volatile");
        await tenants.Pattern.Users("ann", "bob").EmitAsync("users");
        await tenants.Pattern.To("nobody").EmitAsync("never");
        tenants.Pattern.Emit("nothing to wait for");

        string[] all = ["""451-/t-1,["all",1,"x",{"_placeholder":true,"num":0}]""", "07"];
        Assert.Equal([.. all, .. Of("/t-1", "tea", "not quiet", "not b", "volatile", "users", "nothing to wait for")], await a.Client.DrainAsync());
        Assert.Equal([.. all, .. Of("/t-1", "volatile", "users", "nothing to wait for")], await b.Client.DrainAsync());
        all[0] = all[0].Replace("t-1", "t-2", StringComparison.Ordinal);
        Assert.Equal([.. all, .. Of("/t-2", "tea", "not b", "volatile", "users", "nothing to wait for")], await c.Client.DrainAsync());
        Assert.Equal([], await other.Client.DrainAsync());
    }

    [Fact]
    public async Task Questions_ToAPattern_AreAnsweredByAllItsNamespacesTogether()
    {
        await using var tenants = await Tenants.StartAsync();
        var (a, b, c, other) = (tenants["/t-1"], tenants["/t-1"], tenants["/t-2"], tenants["/other"]);
        await tenants.ConnectAllAsync(a, b, c, other);

        Assert.Equal(3, (await tenants.Pattern.CountAsync()).Value);
        Assert.Equal(new[] { a.Socket.Id, b.Socket.Id, c.Socket.Id }.Order(), (await tenants.Pattern.FetchSocketsAsync()).Select(static socket => socket.Id).Order());

        var asking = tenants.Pattern.Timeout(TimeSpan.FromSeconds(5)).EmitWithAckAsync("ask", 1);
        foreach (var tenant in new[] { a, b, c })
        {
            var question = await tenant.Client.ReceiveAsync();
            var id = question[(question.IndexOf(',', StringComparison.Ordinal) + 1)..question.IndexOf('[', StringComparison.Ordinal)];
            await tenant.Client.SendAsync($"43{tenant.Name},{id}[\"{tenant.Socket.Id}\"]");
        }

        var acks = await asking.Within();
        Assert.Equal(new[] { a.Socket.Id, b.Socket.Id, c.Socket.Id }.Order(), acks.EnsureComplete().Select(static ack => ack.Arguments.Get<string>(0)!).Order());
        await other.Client.ExpectNothingAsync();
    }

    [Fact]
    public async Task Acknowledgements_ThatDoNotCome_AreSaidTogether()
    {
        await using var tenants = await Tenants.StartAsync();
        var (a, b) = (tenants["/t-1"], tenants["/t-2"]);
        await tenants.ConnectAllAsync(a, b);

        var asking = tenants.Pattern.Timeout(TimeSpan.FromMilliseconds(50)).EmitWithAckAsync("ask");
        await a.Client.ReceiveAsync();
        b.Client.Abort();

        var acks = await asking.Within();
        Assert.Equal([a.Socket.Id], acks.TimedOut.Except([b.Socket.Id]));
        Assert.Empty(acks.Answers);
        Assert.Equal(2, acks.TimedOut.Count + acks.Left.Count);
    }

    [Fact]
    public async Task Sockets_OfAPattern_AreMovedAndDisconnectedInAllItsNamespaces()
    {
        await using var tenants = await Tenants.StartAsync();
        var (a, c, other) = (tenants["/t-1"], tenants["/t-2"], tenants["/other"]);
        await tenants.ConnectAllAsync(a, c, other);

        await tenants.Pattern.SocketsJoinAsync("tea", "milk");
        await tenants.Pattern.To("tea").SocketsLeaveAsync("milk");
        Assert.Equal([true, true, false], new[] { a, c, other }.Select(static tenant => tenant.Socket.IsIn("tea")));
        Assert.False(a.Socket.IsIn("milk") || c.Socket.IsIn("milk"));
        Assert.Equal(2, (await tenants.Pattern.To("tea").CountAsync()).Value);

        await tenants.Pattern.To("tea").DisconnectSocketsAsync(reason: "closing time");
        await a.Client.ExpectAsync("""42/t-1,["disconnect_reason","closing time"]""", "41/t-1,");
        await c.Client.ExpectAsync("""42/t-2,["disconnect_reason","closing time"]""", "41/t-2,");
        Assert.True(other.Socket.Connected);
    }

    [Fact]
    public async Task Pattern_WithoutNamespaces_HasNobody()
    {
        await using var tenants = await Tenants.StartAsync();

        await tenants.Pattern.EmitAsync("never");
        await tenants.Pattern.SocketsJoinAsync("tea");

        Assert.Equal(0, (await tenants.Pattern.CountAsync()).Value);
        Assert.Empty((await tenants.Pattern.EmitWithAckAsync("never")).Answers);
    }

    [Fact]
    public async Task Namespaces_OfAPattern_AreReachedOnAllServers_IfTheyExistHere()
    {
        var cluster = new LoopbackCluster();
        await using var here = await Tenants.StartAsync(cluster);
        await using var there = await Tenants.StartAsync(cluster);
        var (mine, theirs, onlyTheirs) = (here["/t-1"], there["/t-1"], there["/t-3"]);
        await here.ConnectAllAsync(mine);
        await there.ConnectAllAsync(theirs, onlyTheirs);

        await here.Pattern.EmitAsync("all");
        await here.Pattern.SocketsJoinAsync("tea");

        Assert.Equal(["""42/t-1,["all"]"""], await mine.Client.DrainAsync());
        Assert.Equal(["""42/t-1,["all"]"""], await theirs.Client.DrainAsync());
        Assert.Equal([], await onlyTheirs.Client.DrainAsync());
        Assert.Equal(2, (await here.Pattern.CountAsync()).Value);
        Assert.Equal(2, (await here.Pattern.FetchSocketsAsync()).Count);
        Assert.True(theirs.Socket.IsIn("tea"));
    }

    [Fact]
    public async Task Emit_ThatOtherServersDoNotGet_FailsOnDemandAndReachesTheOthers()
    {
        var cluster = new LoopbackCluster();
        await using var tenants = await Tenants.StartAsync(cluster);
        var (a, c) = (tenants["/t-1"], tenants["/t-2"]);
        await tenants.ConnectAllAsync(a, c);
        cluster.IsDown = true;

        await tenants.Pattern.EmitAsync("quietly");
        await Assert.ThrowsAsync<ClusterPublishException>(() => tenants.Pattern.Published.EmitAsync("loudly").AsTask());

        Assert.Equal(Of("/t-1", "quietly", "loudly"), await a.Client.DrainAsync());
        Assert.Equal(Of("/t-2", "quietly", "loudly"), await c.Client.DrainAsync());
    }

    [Fact]
    public async Task Emit_WithRecovery_IsKeptInEachNamespace()
    {
        ParentNamespace pattern = null!;
        await using var server = await Recovery.RecoveryTests.StartAsync(io => pattern = io.Of(static (name, _) => name.StartsWith("/t-", StringComparison.Ordinal)));
        await using var first = new Recovery.RecoveringClient(server, "/t-1");
        await using var second = new Recovery.RecoveringClient(server, "/t-2");
        await first.ConnectAsync();
        await second.ConnectAsync();
        await pattern.EmitAsync("seen", 1);
        await first.ExpectAsync("seen 1");
        await second.ExpectAsync("seen 1");
        await first.LoseAsync();

        await pattern.EmitAsync("missed", 2);

        await second.ExpectAsync("missed 2");
        Assert.Equal(["missed 2"], await first.ConnectAsync());
    }

    private static string[] Of(string ns, params string[] events) => [.. events.Select(name => $"42{ns},[\"{name}\"]")];

    private sealed class Tenant(string name)
    {
        public string Name => name;

        public TestClient Client { get; set; } = null!;

        public Socket Socket { get; set; } = null!;
    }

    private sealed class Tenants : IAsyncDisposable
    {
        private readonly List<Tenant> _all = [];

        private Tenants(TestServer server, ParentNamespace pattern)
        {
            Server = server;
            Pattern = pattern;
        }

        public TestServer Server { get; }

        public ParentNamespace Pattern { get; }

        public Tenant this[string ns] => new(ns);

        public static async Task<Tenants> StartAsync(LoopbackCluster? cluster = null)
        {
            ParentNamespace pattern = null!;
            var server = await TestServer.StartAsync(
                io =>
                {
                    pattern = io.Of(static (name, _) => name.StartsWith("/t-", StringComparison.Ordinal));
                    pattern.Use(static socket => socket.User = Users.Named("ann"));
                    io.Of("/other").Use(static socket => socket.User = Users.Named("ann"));
                },
                static options => options.UserIdClaim = ClaimTypes.NameIdentifier,
                cluster?.Services);
            return new Tenants(server, pattern);
        }

        public async Task ConnectAllAsync(params Tenant[] tenants)
        {
            foreach (var tenant in tenants)
            {
                tenant.Client = await Server.ConnectAsync(tenant.Name);
                tenant.Socket = Server.IO.Of(tenant.Name).Sockets[tenant.Client.Id];
                _all.Add(tenant);
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var tenant in _all)
            {
                await tenant.Client.DisposeAsync();
            }

            await Server.DisposeAsync();
        }
    }
}
