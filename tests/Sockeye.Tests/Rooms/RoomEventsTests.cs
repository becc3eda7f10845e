using System.Collections.Concurrent;

namespace Sockeye.Tests.Rooms;

public sealed class RoomEventsTests
{
    [Fact]
    public async Task Events_OfALife_AreBalancedAndInOrder()
    {
        var events = new Inbox<string>();
        await using var scene = await Scene.StartAsync(0, io => Watch(io.MainNamespace.Adapter, events.Add));
        var one = await scene.AddAsync();
        var two = await scene.AddAsync();

        await one.JoinAsync("a");
        await two.JoinAsync("a");
        await one.JoinAsync("a");
        await one.LeaveAsync("a");
        two.Disconnect();

        Assert.Equal(
            [
                $"+{one.Id}", $"{one.Id}<{one.Id}", $"+{two.Id}", $"{two.Id}<{two.Id}",
                "+a", $"a<{one.Id}", $"a<{two.Id}", $"a>{one.Id}", $"a>{two.Id}", "-a", $"{two.Id}>{two.Id}", $"-{two.Id}",
            ],
            await events.NextAsync(12));
        Assert.Equal(0, events.Count);
    }

    [Fact]
    public async Task Events_OfARoomNamedLikeASocket_AreBalanced()
    {
        var events = new Inbox<string>();
        await using var scene = await Scene.StartAsync(2);
        var (one, two) = (scene[0], scene[1]);
        Watch(scene.Namespace.Adapter, events.Add);

        await two.JoinAsync(one.Id);
        await one.LeaveAsync(one.Id);
        await two.LeaveAsync(one.Id);
        await one.JoinAsync(one.Id);
        one.Disconnect();

        Assert.Equal(
            [
                $"{one.Id}<{two.Id}", $"{one.Id}>{one.Id}", $"{one.Id}>{two.Id}", $"-{one.Id}",
                $"+{one.Id}", $"{one.Id}<{one.Id}", $"{one.Id}>{one.Id}", $"-{one.Id}",
            ],
            await events.NextAsync(8));
    }

    [Fact]
    public async Task Listener_ChangingRoomsItself_HearsOfThatAfterwards()
    {
        var events = new Inbox<string>();
        await using var scene = await Scene.StartAsync(1);
        var socket = scene[0];
        var adapter = scene.Namespace.Adapter;
        Watch(adapter, events.Add);
        adapter.OnRoomCreated(room =>
        {
            if (room == "a")
            {
                Assert.True(socket.JoinAsync("b").AsTask().IsCompletedSuccessfully);
            }
        });
        adapter.OnRoomLeft((room, left) =>
        {
            if (room == "a" && left == socket.Id)
            {
                Assert.True(socket.LeaveAsync("b").AsTask().IsCompletedSuccessfully);
            }
        });
        adapter.OnRoomDeleted(room =>
        {
            if (room == "b")
            {
                socket.Disconnect();
            }
        });

        await socket.JoinAsync("a");
        await socket.LeaveAsync("a");

        Assert.Equal(
            [
                "+a", $"a<{socket.Id}", "+b", $"b<{socket.Id}", $"a>{socket.Id}", "-a", $"b>{socket.Id}", "-b",
                $"{socket.Id}>{socket.Id}", $"-{socket.Id}",
            ],
            await events.NextAsync(10));
        Assert.False(socket.Connected);
    }

    [Fact]
    public async Task Listener_ThatThrows_DoesNotKeepTheRestFromHappening()
    {
        var events = new Inbox<string>();
        await using var scene = await Scene.StartAsync(1);
        scene.Server.Log.Expect("room listener broke");
        scene.Namespace.Adapter.OnRoomCreated(static _ => throw new InvalidOperationException("room listener broke"));
        scene.Namespace.Adapter.OnRoomJoined((room, _) => events.Add(room));

        await scene[0].JoinAsync("a");

        Assert.Equal("a", await events.NextAsync());
        Assert.True(scene[0].IsIn("a"));
        await scene.Server.Log.FindAsync("room listener broke");
    }

