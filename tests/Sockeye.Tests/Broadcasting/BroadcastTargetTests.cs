namespace Sockeye.Tests.Broadcasting;

/// <summary>Who gets a broadcast: each recipient once, nobody else.</summary>
public sealed class BroadcastTargetTests
{
    private const string E = """42["e"]""";

    [Fact]
    public async Task Emit_OnServerOrNamespace_ReachesEverybodyInIt()
    {
        await using var scene = await Scene.StartAsync(2, ns: "/n");
        await using var main = await scene.Server.ConnectAsync();

        await scene.Namespace.EmitAsync("in n", 1);
        await scene.IO.EmitAsync("in main");

        Assert.Equal(["""42/n,["in n",1]""", """42/n,["in n",1]"""], await scene.DrainAsync());
        Assert.Equal(["""42["in main"]"""], await main.DrainAsync());
    }

    [Fact]
    public async Task To_OneOrMoreRooms_ReachesEachMemberOnce()
    {
        await using var scene = await StartAsync();

        await scene.IO.To("a").EmitAsync("e");
        Assert.Equal([E, E, "", ""], await scene.DrainAsync());
        await scene.IO.To("a").To("b").EmitAsync("e");
        Assert.Equal([E, E, E, ""], await scene.DrainAsync());
        await scene.IO.To("a", "b").In("a").In("b", "none").EmitAsync("e");
        Assert.Equal([E, E, E, ""], await scene.DrainAsync());
        await scene.IO.To(["a", "b"]).EmitAsync("e");
        Assert.Equal([E, E, E, ""], await scene.DrainAsync());
        await scene.IO.To("none").EmitAsync("e");
        Assert.Equal(["", "", "", ""], await scene.DrainAsync());
        await scene.IO.To(scene[3].Id).To("none").To("b").EmitAsync("e");
        Assert.Equal(["", E, E, E], await scene.DrainAsync());
    }

    [Fact]
    public async Task Except_Rooms_WinsOverTo()
    {
        await using var scene = await StartAsync();

        await scene.IO.Except("a").EmitAsync("e");
        Assert.Equal(["", "", E, E], await scene.DrainAsync());
        await scene.IO.To("b").Except("a").EmitAsync("e");
        Assert.Equal(["", "", E, ""], await scene.DrainAsync());
        await scene.IO.Except("a").To("a").EmitAsync("e");
        Assert.Equal(["", "", "", ""], await scene.DrainAsync());
        await scene.IO.Except(scene[0].Id, scene[3].Id).Except("none").EmitAsync("e");
        Assert.Equal(["", E, E, ""], await scene.DrainAsync());
        await scene.IO.To(scene[0].Id).Except(scene[0].Id).EmitAsync("e");
        Assert.Equal(["", "", "", ""], await scene.DrainAsync());
        await scene.IO.To(scene[0].Id, "b").Except("a").EmitAsync("e");
        Assert.Equal(["", "", E, ""], await scene.DrainAsync());
    }

    [Fact]
    public async Task Broadcast_FromASocket_LeavesItOut()
    {
        await using var scene = await StartAsync();

        await scene[0].Broadcast.EmitAsync("e");
        Assert.Equal(["", E, E, E], await scene.DrainAsync());
        await scene[0].To("a").EmitAsync("e");
        Assert.Equal(["", E, "", ""], await scene.DrainAsync());
        await scene[0].In("a", "b").EmitAsync("e");
        Assert.Equal(["", E, E, ""], await scene.DrainAsync());
        await scene[0].Except("b").EmitAsync("e");
        Assert.Equal(["", "", "", E], await scene.DrainAsync());
        await scene[0].Except("b", scene[3].Id).EmitAsync("e");
        Assert.Equal(["", "", "", ""], await scene.DrainAsync());
        await scene[0].Local.To("a").EmitAsync("e");
        Assert.Equal(["", E, "", ""], await scene.DrainAsync());
        await scene[0].To(scene[0].Id).EmitAsync("e");
        Assert.Equal(["", "", "", ""], await scene.DrainAsync());
        await scene[0].To(scene[1].Id).EmitAsync("e");
        Assert.Equal(["", E, "", ""], await scene.DrainAsync());
        await scene[0].EmitAsync("e");
        Assert.Equal([E, "", "", ""], await scene.DrainAsync());
    }

