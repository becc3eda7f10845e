using System.Globalization;
using System.Text;
using System.Text.Json;
using Sockeye.Protocol.EngineIO;

namespace Sockeye.Simulation;

/// <summary>A client, as the documentation has it. It does one thing after the other, and looks at everything that it gets.</summary>
internal sealed partial class SimulatedClient
{
    /// <summary>Who is not answered for so long is not answered any more.</summary>
    public static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(20);

    // From when a permission is withdrawn until nothing comes any more that was sent before all servers knew.
    private static readonly TimeSpan LongestKnowing = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(9.5);

    private static readonly TimeSpan LongestReplay = TimeSpan.FromSeconds(1);

    private readonly World _world;
    private readonly Queue<Step> _waiting = new();
    private readonly SortedDictionary<string, RoomOfClient> _rooms = new(StringComparer.Ordinal);
    private readonly Dictionary<int, Request> _requests = [];
    private readonly Scenario _scenario;
    private readonly Cluster _cluster;
    private readonly SessionOfClient _session = new();
    private Connection? _connection;
    private long _recoveredAt = long.MinValue / 2;
    private int _requestCount;
    private int _stateCount;
    private int _textCount;
    private bool _isBusy;
    private long _lastHeard;

    public SimulatedClient(World world, Scenario scenario, Cluster cluster, int index)
    {
        _world = world;
        _scenario = scenario;
        _cluster = cluster;
        User = scenario.User(index);
        Node = new Node(world, $"client{index}");
    }

    public string User { get; }

    /// <summary>The server that it was connected to last.</summary>
    public SimulatedServer? Home { get; private set; }

    public Node Node { get; }

    /// <summary>The server that it is in the namespace of, if it was told so and nothing else since.</summary>
    public SimulatedServer? Server => Id is null ? null : _connection?.Server;

    /// <summary>The id of its socket.</summary>
    public string? Id { get; private set; }

    public IReadOnlyDictionary<string, RoomOfClient> Rooms => _rooms;

    /// <summary>What it knows of records, if it watches.</summary>
    public RecordView? Records { get; private set; }

    /// <summary>Does something, as soon as what it does already is done.</summary>
    public void Do(Step step)
    {
        if (step is { Kind: StepKind.Vanish, Cuts: true })
        {
            // Whatever it is doing.
            Vanish();
            return;
        }

        _waiting.Enqueue(step);
        Next();
    }

    /// <summary>Whether it was ever recovered.</summary>
    public bool WasRecovered => _recoveredAt >= 0;

    /// <summary>It finds out that it is not in a room any more.</summary>
    public void Forget(string room) => _rooms.Remove(room);

    /// <summary>Ends its connection, whatever it is doing.</summary>
    public void Leave()
    {
        _waiting.Clear();
        Close();
    }

    public void Receive(Connection connection, byte[] packet)
    {
        if (connection != _connection)
        {
            return;
        }

        _lastHeard = _world.Now;
        _world.Trace.Line(_world.Now, Node.Name, packet);
        switch (packet[0])
        {
            case (byte)'2':
                connection.ToServer(EnginePacketType.Pong, []);
                break;
            case (byte)'4':
                OnPacket(Encoding.UTF8.GetString(packet, 1, packet.Length - 1));
                break;
        }
    }

    public void OnClosed(Connection connection)
    {
        if (connection == _connection)
        {
            Lose("the connection has ended");
        }
    }

    private void Next()
    {
        while (!_isBusy && _waiting.TryDequeue(out var step))
        {
            _world.Trace.Line(_world.Now, Node.Name, "does " + step);
            if (step.Kind == StepKind.Connect)
            {
                if (_connection is null && _cluster.Servers[step.What % _scenario.Servers] is { IsRunning: true } server)
                {
                    Connect(server);
                }
            }
            else if (step.Kind == StepKind.Return)
            {
                Return(step);
            }
            else if (_connection is not null)
            {
                Start(step, _scenario.Room(step.What));
            }
        }
    }

    private void Connect(SimulatedServer server)
    {
        _isBusy = true;
        _lastHeard = _world.Now;
        var connection = _connection = new Connection(_world, this, server);
        connection.Open();
        connection.ToServer(EnginePacketType.Message, Encoding.UTF8.GetBytes($"0{Application.Path},{_session.Auth(User)}"));
        Watch(connection);
    }

