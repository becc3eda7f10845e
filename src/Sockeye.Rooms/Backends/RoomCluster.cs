using Sockeye.Randomness;
using Sockeye.Replication;
using Sockeye.RoomMessages;
using Sockeye.Timing;

namespace Sockeye.Backends;

/// <summary>
/// The servers that share rooms, as this one sees them: messages by topic, and who is alive. Those that this server sends itself do not come back to it.
/// </summary>
/// <remarks>
/// Each server says with every heartbeat how far it has come in each topic, so that the others find out what they have missed, and who takes part. A server that was killed is gone within two
/// heartbeats; see <see cref="ServerLiveness"/>.
/// </remarks>
internal sealed class RoomCluster : IDisposable
{
    private const string AliveTopic = "alive";
    private const int ChecksPerHeartbeat = 8;

    private readonly RoomChannel? _channel;
    private readonly TimerWheel _timers;
    private readonly TimeProvider _time;
    private readonly TimeSpan _heartbeat;
    private readonly Lock _gate = new();
    private readonly ServerLiveness _liveness;
    private readonly Pulse _pulse;
    private volatile Dictionary<string, RoomTopic> _topics = new(StringComparer.Ordinal);
    private long _lastBeat;
    private long _epoch;
    private int _isBeating;
    private volatile bool _hasNews;
    private volatile bool _asks;
    private volatile bool _isClosed;

    public RoomCluster(RoomChannel? channel, TimeSpan heartbeat, TimerWheel timers, TimeProvider time)
    {
        _channel = channel;
        _heartbeat = heartbeat;
        _liveness = new ServerLiveness(heartbeat);
        _timers = timers;
        _time = time;
        _pulse = new Pulse(this);
        Ready = channel is null ? Task.CompletedTask : StartAsync(channel);
    }

    /// <summary>Nothing was heard of a server for too long.</summary>
    public event Action<string>? ServerLost;

    /// <summary>This server has ceased to hear what it sends itself, or hears it again. What listens does not throw.</summary>
    public event Action<bool>? HearingChanged;

    /// <summary>Another with each start.</summary>
    public string ServerId { get; } = RandomSource.Hex(16);

    /// <summary>Completes when this server hears the others.</summary>
    public Task Ready { get; }

    /// <summary>Whether there can be other servers.</summary>
    public bool IsShared => _channel is not null;

    /// <inheritdoc cref="ServerLiveness.KnowsOthers"/>
    public bool KnowsOthers
    {
        get
        {
            lock (_gate)
            {
                return _channel is null || _liveness.KnowsOthers(Now);
            }
        }
    }

    /// <summary>The other servers, if this one can tell; see <see cref="ServerLiveness.HasHeardOthers"/>.</summary>
    public IReadOnlyCollection<string>? HeardServers
    {
        get
        {
            lock (_gate)
            {
                return _liveness.HasHeardOthers(Now) ? [.. _liveness.Servers] : null;
            }
        }
    }

    private TimeSpan Now => _time.GetElapsedTime(0, _time.GetTimestamp());

    /// <summary>Above zero, and another each time.</summary>
    public long NextEpoch() => Interlocked.Increment(ref _epoch);

    /// <summary>Takes part in a topic. It ends with <see cref="Leave"/>.</summary>
    public void Join(string name, RoomTopic topic)
    {
        lock (_gate)
        {
            _topics = new(_topics, StringComparer.Ordinal) { [name] = topic };
        }

        // The others learn of it at once.
        _hasNews = true;
    }

    /// <summary>Listens to a topic: the id of the server that sent, and the payload, which is the handler's to keep.</summary>
    /// <returns>What to leave by.</returns>
    public RoomTopic Listen(string topic, Action<string, ReadOnlyMemory<byte>> handler)
    {
        var part = new RoomTopic(handler);
        Join(topic, part);
        return part;
    }

    /// <summary>Takes part no longer. A namespace that was made again while the one of before closes keeps its own part.</summary>
    public void Leave(string name, RoomTopic topic)
    {
        lock (_gate)
        {
            if (ReferenceEquals(_topics.GetValueOrDefault(name), topic))
            {
                var topics = new Dictionary<string, RoomTopic>(_topics, StringComparer.Ordinal);
                topics.Remove(name);
                _topics = topics;
            }
        }
    }

