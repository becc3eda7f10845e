using CsCheck;
using Sockeye.Engine.Delivery;
using Sockeye.Recovery;
using Sockeye.Rooms;

namespace Sockeye.Tests.Rooms;

/// <summary>The table of rooms against a naive model of it, and under threads.</summary>
public sealed class RoomTableModelTests : IAsyncLifetime
{
    private static readonly string[] RoomNames = ["a", "b", "c", "s0", "s1", "s2", "s3", "s4"];

    private TestServer _server = null!;
    private Sockeye.Connections.Client _client = null!;

    private enum Kind
    {
        Connect,
        Join,
        JoinMany,
        Leave,
        Remove,
        Walk,
    }

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        await using var client = await _server.ConnectAsync();
        _client = _server.IO.Sockets[client.Id].Client;
        await client.CloseAsync();
        await Waiting.Until(() => _server.IO.Engine.ClientsCount == 0);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public void Operations_InAnyOrder_AgreeWithTheModel() =>
        Gen.Select(Gen.Enum<Kind>(), Gen.Int[0, 4], Gen.Int[0, 255], Gen.Int[0, 255])
            .Array[0, 60]
            .Sample(Agrees, iter: 3_000, threads: 1);

    [Fact]
    public void Membership_ManyRoomsOfManyMembers_IsFoundWhicheverSideIsLong()
    {
        var table = new RoomTable(_server.IO.MainNamespace);
        var sockets = Enumerable.Range(0, 50).Select(i => Connected(table, $"socket-{i}", "everyone", "crowd")).ToArray();
        var many = sockets[0];
        string[] small = [.. Enumerable.Range(0, 100).Select(i => $"small-{i}")];
        table.Join(many, small);
        table.Join(sockets[1], small[..50]);
        Assert.All(small, room => Assert.True(table.IsIn(many, room)));
        Assert.True(table.IsIn(many, "crowd"));

        table.Leave(many, "crowd");
        foreach (var room in small.Where((_, i) => i % 2 == 0))
        {
            table.Leave(many, room);
        }

        table.Join(many, "crowd");
        table.Join(many, "crowd");
        Assert.Equal(50, table.CountOf("crowd"));
        Assert.All(small, room => Assert.Equal(small.IndexOf(room) % 2 == 1, table.IsIn(many, room)));
        Assert.Equal(53, table.RoomsOf(many).Length);
        table.Remove(many);
        Assert.Equal(49, table.CountOf("crowd"));
        Assert.Equal(49, table.CountOf("everyone"));
        Assert.Equal(1, table.CountOf("small-1"));
        Assert.Equal(0, table.CountOf("small-99"));
    }

