namespace Sockeye.Tests.Rooms;

public sealed class MembershipTests
{
    [Fact]
    public async Task Join_Twice_IsOnce()
    {
        await using var scene = await Scene.StartAsync(1);
        var socket = scene[0];

        await socket.JoinAsync("a");
        await socket.JoinAsync("a");
        await socket.JoinAsync("a", "b", "b");

        Assert.Equal([socket.Id, "a", "b"], socket.Rooms);
        Assert.Equal(1, scene.Rooms.MemberCount("a"));
        await scene.IO.To("a").EmitAsync("e");
        Assert.Equal(["""42["e"]"""], await scene.Clients[0].DrainAsync());
    }

    [Fact]
    public async Task Leave_Twice_IsOnceAndRemovesTheEmptyRoom()
    {
        await using var scene = await Scene.StartAsync(2);
        await scene[0].JoinAsync("a");
        await scene[1].JoinAsync("a");

        await scene[0].LeaveAsync("a");
        await scene[0].LeaveAsync("a");
        await scene[0].LeaveAsync("never joined");

        Assert.True(scene.Rooms.Contains("a"));
        Assert.Equal([scene[1].Id], scene.Rooms.Members("a"));
        await scene[1].LeaveAsync("a");
        Assert.False(scene.Rooms.Contains("a"));
        Assert.Empty(scene.Rooms.Members("a"));
        Assert.Equal(2, scene.Rooms.Count);
    }

    [Fact]
    public async Task Rooms_OfAConnectedSocket_HoldItsOwn()
    {
        await using var scene = await Scene.StartAsync(2);
        var (one, two) = (scene[0], scene[1]);

        Assert.Equal([one.Id], one.Rooms);
        Assert.True(one.IsIn(one.Id));
        Assert.False(one.IsIn(two.Id));
        await scene.IO.To(one.Id).EmitAsync("e");
        Assert.Equal(["""42["e"]"""], await scene.Clients[0].DrainAsync());
        await scene.Clients[1].ExpectNothingAsync();

        await one.LeaveAsync(one.Id);

        Assert.Empty(one.Rooms);
        Assert.False(scene.Rooms.Contains(one.Id));
        await scene.IO.To(one.Id).EmitAsync("to nobody");
        await scene.IO.EmitAsync("to all");
        Assert.Equal(["""42["to all"]"""], await scene.Clients[0].DrainAsync());

        await one.JoinAsync(one.Id);

        Assert.Equal([one.Id], one.Rooms);
    }

    [Fact]
    public async Task Join_OfAnotherSocketsRoom_HearsWhatItHears()
    {
        await using var scene = await Scene.StartAsync(2);
        var (one, two) = (scene[0], scene[1]);

        await two.JoinAsync(one.Id);

        Assert.Equal([one.Id, two.Id], scene.Rooms.Members(one.Id).OrderBy(id => id == two.Id));
        await scene.IO.To(one.Id).EmitAsync("both");
        Assert.Equal(["""42["both"]"""], await scene.Clients[0].DrainAsync());
        Assert.Equal(["""42["both"]"""], await scene.Clients[1].DrainAsync());

        // As in the reference: a socket leaves itself out by its own room, and so whoever else is in that.
        await one.Broadcast.EmitAsync("others");
        Assert.Equal(["", ""], await scene.DrainAsync());

        one.Disconnect();

        Assert.Equal([two.Id], scene.Rooms.Members(one.Id));
        two.Disconnect();
        Assert.Empty(scene.Rooms);
    }

    [Fact]
    public async Task Join_OfARoomNamedLikeASocketThatLeftIt_LetsTheOwnerBack()
    {
        await using var scene = await Scene.StartAsync(2);
        var (one, two) = (scene[0], scene[1]);

        await one.LeaveAsync(one.Id);
        await two.JoinAsync(one.Id);
        await one.JoinAsync(one.Id);
        await two.LeaveAsync(one.Id);

        Assert.Equal([one.Id], scene.Rooms.Members(one.Id));
        Assert.Equal([one.Id], one.Rooms);
        Assert.Equal(2, scene.Rooms.Count);
    }