    // A client that hears nothing for as long as it takes a server to ping it takes the connection for lost.
    private void Watch(Connection connection) => _world.After(Node, LongestSilence.Ticks - (_world.Now - _lastHeard), () =>
    {
        if (connection != _connection)
        {
            return;
        }

        if (_world.Now - _lastHeard < LongestSilence.Ticks)
        {
            Watch(connection);
            return;
        }

        connection.CloseByClient();
        connection.Cut();
        Lose("nothing was heard");
    });

    private void Close()
    {
        _connection?.CloseByClient();
        Lose("closed");
    }

    private void Lose(string why)
    {
        _world.Trace.Line(_world.Now, Node.Name, why);
        Home = _connection?.Server ?? Home;
        _session.LostAt = Id is null ? null : _world.Now;
        _session.Early.Clear();
        _connection = null;
        Id = null;
        _requests.Clear();
        _isBusy = false;
        if (_session.Pid is null)
        {
            Forget();
        }
        else if (Records is { } records)
        {
            records.IsComplete = false;
        }

        Next();
    }

    private void Ask(string room, string json, Action<JsonElement> onAnswer)
    {
        var connection = _connection!;
        var id = _requestCount++;
        _isBusy = true;
        _requests.Add(id, new Request(json, onAnswer));
        connection.ToServer(EnginePacketType.Message, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"2{Application.Path},{id}{json}")));
        _world.After(Node, LongestAnswer.Ticks, () =>
        {
            if (connection == _connection && _requests.ContainsKey(id))
            {
                throw new FindingException("unanswered", $"{Node.Name} has no answer to {json}");
            }
        });
    }

    // 0/chat,{...}   2/chat,["event",...]   3/chat,17[...]   4/chat,{...}
    private void OnPacket(string packet)
    {
        var type = packet[0];
        var at = packet.IndexOf(',', StringComparison.Ordinal) + 1;
        Expect(packet.AsSpan(1).StartsWith(Application.Path, StringComparison.Ordinal) && at > 0, "protocol", packet);
        var id = 0;
        for (; at < packet.Length && char.IsAsciiDigit(packet[at]); at++)
        {
            id = (id * 10) + packet[at] - '0';
        }

        using var json = JsonDocument.Parse(at < packet.Length ? packet.AsMemory(at) : "null".AsMemory());
        switch (type)
        {
            case '0':
                _isBusy = false;
                OnWelcome(json.RootElement);
                break;
            case '2' when Id is null && _session.Pid is not null:
                _session.Early.Enqueue(packet[at..]);
                return;
            case '2':
                OnEvent(json.RootElement);
                break;
            case '3':
                Expect(_requests.Remove(id, out var request), "protocol", "an answer that nobody waits for: " + packet);
                _isBusy = false;
                request!.OnAnswer(json.RootElement[0]);
                break;
            case '4':
                // The server has not got the namespace: another one may.
                Close();
                return;
            default:
                throw new FindingException("protocol", "a packet that does not belong here: " + packet);
        }

        Next();
    }

    private void OnWelcome(JsonElement welcome)
    {
        var isRecovered = _session.IsSame(welcome);
        if (!isRecovered)
        {
            Expect(_session.Early.Count == 0, "recovery", "is sent what was missed, and has a new session");
            RecoveryChecks.CheckFresh(_world, _cluster, this, _connection!.Server, _session);
            Forget();
        }

        _session.OnWelcome(welcome, _world.Now);
        Id = _session.SocketId;
        Home = _connection!.Server;
        if (!isRecovered)
        {
            return;
        }

        _world.Trace.Line(_world.Now, Node.Name, "is recovered");
        _recoveredAt = _world.Now;
        while (_session.Early.TryDequeue(out var early))
        {
            using var json = JsonDocument.Parse(early);
            OnEvent(json.RootElement);
        }

        RecoveryChecks.CheckRecovered(_world, _cluster, this);
        Resume();
    }

    // What it was asking when the connection broke it asks again: there is no answer any more.
    private void Resume()
    {
        foreach (var (name, room) in _rooms.ToArray())
        {
            room.PresentSince = _world.Now;
            if (room.Phase == RoomPhase.Joining)
            {
                Join(name);
            }
            else if (room.Phase == RoomPhase.Leaving)
            {
                LeaveRoom(name);
            }
        }

        if (Records is not null)
        {
            WatchRecords();
        }
    }

    private void Forget()
    {
        Records = null;
        _rooms.Clear();
    }

    private void Expect(bool isSo, string kind, string otherwise)
    {
        if (!isSo)
        {
            throw new FindingException(kind, $"{Node.Name}: {otherwise}");
        }
    }
}
