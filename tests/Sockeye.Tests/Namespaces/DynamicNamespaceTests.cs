using System.Text.RegularExpressions;

namespace Sockeye.Tests.Namespaces;

public sealed partial class DynamicNamespaceTests
{
    [Fact]
    public async Task Of_Regex_CreatesNamespacesThatInherit()
    {
        var steps = new Inbox<string>();
        await using var server = await TestServer.StartAsync(io => io.Of(Numbered())
            .Use(socket => steps.Add($"middleware {socket.Namespace.Name}"))
            .Use(async _ => await Task.Yield())
            .OnConnection(socket => steps.Add($"connection {socket.Namespace.Name}"))
            .OnConnection(async socket => await socket.EmitAsync("hello")));
        await using var client = await server.ConnectAsync("/dynamic-101");

        await client.ExpectAsync("""42/dynamic-101,["hello"]""");
        await client.JoinAsync("/dynamic-7");
        await client.ExpectAsync("""42/dynamic-7,["hello"]""");
        await client.SendAsync("40/dynamic-x,");
        await client.ExpectAsync("""44/dynamic-x,{"message":"Invalid namespace"}""");

        Assert.Equal(
            ["middleware /dynamic-101", "connection /dynamic-101", "middleware /dynamic-7", "connection /dynamic-7"],
            await steps.NextAsync(4));
    }

    [Fact]
    public async Task Use_OnAPatternWithAChild_HoldsForLaterChildrenOnly()
    {
        var steps = new Inbox<string>();
        ParentNamespace? parent = null;
        await using var server = await TestServer.StartAsync(io => parent = io.Of(Numbered()));
        await using var client = await server.ConnectAsync("/dynamic-101");

        parent!.Use(socket => steps.Add($"middleware {socket.Namespace.Name}"));
        parent.OnConnection(socket => steps.Add($"connection {socket.Namespace.Name}"));
        await using var second = await server.ConnectAsync("/dynamic-101");
        await client.JoinAsync("/dynamic-7");

        Assert.Equal(["middleware /dynamic-7", "connection /dynamic-7"], await steps.NextAsync(2));
        Assert.Equal(0, steps.Count);
        Assert.Equal(["/dynamic-101", "/dynamic-7"], parent.Children.Select(static child => child.Name).Order());
    }

    [Fact]
    public async Task Of_Predicate_SeesNameAndCredentials()
    {
        await using var server = await TestServer.StartAsync(io =>
        {
            io.Of(static (name, auth) => name == "/sync" && auth.GetString("token") == "t");
            io.Of(static async (name, auth) =>
            {
                await Task.Yield();
                return name == "/async" && auth.GetString("token") == "t";
            });
        });
        await using var client = await server.OpenAsync();

        await client.SendAsync("40/sync,", "40/async,");
        Assert.Equal(
            ["""44/async,{"message":"Invalid namespace"}""", """44/sync,{"message":"Invalid namespace"}"""],
            new[] { await client.ReceiveAsync(), await client.ReceiveAsync() }.Order());
        await client.JoinAsync("/sync", """{"token":"t"}""");
        await client.JoinAsync("/async", """{"token":"t"}""");
    }

    [Fact]
    public async Task Of_SeveralPatterns_AsksThemInTheOrderOfRegistration()
    {
        var first = new Inbox<Socket>();
        await using var server = await TestServer.StartAsync(io =>
        {
            io.Of(static (name, _) => name.StartsWith("/a", StringComparison.Ordinal)).OnConnection(first.Add);
            io.Of(static (_, _) => true).OnConnection(static socket => Assert.NotEqual("/abc", socket.Namespace.Name));
        });
        await using var client = await server.ConnectAsync("/abc");
        await client.JoinAsync("/other");

        Assert.Equal("/abc", (await first.NextAsync()).Namespace.Name);
    }

    [Fact]
    public async Task Of_PredicateThatThrows_RefusesWithoutItsText()
    {
        await using var server = await TestServer.StartAsync(io =>
            io.Of(static (name, _) => name == "/never" ? true : throw new InvalidOperationException("private text")));
        server.Log.Expect("private text");
        await using var client = await server.OpenAsync();

        await client.SendAsync("40/x,");

        await client.ExpectAsync("""44/x,{"message":"Internal server error"}""");
        await client.JoinAsync();
    }