    /// <summary>Sends to the other servers, or to one of them, or to a process that has asked. Nothing happens if there are none.</summary>
    /// <exception cref="ClusterPublishException">The engine did not take it.</exception>
    public ValueTask SendAsync(string topic, ReadOnlySpan<byte> payload, string? toServer = null)
    {
        if (_channel is null || _isClosed)
        {
            return default;
        }

        return _channel.PublishAsync(RoomEnvelope.Write(isQuestion: false, ServerId, topic, payload), toServer);
    }

    /// <summary>Has the other servers send a heartbeat soon, however often it is called.</summary>
    public void AskOthers() => _asks = true;

    public void Dispose()
    {
        _isClosed = true;
        _timers.Cancel(_pulse);
    }

    private async Task StartAsync(RoomChannel channel)
    {
        await channel.StartAsync(ServerId, OnMessage);
        Check();
    }

    private void OnMessage(ReadOnlyMemory<byte> message)
    {
        if (_isClosed || RoomEnvelope.Read(message) is not var (isQuestion, from, topic, payload))
        {
            return;
        }

        if (isQuestion)
        {
            // Who asks is no server: it is not seen.
            if (_topics.TryGetValue(topic, out var asked))
            {
                asked.OnQuestion?.Invoke(from, payload);
            }
        }
        else if (from == ServerId)
        {
            HearSelf(topic, payload);
        }
        else if (!See(from))
        {
            return;
        }
        else if (topic == AliveTopic)
        {
            OnHeartbeat(from, payload);
        }
        else if (_topics.TryGetValue(topic, out var handler))
        {
            handler.OnMessage(from, payload);
        }
    }

    private void HearSelf(string topic, ReadOnlyMemory<byte> payload)
    {
        if (topic == AliveTopic && RoomHeartbeat.Read(payload) is { } heartbeat)
        {
            lock (_gate)
            {
                _liveness.HearSelf(heartbeat.Beat, Now);
            }
        }
    }

    private bool See(string server)
    {
        lock (_gate)
        {
            var isKnown = _liveness.See(server, Now, out var isNew);

            // It learns of this server at once, and how far its topics are.
            _hasNews |= isNew;
            return isKnown;
        }
    }

    private void OnHeartbeat(string from, ReadOnlyMemory<byte> payload)
    {
        if (RoomHeartbeat.Read(payload) is not { } heartbeat)
        {
            return;
        }

        lock (_gate)
        {
            if (!_liveness.HearBeat(from, heartbeat.Beat))
            {
                return;
            }
        }

        _hasNews |= heartbeat.Asks;
        foreach (var (name, topic) in _topics)
        {
            topic.OnPosition?.Invoke(from, heartbeat.Topics.TryGetValue(name, out var position) ? position : null);
        }
    }

    private void Check()
    {
        if (_isClosed)
        {
            return;
        }

        // A listener may fail; the pulse goes on.
        try
        {
            bool asks;
            bool? hears;
            IReadOnlyList<string> lost;
            lock (_gate)
            {
                asks = _liveness.HasDoubts(Now) || _asks;
                lost = _liveness.TakeLost(Now);
                hears = _liveness.TakeTurn(Now);
            }

            if (_hasNews || asks || _time.GetElapsedTime(_lastBeat) >= _heartbeat)
            {
                _hasNews = _asks = false;
                _lastBeat = _time.GetTimestamp();
                _ = BeatAsync(asks);
            }

            if (hears is { } isHearing)
            {
                HearingChanged?.Invoke(isHearing);
            }

            foreach (var server in lost)
            {
                ServerLost?.Invoke(server);
            }
        }
        finally
        {
            _timers.Schedule(_pulse, _heartbeat / ChecksPerHeartbeat);
        }
    }

    private async Task BeatAsync(bool asks)
    {
        // If the engine takes its time, heartbeats do not pile up.
        if (Interlocked.Exchange(ref _isBeating, 1) != 0)
        {
            _hasNews = true;
            return;
        }

        try
        {
            var topics = _topics.Where(static topic => topic.Value.Position is not null).ToDictionary(static topic => topic.Key, static topic => topic.Value.Position!(), StringComparer.Ordinal);
            long beat;
            lock (_gate)
            {
                beat = _liveness.NextBeat();
            }

            await SendAsync(AliveTopic, new RoomHeartbeat(beat, asks, topics).Write());
        }
        catch (ClusterPublishException)
        {
            // The engine is away: the next check tries again.
            _hasNews = true;
        }
        finally
        {
            Volatile.Write(ref _isBeating, 0);
        }
    }

    private sealed class Pulse(RoomCluster cluster) : WheelTimer
    {
        protected override void OnElapsed() => cluster.Check();
    }
}
