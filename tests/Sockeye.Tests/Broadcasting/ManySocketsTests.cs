namespace Sockeye.Tests.Broadcasting;

/// <summary>What acts on many sockets at once: fetch, join, leave, disconnect.</summary>
public sealed class ManySocketsTests
{
    [Fact]
    public async Task FetchSockets_OfAChoice_ShowsThem()
    {
        await using var scene = await Scene.StartAsync(3);
        await scene[0].JoinAsync("a");
        await scene[1].JoinAsync("a", "b");
        scene[0].Data.Set(new { Name = "ann" });

        Assert.Equal(3, (await scene.IO.FetchSocketsAsync()).Count);
        Assert.Equal(
            new[] { scene[0].Id, scene[1].Id }.Order(),
            (await scene.IO.To("a").FetchSocketsAsync()).Select(static socket => socket.Id).Order());
        var found = Assert.Single(await scene.IO.In("a").Except("b").FetchSocketsAsync());
        Assert.Equal(scene[0].Id, found.Id);
        Assert.Equal([scene[0].Id, "a"], found.Rooms);
        Assert.Equal("ann", found.Data.GetProperty("name").GetString());
        Assert.Equal("127.0.0.1", found.Handshake.GetProperty("address").GetString());
        Assert.Same(scene[0], found.Local);
        Assert.Equal(scene[2].Id, Assert.Single(await scene[0].Except("b").FetchSocketsAsync()).Id);
    }

    [Fact]
    public async Task RemoteSocket_Acts_OnThatSocket()
    {
        await using var scene = await Scene.StartAsync(2);
        var found = Assert.Single(await scene.IO.To(scene[0].Id).FetchSocketsAsync());

        await found.EmitAsync("e", 1);
        await found.JoinAsync("a", "b");
        await found.LeaveAsync("b");
        Assert.Equal([scene[0].Id, "a"], scene[0].Rooms);
        Assert.Equal([scene[0].Id], found.Rooms);
        Assert.Equal(["""42["e",1]""", ""], await scene.DrainAsync());
        await found.DisconnectAsync();

        Assert.Equal(["41", ""], await scene.DrainAsync());
        Assert.False(scene[0].Connected);
    }

    [Fact]
    public async Task RemoteSocket_Asked_GivesItsOwnAnswer()
    {
        await using var scene = await Scene.StartAsync(2, fakeTime: true);
        await scene[1].JoinAsync(scene[0].Id);
        var found = Assert.Single(await scene.IO.Except(scene[1].Id).FetchSocketsAsync());

        var answered = found.EmitWithAckAsync("ask", 1);
        await scene.Clients[1].ExpectAsync("""420["ask",1]""");
        await scene.Clients[1].SendAsync("""430["not mine"]""");
        await scene.Clients[0].ExpectAsync("""420["ask",1]""");
        await scene.Clients[0].SendAsync("""430["mine"]""");
        Assert.Equal("mine", (await answered.Within()).Get<string>(0));

        await scene[1].LeaveAsync(scene[0].Id);
        var late = found.EmitWithAckAsync("ask", [2], TimeSpan.FromSeconds(2));
        scene.Server.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal("operation has timed out", (await Assert.ThrowsAsync<TimeoutException>(() => late.Within())).Message);

        scene[0].Disconnect();
        await Assert.ThrowsAsync<SocketDisconnectedException>(() => found.EmitWithAckAsync("ask", 3).Within());
    }

    [Fact]
    public async Task SocketsJoinAndLeave_OfAChoice_ChangeThem()
    {
        await using var scene = await Scene.StartAsync(3);
        await scene[0].JoinAsync("a");
        await scene[1].JoinAsync("a");

        await scene.IO.In("a").Except(scene[1].Id).SocketsJoinAsync("x", "y");
        await scene[0].Broadcast.SocketsJoinAsync("z");
        Assert.Equal([scene[0].Id, "a", "x", "y"], scene[0].Rooms);
        Assert.Equal([scene[1].Id, "a", "z"], scene[1].Rooms);
        Assert.Equal([scene[2].Id, "z"], scene[2].Rooms);

        await scene.IO.SocketsLeaveAsync("z", "x");
        Assert.Equal([scene[0].Id, "a", "y"], scene[0].Rooms.Order(StringComparer.Ordinal).OrderBy(room => room != scene[0].Id));
        Assert.Equal([scene[2].Id], scene[2].Rooms);
        Assert.False(scene.Rooms.Contains("z"));
    }

    [Fact]
    public async Task DisconnectSockets_OfAChoice_DisconnectsThem()
    {
        await using var scene = await Scene.StartAsync(3, ns: "/n");
        await scene.Clients[0].JoinAsync("/");
        await scene.Clients[1].JoinAsync("/");
        await scene[0].JoinAsync("a");
        await scene[1].JoinAsync("b");

        await scene.Namespace.In("a").DisconnectSocketsAsync();
        Assert.Equal(["41/n,", "", ""], await scene.DrainAsync());
        await scene.Namespace.To("b").DisconnectSocketsAsync(close: true);
        Assert.Equal(["41", "41/n,"], (await scene.Clients[1].ClosedAsync()).Order());

        Assert.Equal(scene[2].Id, Assert.Single(scene.Namespace.Sockets.Keys));
        Assert.Single(scene.IO.Sockets);
    }

    [Fact]
    public async Task DisconnectSockets_InsideAHandler_DoesNotHang()
    {
        await using var scene = await Scene.StartAsync(5);
        for (var i = 0; i < 5; i++)
        {
            scene[i].OnDisconnect(_ => scene.IO.DisconnectSocketsAsync().AsTask());
        }

        scene[0].On("all", () => scene.IO.DisconnectSocketsAsync().AsTask());
        await scene.Clients[0].SendAsync("""42["all"]""");

        Assert.All(await Task.WhenAll(scene.Clients.Select(static client => client.ReceiveAsync())), static packet => Assert.Equal("41", packet));
        await Waiting.Until(() => scene.IO.Sockets.Count == 0);
    }

    [Fact]
    public async Task ServerSideEmit_OnOneServer_ReachesNobodyAndAnswersAtOnce()
    {
        await using var scene = await Scene.StartAsync(1, io =>
            io.MainNamespace.ServerSide.OnAny(static _ => throw new InvalidOperationException("a server does not hear itself")));

        await scene.Namespace.ServerSideEmitAsync("e", 1);
        Assert.Empty(await scene.Namespace.ServerSideEmitWithAckAsync("e", 1).Within());
        Assert.Equal(1, await scene.Namespace.ServerCountAsync().Within());

        await Assert.ThrowsAsync<ArgumentException>(async () => await scene.Namespace.ServerSideEmitAsync("connection"));
        await Assert.ThrowsAsync<ArgumentException>(async () => await scene.Namespace.ServerSideEmitAsync("new_namespace"));
        await Assert.ThrowsAsync<ArgumentException>(async () => await scene.Namespace.ServerSideEmitWithAckAsync("disconnect"));
        Assert.Equal([""], await scene.DrainAsync());
    }
}
