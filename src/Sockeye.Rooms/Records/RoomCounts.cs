using Sockeye.RoomBackends;
using Sockeye.Timing;

namespace Sockeye.Records;

/// <summary>
/// How many connections the rooms with records have on all servers. Each server tells the others its own numbers, as they are after a moment, and numbers its messages; who has missed
/// one asks for all numbers.
/// </summary>
internal sealed partial class RoomCounts
{
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(100);

    private readonly Namespace _namespace;
    private RoomObserver? _observer;
    private readonly RoomCluster _cluster;
    private readonly Func<string, bool> _hasRecord;
    private readonly Action<string> _changed;
    private readonly string _topic;
    private readonly Flush _flush;
    private readonly Lock _gate = new();
    private readonly HashSet<string> _dirty = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _told = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CountPeer> _peers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _elsewhere = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _asked = new(StringComparer.Ordinal);
    private long _at;
    private bool _isScheduled;
    private bool _isClosed;

    /// <param name="ns">The namespace.</param>
    /// <param name="hasRecord">Whether a room has a record. Called without locks.</param>
    /// <param name="changed">Called without locks with a room whose number may be another.</param>
    public RoomCounts(Namespace ns, Func<string, bool> hasRecord, Action<string> changed)
    {
        _namespace = ns;
        _cluster = ns.Server.RoomCluster;
        _hasRecord = hasRecord;
        _changed = changed;
        _topic = "counts:" + Uri.EscapeDataString(ns.Name);

        // Above those of a namespace of this name that was there before.
        _at = ns.Server.Time.GetUtcNow().ToUnixTimeMilliseconds();
        _flush = new Flush(this);
    }

    public void Start()
    {
        _observer = new RoomObserver(OnMoved, OnMoved);
        _namespace.AddRoomObserver(_observer);
        if (_cluster.IsShared)
        {
            _cluster.ServerLost += OnServerLost;
            _cluster.Join(_topic, new RoomTopic(OnMessage, () => Volatile.Read(ref _at), OnPosition));
        }
    }

    public int Count(string room)
    {
        lock (_gate)
        {
            return _namespace.Adapter.Rooms.MemberCount(room) + _elsewhere.GetValueOrDefault(room);
        }
    }

    /// <summary>The room may have members here that nobody was told of, or has a record now.</summary>
    public void Note(string room)
    {
        if (!_cluster.IsShared)
        {
            return;
        }

        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            _dirty.Add(room);
            if (!_isScheduled)
            {
                _isScheduled = true;
                _namespace.Server.Timers.Schedule(_flush, Window);
            }
        }
    }

    public void Close()
    {
        _namespace.RemoveRoomObserver(_observer!);
        if (_cluster.IsShared)
        {
            // The last have left just now.
            OnFlush();
            _cluster.ServerLost -= OnServerLost;
            _cluster.Leave(_topic);
        }

        lock (_gate)
        {
            _isClosed = true;
        }

        _namespace.Server.Timers.Cancel(_flush);
    }

    private void OnMoved((string Room, Socket Socket) change)
    {
        var (room, socket) = change;
        if (room != socket.Id)
        {
            _changed(room);
            Note(room);
        }
    }

    private void OnFlush()
    {
        string[] dirty;
        lock (_gate)
        {
            dirty = [.. _dirty];
            _dirty.Clear();
            _isScheduled = false;
        }

        var withRecord = dirty.Where(_hasRecord).ToHashSet(StringComparer.Ordinal);
        List<KeyValuePair<string, int>> news = [];
        long at;
        lock (_gate)
        {
            foreach (var room in dirty)
            {
                var told = _told.GetValueOrDefault(room);
                var count = withRecord.Contains(room) || told > 0 ? _namespace.Adapter.Rooms.MemberCount(room) : 0;
                if (count != told)
                {
                    Set(_told, room, count);
                    news.Add(new(room, count));
                }
            }

            at = news.Count > 0 ? ++_at : _at;
        }

        if (news.Count > 0)
        {
            _ = SendAsync(CountMessage.Write(CountMessage.Some, at, news), null);
        }
    }

    private void OnMessage(string from, ReadOnlyMemory<byte> bytes)
    {
        if (CountMessage.Read(bytes) is not { } message)
        {
            _namespace.Server.Metrics.ClusterMessageSkipped(_namespace, "malformed");
            return;
        }

        switch (message.Kind)
        {
            case CountMessage.Ask:
                SendAll(from);
                break;
            case CountMessage.All:
                Tell(Replace(from, message));
                break;
            default:
                Tell(Apply(from, message));
                break;
        }
    }

    private void OnPosition(string server, long at)
    {
        if (at == 0)
        {
            // It does not take part, or not any more.
            OnServerLost(server);
            return;
        }

        bool isKnown;
        lock (_gate)
        {
            isKnown = _peers.TryGetValue(server, out var peer) && peer.At >= at;
        }

        if (!isKnown)
        {
            Ask(server);
        }
    }

    private void Ask(string server)
    {
        var time = _namespace.Server.Time;
        lock (_gate)
        {
            if (_asked.TryGetValue(server, out var asked) && time.GetElapsedTime(asked) < _namespace.Server.Options.RoomHeartbeatInterval / 2)
            {
                return;
            }

            _asked[server] = time.GetTimestamp();
        }

        _ = SendAsync(CountMessage.Write(CountMessage.Ask, 0, []), server);
    }

    private void SendAll(string to)
    {
        byte[] all;
        lock (_gate)
        {
            all = CountMessage.Write(CountMessage.All, _at, _told);
        }

        _ = SendAsync(all, to);
    }

    private async Task SendAsync(byte[] message, string? to)
    {
        try
        {
            await _cluster.SendAsync(_topic, message, to);
        }
        catch (ClusterPublishException)
        {
            // The others find out by the next heartbeat that they have missed something, and ask.
            _namespace.Server.Metrics.ClusterMessageUnpublished(_namespace);
        }
    }

    private void OnServerLost(string server)
    {
        List<string> changed = [];
        lock (_gate)
        {
            _asked.Remove(server);
            if (_peers.Remove(server, out var peer))
            {
                changed.AddRange(peer.Rooms.Keys);
                SetElsewhere(peer, changed.Select(static room => KeyValuePair.Create(room, 0)));
            }
        }

        Tell(changed);
    }

    private void Tell(List<string>? rooms) => rooms?.ForEach(_changed);

    private static void Set(Dictionary<string, int> counts, string room, int count)
    {
        if (count == 0)
        {
            counts.Remove(room);
        }
        else
        {
            counts[room] = count;
        }
    }

    private sealed class Flush(RoomCounts counts) : WheelTimer
    {
        protected override void OnElapsed() => counts.OnFlush();
    }
}
