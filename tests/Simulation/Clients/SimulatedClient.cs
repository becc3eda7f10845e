using System.Globalization;
using System.Text;
using System.Text.Json;
using Sockeye.Protocol.EngineIO;

namespace Sockeye.Simulation;

/// <summary>A client, as the documentation has it. It does one thing after the other, and looks at everything that it gets.</summary>
internal sealed class SimulatedClient
{
    /// <summary>Who is not answered for so long is not answered any more.</summary>
    public static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(20);

    // From when a permission is withdrawn until nothing comes any more that was sent before all servers knew.
    private static readonly TimeSpan LongestKnowing = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(9.5);

    private readonly World _world;
    private readonly Queue<Step> _waiting = new();
    private readonly SortedDictionary<string, RoomOfClient> _rooms = new(StringComparer.Ordinal);
    private readonly Dictionary<int, Request> _requests = [];
    private readonly Scenario _scenario;
    private readonly Cluster _cluster;
    private Connection? _connection;
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
        _waiting.Enqueue(step);
        Next();
    }

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
            else if (_connection is not null)
            {
                Start(step, _scenario.Room(step.What));
            }
        }
    }

    private void Start(Step step, string room)
    {
        switch (step.Kind)
        {
            case StepKind.Join when !_rooms.ContainsKey(room):
                _rooms[room] = new RoomOfClient();
                _cluster.Ledger.Joins[(User, room)] = _world.Now;
                Ask(room, $"""["join","{room}"]""", answer =>
                {
                    Expect(answer.ValueKind == JsonValueKind.True || (IsError(answer) && _scenario.Has(Features.Permissions)), "refused", $"joining {room}: {answer}");
                    if (IsError(answer))
                    {
                        _rooms.Remove(room);
                    }
                    else if (_rooms.TryGetValue(room, out var joined))
                    {
                        // It may have been taken out of it already.
                        joined.Phase = RoomPhase.Joined;
                        joined.History.Since = _world.Now;
                    }
                });
                break;
            case StepKind.Leave when _rooms.TryGetValue(room, out var known):
                known.Phase = RoomPhase.Leaving;
                Ask(room, $"""["leave","{room}"]""", answer =>
                {
                    Expect(answer.ValueKind == JsonValueKind.True, "refused", $"leaving {room}: {answer}");
                    _rooms.Remove(room);
                    LeaveChecks.Watch(_world, _cluster, User, room);
                });
                break;
            case StepKind.SetState when _scenario.Has(Features.Presence) && _rooms.ContainsKey(room):
                Ask(room, $$"""["presence:update","{{room}}",{"by":"{{Node.Name}}","n":{{++_stateCount}}}]""", answer =>
                    Expect(IsError(answer) || !_cluster.Grants.Denies(User, room, RoomAccess.Send), "sent", $"{User} may not send to {room}, and sets its state"));
                break;
            case StepKind.ListMembers when _scenario.Has(Features.Presence):
                Ask(room, $"""["presence:list","{room}"]""", answer =>
                {
                    if (!IsError(answer))
                    {
                        See(room, answer, RoomAccess.Presence);
                    }
                });
                break;
            case StepKind.Say:
                Say(room);
                break;
            case StepKind.ReadHistory when _scenario.Has(Features.History) && _rooms.TryGetValue(room, out var read):
                Ask(room, $$"""["history:read","{{room}}",{"last":200}]""", answer =>
                {
                    if (!IsError(answer) && _rooms.GetValueOrDefault(room) == read)
                    {
                        See(room, answer, RoomAccess.History);
                        read.History.OnPage(answer);
                    }
                });
                break;
            case StepKind.CreateRecord when _scenario.Has(Features.Records):
                Ask(room, $"""["create","{room}","{NewText()}",{(step.What % 3 > 0 ? "true" : "false")},{(step.What % 7 == 0 ? 3 : 0)}]""", _ => { });
                break;
            case StepKind.SetRecord when _scenario.Has(Features.Records):
                Ask(room, $"""["set","{room}","{NewText()}"]""", _ => { });
                break;
            case StepKind.DeleteRecord when _scenario.Has(Features.Records):
                _cluster.Ledger.Deletions[room] = _world.Now;
                Ask(room, $"""["delete","{room}"]""", _ => { });
                break;
            case StepKind.WatchRecords when _scenario.Has(Features.Records) && Records is null:
                Records = new RecordView();
                Ask(room, """["rooms:watch",{"prefix":""}]""", _ => Ask(room, """["rooms:list",{}]""", OnList));
                break;
            case StepKind.Close:
                Close();
                break;
            case StepKind.Vanish:
                // The client's end is gone at once; the server's is not.
                _connection!.Cut();
                Lose("vanished");
                break;
        }
    }

    private string NewText() => string.Create(CultureInfo.InvariantCulture, $"{Node.Name}.{_textCount++}");

    private void Say(string room)
    {
        var saying = new Saying(this, room, NewText(), _world.Now);
        _cluster.Ledger.Sayings.Add(saying);
        Ask(room, $"""["say","{room}","{saying.Text}"]""", answer =>
        {
            saying.IsKept = answer.ValueKind == JsonValueKind.True;
            Expect(!saying.IsKept || !_cluster.Grants.Denies(User, room, RoomAccess.Send), "sent", $"{User} may not send to {room}, and says {saying.Text}");
        });
    }

    private static bool IsError(JsonElement answer) => answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("error", out _);

    // It gets something of a room: not of one that it was not allowed for so long that everybody knows.
    private void See(string room, JsonElement what, RoomAccess access) =>
        Expect(_cluster.Grants.Allowed(User, room, LongestKnowing) && !_cluster.Grants.Denies(User, room, access), "seen", $"{User} gets {what} and may not see {room}");

    private bool MayKnow(string room) => _cluster.Grants.WasEverAllowed(User, room) && !_cluster.Grants.Denies(User, room, RoomAccess.List);

    private void OnList(JsonElement answer)
    {
        var text = answer.GetRawText();
        for (var i = 0; i < _scenario.Rooms; i++)
        {
            var room = _scenario.Room(i);
            Expect(MayKnow(room) || !text.Contains(room, StringComparison.Ordinal), "seen", $"{User} may not know of {room}, and gets {answer}");
        }

        Expect(
            !answer.TryGetProperty("count", out var count) || count.GetInt32() <= Enumerable.Range(0, _scenario.Rooms).Count(room => MayKnow(_scenario.Room(room))),
            "seen",
            $"{User} may not know of so many rooms: {answer}");
        Records!.OnEvent("rooms:list", answer);
        Records.IsComplete = true;
    }

    private void Connect(SimulatedServer server)
    {
        _isBusy = true;
        _lastHeard = _world.Now;
        var connection = _connection = new Connection(_world, this, server);
        connection.Open();
        connection.ToServer(EnginePacketType.Message, Encoding.UTF8.GetBytes($$"""0{{Application.Path}},{"user":"{{User}}"}"""));
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
        _connection = null;
        Id = null;
        Records = null;
        _rooms.Clear();
        _requests.Clear();
        _isBusy = false;
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
                Id = json.RootElement.GetProperty("sid").GetString();
                _isBusy = false;
                break;
            case '2':
                OnEvent(json.RootElement[0].GetString()!, json.RootElement);
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

    private void OnEvent(string name, JsonElement packet)
    {
        if (name.StartsWith("presence:", StringComparison.Ordinal))
        {
            var room = packet[1].GetProperty("room").GetString()!;
            Expect(_rooms.TryGetValue(room, out var known), "seen", $"{User} gets {packet} and is not in the room");
            See(room, packet, RoomAccess.Presence);
            known!.Presence.OnEvent(name, packet[1]);
            if (name == "presence:left")
            {
                LeaveChecks.CheckLeft(_world, _cluster, room, packet[1]);
            }
        }
        else if (name.StartsWith("rooms:", StringComparison.Ordinal))
        {
            Expect(Records is not null, "seen", $"{packet}, and it does not watch");
            foreach (var room in packet[1].GetProperty("rooms").EnumerateArray())
            {
                // Of what it has known it is told the end, whenever that comes.
                var known = room.GetProperty("room").GetString()!;
                Expect(MayKnow(known), "seen", $"{User} may not know of {known}, and gets {packet}");
                if (name is "rooms:created" or "rooms:changed")
                {
                    See(known, packet, RoomAccess.List);
                }
            }

            Records!.OnEvent(name, packet[1]);
        }
        else if (name == "room:withdrawn")
        {
            _rooms.Remove(packet[1].GetProperty("room").GetString()!);
        }
        else if (name == "history")
        {
            var room = packet[1].GetProperty("room").GetString()!;
            Expect(_rooms.TryGetValue(room, out var known), "seen", $"{User} gets {packet} and is not in the room");
            See(room, packet, RoomAccess.History);
            known!.History.OnPage(packet[1]);
        }
        else if (name == "message")
        {
            OnMessage(packet);
        }
    }

    private void OnMessage(JsonElement packet)
    {
        var text = packet[1].GetString()!;
        var saying = _cluster.Ledger.Sayings.First(saying => saying.Text == text);
        Expect(saying.Who != this, "impossible-history", $"{text} comes back to who has said it");
        Expect(_rooms.TryGetValue(saying.Room, out var known), "seen", $"{User} gets {packet} of {saying.Room} and is not in it");
        See(saying.Room, packet, RoomAccess.Join);
        known!.History.OnMessage(packet);
    }

    private void Expect(bool isSo, string kind, string otherwise)
    {
        if (!isSo)
        {
            throw new FindingException(kind, $"{Node.Name}: {otherwise}");
        }
    }
}
