using Sockeye.Replication;

namespace Sockeye.Records;

/// <summary>
/// The number of connections of rooms on all servers: a topic with the number of each counted room, such as rooms with records. If presence
/// counts, it counts nothing and only carries the questions that servers ask each other.
/// </summary>
internal sealed class RoomCounts : ITopicReader<string, int>, IRoomObserver
{
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(100);

    private readonly Namespace _namespace;
    private readonly Func<string, bool> _isCounted;
    private readonly Action<string, bool> _changed;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _elsewhere = new(StringComparer.Ordinal);
    private readonly Topic<string, int>? _topic;
    private readonly TopicLine<string, int>? _line;
    private readonly Queue<(string Server, long Id, string[] Held)> _answers = new();
    private HashSet<string> _news = new(StringComparer.Ordinal);
    private bool _isCounting;

    /// <param name="ns">The namespace.</param>
    /// <param name="name">The name of the topic between servers.</param>
    /// <param name="isCounted">Whether a room is counted. Called without locks.</param>
    /// <param name="changed">
    /// Called without locks with a room whose number may have changed, and with whether a socket that can get events has joined it here.
    /// </param>
    public RoomCounts(Namespace ns, string name, Func<string, bool> isCounted, Action<string, bool> changed)
    {
        _namespace = ns;
        _isCounted = isCounted;
        _changed = changed;
        if (ns.Server.RoomCluster is { IsShared: true } cluster)
        {
            var format = new CountFormat();
            _topic = new Topic<string, int>(cluster.NextEpoch(), format, this, ns.Server.RoomOptions.HeartbeatInterval / 2);
            _line = new TopicLine<string, int>(ns, name, _topic, format, _gate, Window, Tell);
        }
    }

    /// <summary>Returns which of the rooms that another server asks about have members here.</summary>
    public Func<IEnumerable<string>, IEnumerable<string>>? HeldHere { get; set; }

    /// <summary>
    /// Called without locks when another server has answered a question, with its id, the id of the question, and the rooms that have
    /// members there.
    /// </summary>
    public Action<string, long, IReadOnlyList<string>>? Answered { get; set; }

    /// <summary>The other servers that have records in this namespace.</summary>
    public IReadOnlyCollection<string> Participants
    {
        get
        {
            lock (_gate)
            {
                return _topic?.Participants ?? [];
            }
        }
    }

    public void Start(bool isCounting)
    {
        if (isCounting)
        {
            _isCounting = true;
            _namespace.AddRoomObserver(this);
        }

        _line?.Start();
    }

    public int Count(string room)
    {
        lock (_gate)
        {
            return _namespace.Adapter.Rooms.MemberCount(room) + _elsewhere.GetValueOrDefault(room);
        }
    }

    /// <summary>Called when a room may have another number of members here, or is counted from now on.</summary>
    public void Note(string room)
    {
        if (_topic is not { } topic)
        {
            return;
        }

        var isCounted = _isCounted(room);
        lock (_gate)
        {
            if (!_isCounting || !(isCounted || topic.Has(room)))
            {
                return;
            }

            // The number is read under the lock, so that the thread that reads last sends the latest number.
            if (_namespace.Adapter.Rooms.MemberCount(room) is > 0 and var count)
            {
                topic.Put(room, count);
            }
            else
            {
                topic.Remove(room);
            }
        }

        _line?.Send();
    }

    /// <summary>Asks the other servers which of the rooms have members there.</summary>
    public void Ask(long id, IEnumerable<string> rooms)
    {
        lock (_gate)
        {
            _topic?.Question(id, rooms);
        }

        _line?.Send();
    }

    /// <summary>Stops counting, because presence counts.</summary>
    public void StopCounting()
    {
        lock (_gate)
        {
            _isCounting = false;
            _topic?.Clear();
        }

        _namespace.RemoveRoomObserver(this);
        _line?.Send();
    }

    public void Close()
    {
        StopCounting();
        _line?.Close();
    }

    void ITopicReader<string, int>.Put(string server, string key, int value, int before) => SetElsewhere(key, value - before);

    void ITopicReader<string, int>.Remove(string server, string key, int before) => SetElsewhere(key, -before);

    IEnumerable<string> ITopicReader<string, int>.Held(IEnumerable<string> keys) => HeldHere?.Invoke(keys) ?? [];

    void ITopicReader<string, int>.Answer(string server, long id, IEnumerable<string> held) => _answers.Enqueue((server, id, [.. held]));

    public void OnJoined(string room, Socket socket) => OnMoved(room, socket, socket.Connected);

    public void OnLeft(string room, Socket socket) => OnMoved(room, socket, hasJoined: false);

    private void OnMoved(string room, Socket socket, bool hasJoined)
    {
        if (room != socket.Id)
        {
            _changed(room, hasJoined);
            Note(room);
        }
    }

    private void SetElsewhere(string room, int difference)
    {
        var count = _elsewhere.GetValueOrDefault(room) + difference;
        if (count == 0)
        {
            _elsewhere.Remove(room);
        }
        else
        {
            _elsewhere[room] = count;
        }

        _news.Add(room);
    }

    private void Tell()
    {
        HashSet<string> news;
        (string Server, long Id, string[] Held)[] answers;
        lock (_gate)
        {
            if (_news.Count == 0 && _answers.Count == 0)
            {
                return;
            }

            (news, _news) = (_news, new HashSet<string>(StringComparer.Ordinal));
            answers = [.. _answers];
            _answers.Clear();
        }

        // The numbers come first, because they are part of what was asked.
        foreach (var room in news)
        {
            _changed(room, false);
        }

        foreach (var (server, id, held) in answers)
        {
            Answered?.Invoke(server, id, held);
        }
    }
}