    [Fact]
    public async Task Of_NameOfAPattern_GivesAChildThatStays()
    {
        var connected = new Inbox<Socket>();
        await using var server = await TestServer.StartAsync(io => io.Of(Numbered()).OnConnection(connected.Add));
        var parent = server.IO.Of(Numbered());

        var ns = server.IO.Of("/dynamic-1");
        var plain = server.IO.Of("/plain");

        Assert.NotNull(ns.Parent);
        Assert.NotSame(parent, ns.Parent);
        Assert.Same(ns, Assert.Single(ns.Parent.Children));
        Assert.Null(plain.Parent);
        await using var client = await server.ConnectAsync("/dynamic-1");
        Assert.Same(ns, (await connected.NextAsync()).Namespace);
        await client.SendAsync("41/dynamic-1,");
        await client.ExpectNothingAsync();
        Assert.Same(ns, server.IO.Of("/dynamic-1"));
    }

    [Fact]
    public async Task Emit_OnAPattern_ReachesAllItsNamespaces()
    {
        ParentNamespace? parent = null;
        await using var server = await TestServer.StartAsync(io => parent = io.Of(Numbered()));
        await using var client = await server.ConnectAsync("/dynamic-1");
        await client.JoinAsync("/dynamic-2");
        await client.JoinAsync("/");

        await parent!.EmitAsync("e", 1);

        Assert.Equal(["""42/dynamic-1,["e",1]""", """42/dynamic-2,["e",1]"""], (await client.DrainAsync()).Order());
        Assert.Equal(["/dynamic-1", "/dynamic-2"], parent.Children.Select(static ns => ns.Name).Order());
    }

    [Fact]
    public async Task NamespaceCreated_ByApplicationAndByClient_IsToldOnce()
    {
        var created = new Inbox<string>();
        await using var server = await TestServer.StartAsync(io =>
        {
            io.OnNamespaceCreated(ns => created.Add(ns.Name));
            io.Of(Numbered());
            io.Of("/static");
            io.Of("static");
            io.Of("/");
        });
        await using var client = await server.ConnectAsync("/dynamic-1");
        await using var other = await server.ConnectAsync("/dynamic-1");

        Assert.Equal(["/static", "/dynamic-1"], await created.NextAsync(2));
        Assert.Equal(0, created.Count);
    }

    [Fact]
    public async Task NamespaceCreated_ListenerThatThrows_KeepsNobodyOut()
    {
        await using var server = await TestServer.StartAsync(io =>
        {
            io.OnNamespaceCreated(static _ => throw new InvalidOperationException("listener broke"));
            io.Of(Numbered());
            io.Of("/static");
        });
        server.Log.Expect("listener broke");

        await using var client = await server.ConnectAsync("/dynamic-1");
        await client.JoinAsync("/static");

        await server.Log.FindAsync("listener broke");
    }

    [Fact]
    public async Task NamespaceCreated_ListenerThatTakesItsTime_KeepsOthersWaiting()
    {
        using var go = new ManualResetEventSlim();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var checkedBefore = new Inbox<string>();
        await using var server = await TestServer.StartAsync(io =>
        {
            io.OnNamespaceCreated(ns =>
            {
                entered.SetResult();
                Assert.True(go.Wait(Waiting.Limit));
                ns.Use(socket => checkedBefore.Add(socket.Namespace.Name));
            });
            io.Of(Numbered());
            io.OnConnection(static socket => socket.On<Acknowledgement>("are you there", static async answer => await answer.SendAsync()));
        });
        var first = server.ConnectAsync("/dynamic-1");
        await entered.Task.Within();
        await using var second = await server.ConnectAsync();
        await second.SendAsync("40/dynamic-1,", "421[\"are you there\"]");
        Assert.Equal("431[]", await second.ReceiveAsync());

        go.Set();

        Assert.StartsWith("40/dynamic-1,", await second.ReceiveAsync(), StringComparison.Ordinal);
        await (await first).DisposeAsync();
        Assert.Equal(["/dynamic-1", "/dynamic-1"], await checkedBefore.NextAsync(2));
    }

    [Fact]
    public async Task Connect_ManyClientsAtOnce_CreateOneNamespace()
    {
        var created = new Inbox<string>();
        await using var server = await TestServer.StartAsync(io =>
        {
            io.OnNamespaceCreated(ns => created.Add(ns.Name));
            io.Of(static async (_, _) =>
            {
                await Task.Yield();
                return true;
            });
        });

        var clients = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => server.ConnectAsync("/same")));

        Assert.Equal(10, server.IO.Of("/same").Sockets.Count);
        Assert.Equal(1, created.Count);
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }
    }

    [GeneratedRegex(@"^/dynamic-\d+$")]
    private static partial Regex Numbered();
}