    [Fact]
    public async Task Modifiers_InAnyCombination_KeepTheTargets()
    {
        await using var scene = await StartAsync();

        await scene.IO.Compress(false).To("a").Local.Timeout(TimeSpan.FromSeconds(1)).EmitAsync("e");
        Assert.Equal([E, E, "", ""], await scene.DrainAsync());
        await scene.IO.Local.Compress(true).Except("a").EmitAsync("e");
        Assert.Equal(["", "", E, E], await scene.DrainAsync());
        await scene[0].Compress(false).To("a").EmitAsync("e");
        Assert.Equal(["", E, "", ""], await scene.DrainAsync());
        await scene[0].Timeout(TimeSpan.Zero).Broadcast.EmitAsync("e");
        Assert.Equal(["", E, E, E], await scene.DrainAsync());
    }

    [Fact]
    public async Task Operators_AreImmutableAndReusable()
    {
        await using var scene = await StartAsync();
        var toA = scene.IO.To("a");
        var toBoth = toA.To("b");
        var withoutOne = toBoth.Except(scene[1].Id);
        var fromSocket = scene[0].To("a");

        await toA.EmitAsync("e");
        Assert.Equal([E, E, "", ""], await scene.DrainAsync());
        await withoutOne.EmitAsync("e");
        Assert.Equal([E, "", E, ""], await scene.DrainAsync());
        await toBoth.EmitAsync("e");
        Assert.Equal([E, E, E, ""], await scene.DrainAsync());
        await fromSocket.To("b").EmitAsync("e");
        await fromSocket.EmitAsync("e");
        Assert.Equal(["", $"{E} {E}", E, ""], await scene.DrainAsync());
        await scene[3].JoinAsync("a");
        await toA.EmitAsync("e");
        Assert.Equal([E, E, "", E], await scene.DrainAsync());
        await scene[0].EmitAsync("e");
        Assert.Equal([E, "", "", ""], await scene.DrainAsync());
    }

    [Fact]
    public async Task Rooms_OfTheSameNameInOtherNamespaces_AreOthers()
    {
        await using var scene = await Scene.StartAsync(1, io => io.Of("/b"), "/a");
        await scene.Clients[0].JoinAsync("/b");
        await scene[0].JoinAsync("room");

        await scene.IO.Of("/b").To("room").EmitAsync("e");
        Assert.Equal([""], await scene.DrainAsync());
        await scene.IO.Of("/a").To("room").EmitAsync("e");
        Assert.Equal(["""42/a,["e"]"""], await scene.DrainAsync());
    }

    [Fact]
    public async Task Broadcast_WithBinary_ReachesBothTransports()
    {
        await using var scene = await Scene.StartAsync(1);
        await scene.AddAsync(TestTransport.Polling);

        await scene.IO.EmitAsync("e", new byte[] { 1, 2 }, "x", new byte[] { 3 });

        Assert.All(
            await scene.DrainAsync(),
            static received => Assert.Equal("""452-["e",{"_placeholder":true,"num":0},"x",{"_placeholder":true,"num":1}] 0102 03""", received));
    }

    [Fact]
    public async Task Broadcast_ToNobody_EncodesNothing()
    {
        await using var scene = await Scene.StartAsync(1);
        var written = new Watched();

        await scene.IO.To("empty").EmitAsync("e", written);
        await scene.IO.Of("/empty").EmitAsync("e", written);
        Assert.False(written.WasRead);

        await scene.IO.EmitAsync("e", written);
        Assert.True(written.WasRead);
    }

    private static async Task<Scene> StartAsync()
    {
        var scene = await Scene.StartAsync(4);
        await scene[0].JoinAsync("a");
        await scene[1].JoinAsync("a", "b");
        await scene[2].JoinAsync("b");
        return scene;
    }

    private sealed class Watched
    {
        private bool _read;

        public bool Value => _read = true;

        internal bool WasRead => _read;
    }
}