    [Fact]
    public async Task Listener_ThatIsAsynchronous_HoldsUpNobodyAndIsToldInOrder()
    {
        var events = new Inbox<string>();
        var gate = new TaskCompletionSource();
        await using var scene = await Scene.StartAsync(1);
        var adapter = scene.Namespace.Adapter;
        adapter.OnRoomJoined(async (room, _) =>
        {
            events.Add($"begun {room}");
            await gate.Task;
            events.Add($"ended {room}");
        });
        adapter.OnRoomJoined((room, _) => events.Add(room));

        await scene[0].JoinAsync("a");
        await scene[0].JoinAsync("b");

        Assert.Equal(["begun a", "a", "begun b", "b"], await events.NextAsync(4));
        gate.SetResult();
        Assert.Equal(["ended a", "ended b"], (await events.NextAsync(2)).Order());
    }

    [Fact]
    public async Task OffRoomJoined_RemovesTheListener()
    {
        var events = new Inbox<string>();
        Func<string, string, Task> first = (room, _) => Task.Run(() => events.Add($"first {room}"));
        await using var scene = await Scene.StartAsync(1);
        scene.Namespace.Adapter.OnRoomJoined(first).OnRoomJoined((room, _) => events.Add($"second {room}")).OffRoomJoined(first);

        await scene[0].JoinAsync("a");

        Assert.Equal("second a", await events.NextAsync());
        Assert.Equal(0, events.Count);
    }

    [Fact]
    public async Task Events_UnderChurn_AreBalanced()
    {
        var problems = new ConcurrentQueue<string>();
        var model = new Dictionary<string, HashSet<string>>();
        await using var scene = await Scene.StartAsync(6);
        var adapter = scene.Namespace.Adapter;
        foreach (var room in adapter.Rooms)
        {
            model[room.Name] = [room.Name];
        }

        // The events come one at a time, so the model needs no lock.
        adapter.OnRoomCreated(room => Check(model.TryAdd(room, []), $"created again: {room}"));
        adapter.OnRoomDeleted(room => Check(model.Remove(room, out var members) && members.Count == 0, $"deleted while in use: {room}"));
        adapter.OnRoomJoined((room, socket) => Check(model.TryGetValue(room, out var members) && members.Add(socket), $"joined twice: {room}"));
        adapter.OnRoomLeft((room, socket) => Check(model.TryGetValue(room, out var members) && members.Remove(socket), $"left twice: {room}"));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(() => Churn(worker)))).Within();

        Assert.Empty(problems);
        Assert.Equal(
            adapter.Rooms.Select(room => $"{room.Name}: {string.Join(',', adapter.Rooms.Members(room.Name).Order())}").Order(),
            model.Select(static room => $"{room.Key}: {string.Join(',', room.Value.Order())}").Order());

        void Check(bool holds, string problem)
        {
            if (!holds)
            {
                problems.Enqueue(problem);
            }
        }

        async Task Churn(int worker)
        {
            var random = new Random(worker);
            for (var i = 0; i < 4_000; i++)
            {
                var socket = scene[random.Next(6)];
                var room = random.Next(3) == 0 ? scene[random.Next(6)].Id : $"room-{random.Next(5)}";
                await (random.Next(2) == 0 ? socket.JoinAsync(room) : socket.LeaveAsync(room));
                if (worker == 0 && i == 2_000)
                {
                    scene[5].Disconnect();
                }
            }
        }
    }

    private static void Watch(Adapter adapter, Action<string> tell)
    {
        adapter.OnRoomCreated(room => tell($"+{room}"));
        adapter.OnRoomDeleted(room => tell($"-{room}"));
        adapter.OnRoomJoined((room, socket) => tell($"{room}<{socket}"));
        adapter.OnRoomLeft((room, socket) => tell($"{room}>{socket}"));
    }
}