    [Fact]
    public async Task Join_ThousandsOfRooms_FindsEachAndLeavesAllAtOnce()
    {
        await using var scene = await Scene.StartAsync(2);
        var names = Enumerable.Range(0, 5_000).Select(static i => $"room-{i}").ToArray();

        await scene[0].JoinAsync(names);
        await scene[1].JoinAsync(names.Where((_, i) => i % 2 == 0));

        Assert.Equal(5_001, scene[0].Rooms.Count);
        Assert.Equal(5_002, scene.Rooms.Count);
        Assert.True(scene[0].IsIn("room-4999"));
        Assert.Equal(2, scene.Rooms.MemberCount("room-4998"));
        foreach (var name in names.Where((_, i) => i % 3 == 0))
        {
            await scene[0].LeaveAsync(name);
        }

        Assert.Equal(names.Where((_, i) => i % 3 != 0).Append(scene[0].Id).Order(), scene[0].Rooms.Order());
        scene[0].Disconnect();
        Assert.Empty(scene[0].Rooms);
        Assert.Equal(2_501, scene.Rooms.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a#b*?[c]")]
    [InlineData("комната 😀")]
    [InlineData("42")]
    public async Task Join_AnyName_IsARoom(string name)
    {
        await using var scene = await Scene.StartAsync(1);

        await scene[0].JoinAsync(name);
        await scene.IO.To(name).EmitAsync("e");

        Assert.Equal(["""42["e"]"""], await scene.Clients[0].DrainAsync());
        Assert.Equal(1, scene.Rooms.MemberCount(name));
    }

    [Fact]
    public async Task Join_Null_ThrowsAndChangesNothing()
    {
        await using var scene = await Scene.StartAsync(1);

        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await scene[0].JoinAsync((string)null!));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await scene[0].JoinAsync("a", null!, "b"));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await scene[0].LeaveAsync(null!));

        Assert.Equal([scene[0].Id], scene[0].Rooms);
    }

    [Fact]
    public async Task Join_AfterDisconnect_DoesNothing()
    {
        await using var scene = await Scene.StartAsync(2);
        var socket = scene[0];
        await socket.JoinAsync("a");
        socket.Disconnect();

        await socket.JoinAsync("a");
        await socket.JoinAsync("b", "c");
        await socket.LeaveAsync("a");

        Assert.Empty(socket.Rooms);
        Assert.False(socket.IsIn("a"));
        Assert.Equal([scene[1].Id], scene.Rooms.Select(static room => room.Name));
    }

    [Fact]
    public async Task Join_InsideDisconnecting_DoesNotOutliveTheSocket()
    {
        await using var scene = await Scene.StartAsync(1);
        var socket = scene[0];
        socket.OnDisconnecting(_ => socket.JoinAsync("late").AsTask());
        socket.OnDisconnect(_ => socket.JoinAsync("later").AsTask());

        socket.Disconnect();

        Assert.Empty(scene.Rooms);
    }

    [Fact]
    public async Task Directory_ShowsRoomsMembersAndCounts()
    {
        await using var scene = await Scene.StartAsync(3);
        await scene[0].JoinAsync("a", "b");
        await scene[1].JoinAsync("b");

        Assert.Equal(5, scene.Rooms.Count);
        Assert.Equal(
            new[] { (scene[0].Id, 1), (scene[1].Id, 1), (scene[2].Id, 1), ("a", 1), ("b", 2) }.Order(),
            scene.Rooms.Select(static room => (room.Name, room.Count)).Order());
        Assert.Equal(0, scene.Rooms.MemberCount("none"));
        Assert.False(scene.Rooms.Contains("none"));
        Assert.True(scene.Rooms.IsMember("b", scene[1]));
        Assert.False(scene.Rooms.IsMember("a", scene[1]));
        Assert.Equal([scene[0].Id, "a", "b"], scene.Rooms.Of(scene[0].Id));
        Assert.Empty(scene.Rooms.Of("unknown"));
    }

    [Fact]
    public async Task Sockets_OfTheNamespace_ShowWhoIsConnected()
    {
        await using var scene = await Scene.StartAsync(3);
        scene[1].Disconnect();

        Assert.Equal(2, scene.IO.Sockets.Count);
        Assert.Equal(new[] { scene[0].Id, scene[2].Id }.Order(), scene.IO.Sockets.Keys.Order());
        Assert.False(scene.IO.Sockets.ContainsKey(scene[1].Id));
        Assert.Throws<KeyNotFoundException>(() => scene.IO.Sockets[scene[1].Id]);
        Assert.All(scene.IO.Sockets, pair => Assert.Equal(pair.Key, pair.Value.Id));
    }
}
