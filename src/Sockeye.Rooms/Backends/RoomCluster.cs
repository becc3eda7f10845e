using Sockeye.Randomness;
using Sockeye.Replication;
using Sockeye.RoomMessages;
using Sockeye.Timing;

namespace Sockeye.Backends;

/// <summary>
/// The servers that share rooms, as this one sees them: their messages by topic, and which of them are living. A server does not get its
/// own messages.
/// </summary>
/// <remarks>
/// With every heartbeat a server says how far it has come in each topic, so that the others notice what they have missed and which servers
/// take part. A server that was killed is removed within two heartbeats; see <see cref="ServerLiveness"/>.
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

    /// <summary>Raised when nothing was heard from a server for too long.</summary>
    public event Action<string>? ServerLost;

    /// <summary>Raised when this server does not hear its own messages any more, or hears them again. Listeners do not throw.</summary>
    public event Action<bool>? HearingChanged;

    /// <summary>The id of this server, which is new with each start.</summary>
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

    /// <summary>
    /// The other servers; <see langword="null"/> if this server cannot know them (see <see cref="ServerLiveness.HasHeardOthers"/>).
    /// </summary>
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

    /// <summary>Returns a number above zero that is new each time.</summary>
    public long NextEpoch() => Interlocked.Increment(ref _epoch);

    /// <summary>Takes part in a topic until <see cref="Leave"/>.</summary>
    public void Join(string name, RoomTopic topic)
    {
        lock (_gate)
        {
            _topics = new(_topics, StringComparer.Ordinal) { [name] = topic };
        }

        // The others learn of it at once.
        _hasNews = true;
    }

    /// <summary>Adds a handler for a topic. It gets the id of the sending server and the payload, which it may keep.</summary>
    /// <returns>The object to pass to <see cref="Leave"/>.</returns>
    public RoomTopic Listen(string topic, Action<string, ReadOnlyMemory<byte>> handler)
    {
        var part = new RoomTopic(handler);
        Join(topic, part);
        return part;
    }

    /// <summary>
    /// Stops taking part in a topic. If a namespace was created again while the earlier one closes, the new one keeps its own part.
    /// </summary>
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

    /// <summary>Sends to all other servers, to one of them, or to a process that has asked. Nothing happens if there are none.</summary>
    /// <exception cref="ClusterPublishException">The backend did not take the message.</exception>
    public ValueTask SendAsync(string topic, ReadOnlySpan<byte> payload, string? toServer = null)
    {
        if (_channel is null || _isClosed)
        {
            return default;
        }

        return _channel.PublishAsync(RoomEnvelope.Write(isQuestion: false, ServerId, topic, payload), toServer);
    }

    /// <summary>Makes the other servers send a heartbeat soon. Repeated calls have the same effect as one.</summary>
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
            // The process that asks is not a server, so it is not counted as one.
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

            // The new server learns of this one at once, and how far its topics are.
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

        // If a listener fails, the heartbeat continues.
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
        // If the backend is slow, heartbeats do not pile up.
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
            // The backend is not reachable. The next check tries again.
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