    [Fact]
    public async Task Walks_WhileSocketsComeAndGo_VisitEachMemberThatStaysOnce()
    {
        var table = new RoomTable(_server.IO.MainNamespace);
        var stable = Enumerable.Range(0, 50).Select(i => Connected(table, $"stable-{i}", "stable", "a")).ToHashSet();
        var options = new BroadcastOptions { Rooms = ["stable", "a", "b"], Except = ["excluded"] };
        using var stop = new CancellationTokenSource();

        var walkers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            var walks = 0;
            do
            {
                var seen = Walk(table, walks++ % 3 == 0 ? BroadcastOptions.Everyone : options);
                Assert.DoesNotContain(null, seen);
                Assert.Equal(seen.Count, seen.Distinct().Count());
                Assert.Subset(seen.ToHashSet(), stable);
            }
            while (!stop.IsCancellationRequested);
        })).ToArray();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() => Churn(table, worker)))).Within();
        await stop.CancelAsync();

        await Task.WhenAll(walkers).Within();
        Assert.Equal(stable, table.ConnectedSockets().ToHashSet());
        Assert.Equal(
            ["a", "stable"],
            table.AllRooms().Select(static room => room.Name).Where(static name => !name.StartsWith("stable-", StringComparison.Ordinal)).Order());
        Assert.Equal(50, table.CountOf("a"));
    }

    private static List<Socket> Walk(RoomTable table, BroadcastOptions options)
    {
        var visitor = new Collector([]);
        RoomWalk.Visit(table, options, ref visitor);
        return visitor.Visited;
    }

    private void Churn(RoomTable table, int worker)
    {
        var random = new Random(worker);
        for (var round = 0; round < 300; round++)
        {
            var socket = Connected(table, $"{worker}-{round}");
            for (var i = 0; i < 30; i++)
            {
                var room = random.Next(4) switch { 0 => "a", 1 => "b", 2 => "excluded", _ => $"own-{worker}" };
                if (random.Next(2) == 0)
                {
                    table.Join(socket, room);
                }
                else
                {
                    table.Leave(socket, room);
                }
            }

            table.Remove(socket);
        }
    }

    private bool Agrees((Kind Kind, int Socket, int Rooms, int Except)[] operations)
    {
        var table = new RoomTable(_server.IO.MainNamespace);
        var sockets = Enumerable.Range(0, 5).Select(i => Create($"s{i}")).ToArray();
        var model = new Model();
        foreach (var (kind, index, roomBits, exceptBits) in operations)
        {
            var socket = sockets[index];
            var rooms = RoomNames.Where((_, i) => (roomBits & (1 << i)) != 0).ToArray();
            switch (kind)
            {
                case Kind.Connect when model.Connect(socket):
                    socket.Lifetime.TryConnect();
                    table.Connect(socket, EncodedPacket.FromText("0"u8), []);
                    table.Events.Raise();
                    break;
                case Kind.Join:
                    table.Join(socket, RoomNames[roomBits % 8]);
                    model.Join(socket, RoomNames[roomBits % 8]);
                    break;
                case Kind.JoinMany:
                    table.Join(socket, rooms);
                    Array.ForEach(rooms, room => model.Join(socket, room));
                    break;
                case Kind.Leave:
                    table.Leave(socket, RoomNames[roomBits % 8]);
                    model.Leave(socket, RoomNames[roomBits % 8]);
                    break;
                case Kind.Remove:
                    table.Remove(socket);
                    model.Remove(socket);
                    break;
                case Kind.Walk:
                    var options = new BroadcastOptions { Rooms = rooms, Except = [.. RoomNames.Where((_, i) => (exceptBits & (1 << i)) != 0)] };
                    var visited = Walk(table, options);
                    if (visited.Distinct().Count() != visited.Count
                        || !model.Targets(options).SetEquals(visited)
                        || (visited.Count > 0 && !RoomWalk.Any(table, options)))
                    {
                        return false;
                    }

                    break;
            }
        }

        return model.Matches(table, sockets);
    }

    private Socket Create(string id)
    {
        // A session that comes back is how a socket gets an id that somebody else chose.
        var session = new RecoverySession(string.Empty, id, [], new SocketData(_server.IO.Serializer), 0);
        var handshake = new Handshake(_client.Session.Handshake, new HandshakeAuth(_server.IO.Serializer, default), _server.IO.Time.GetUtcNow());
        return new Socket(_server.IO.MainNamespace, _client, handshake, new MemoryResumption(session, [], 0));
    }

    private Socket Connected(RoomTable table, string id, params string[] rooms)
    {
        var socket = Create(id);
        socket.Lifetime.TryConnect();
        table.Join(socket, rooms);
        table.Connect(socket, EncodedPacket.FromText("0"u8), []);
        table.Events.Raise();
        return socket;
    }

    private readonly struct Collector(List<Socket> visited) : ITargetVisitor
    {
        public List<Socket> Visited { get; } = visited;

        public void Visit(Socket socket) => Visited.Add(socket);
    }

    private sealed class Model
    {
        private readonly Dictionary<string, HashSet<Socket>> _rooms = [];
        private readonly HashSet<Socket> _connected = [];
        private readonly HashSet<Socket> _gone = [];

        public bool Connect(Socket socket)
        {
            if (_gone.Contains(socket) || !_connected.Add(socket))
            {
                return false;
            }

            Join(socket, socket.Id);
            return true;
        }

        public void Join(Socket socket, string room)
        {
            if (!_gone.Contains(socket))
            {
                (_rooms.TryGetValue(room, out var members) ? members : _rooms[room] = []).Add(socket);
            }
        }

        public void Leave(Socket socket, string room)
        {
            if (_rooms.TryGetValue(room, out var members) && members.Remove(socket) && members.Count == 0)
            {
                _rooms.Remove(room);
            }
        }

        public void Remove(Socket socket)
        {
            foreach (var room in _rooms.Keys.ToArray())
            {
                Leave(socket, room);
            }

            _connected.Remove(socket);
            _gone.Add(socket);
        }

        public HashSet<Socket> Targets(BroadcastOptions options)
        {
            var targets = new HashSet<Socket>(options.Rooms.Count == 0 ? _connected : options.Rooms.SelectMany(Members));
            targets.IntersectWith(_connected);
            targets.ExceptWith(options.Except.SelectMany(Members));
            return targets;
        }

        public bool Matches(RoomTable table, Socket[] sockets) =>
            _connected.SetEquals(table.ConnectedSockets())
            && table.RoomCount == _rooms.Count
            && table.AllRooms().ToDictionary(static room => room.Name, static room => room.Count).OrderBy(static room => room.Key)
                .SequenceEqual(_rooms.ToDictionary(static room => room.Key, static room => room.Value.Count).OrderBy(static room => room.Key))
            && RoomNames.All(room => Members(room).Select(static socket => socket.Id).Order().SequenceEqual(table.MembersOf(room).Order())
                && table.Exists(room) == _rooms.ContainsKey(room)
                && table.CountOf(room) == Members(room).Count()
                && sockets.All(socket => table.IsIn(socket, room) == Members(room).Contains(socket)))
            && sockets.All(socket => table.RoomsOf(socket).Order().SequenceEqual(
                _rooms.Where(room => room.Value.Contains(socket)).Select(static room => room.Key).Order()));

        private IEnumerable<Socket> Members(string room) => _rooms.TryGetValue(room, out var members) ? members : [];
    }
}
