using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Sockeye.Randomness;
using Sockeye.Timing;

namespace Sockeye.RoomBackends;

/// <summary>
/// The servers that share rooms, as this one sees them: messages by topic, in the order of their sender, and who is alive. Those that this server sends itself do not
/// come back to it.
/// </summary>
/// <remarks>
/// Each server says with every heartbeat how far it has come in each topic, so that the others find out what they have missed. A server is lost when nothing was heard of it
/// for <see cref="PatienceFactor"/> heartbeats: whoever was killed is gone within two.
/// </remarks>
internal sealed class RoomCluster : IDisposable
{
    private const byte Version = (byte)'1';
    private const string AliveTopic = "alive";
    private const double PatienceFactor = 1.7;
    private const double DoubtFactor = 2.5; // a heartbeat and what may pass before a server is lost
    private const int ChecksPerHeartbeat = 8;
    private const int MaxServers = 1000;
    private const int MaxServerIdLength = 64;

    private readonly RoomChannel? _channel;
    private readonly TimerWheel _timers;
    private readonly TimeProvider _time;
    private readonly TimeSpan _heartbeat;
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, long> _lastSeen = new(StringComparer.Ordinal);
    private readonly Pulse _pulse;
    private volatile Dictionary<string, RoomTopic> _topics = new(StringComparer.Ordinal);
    private long _lastBeat;
    private long _lastHeard;
    private long _lastLoss;
    private long _hearsSince;
    private long _epoch;
    private int _isBeating;
    private volatile bool _hasNews;
    private volatile bool _isClosed;

    public RoomCluster(RoomChannel? channel, TimeSpan heartbeat, TimerWheel timers, TimeProvider time)
    {
        _channel = channel;
        _heartbeat = heartbeat;
        _timers = timers;
        _time = time;
        _lastLoss = time.GetTimestamp(); // at first nobody is known
        _pulse = new Pulse(this);
        Ready = channel is null ? Task.CompletedTask : StartAsync(channel);
    }

    /// <summary>Nothing was heard of a server for too long.</summary>
    public event Action<string>? ServerLost;

    /// <summary>Another with each start.</summary>
    public string ServerId { get; } = RandomSource.Hex(16);

    /// <summary>Completes when this server hears the others.</summary>
    public Task Ready { get; }

    /// <summary>Whether there can be other servers.</summary>
    public bool IsShared => _channel is not null;

    /// <summary>
    /// Whether this server can be sure that those it does not know are not there: it has heard for two heartbeats what it sends itself, as the others do, and lost nobody lately. Who was
    /// deaf for a moment takes others for lost that are well, and hears of them within one heartbeat.
    /// </summary>
    public bool KnowsOthers =>
        _channel is null
        || (IsHearing && _time.GetElapsedTime(Volatile.Read(ref _hearsSince)) >= _heartbeat * 2
            && _time.GetElapsedTime(Volatile.Read(ref _lastLoss)) >= _heartbeat * DoubtFactor);

    private bool IsHearing => Volatile.Read(ref _lastHeard) is > 0 and var last && _time.GetElapsedTime(last) < _heartbeat * PatienceFactor;

    /// <summary>The other servers that are alive.</summary>
    public ICollection<string> Servers => _lastSeen.Keys;

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
    public void Listen(string topic, Action<string, ReadOnlyMemory<byte>> handler) => Join(topic, new RoomTopic(handler));

    public void Leave(string topic)
    {
        lock (_gate)
        {
            var topics = new Dictionary<string, RoomTopic>(_topics, StringComparer.Ordinal);
            topics.Remove(topic);
            _topics = topics;
        }
    }

    /// <summary>Sends to the other servers, or to one of them. Nothing happens where there are none.</summary>
    /// <exception cref="ClusterPublishException">The engine did not take it.</exception>
    public ValueTask SendAsync(string topic, ReadOnlySpan<byte> payload, string? toServer = null)
    {
        if (_channel is null || _isClosed)
        {
            return default;
        }

        var header = Encoding.UTF8.GetBytes($"{(char)Version} {ServerId} {topic}\n");
        var message = new byte[header.Length + payload.Length];
        header.CopyTo(message, 0);
        payload.CopyTo(message.AsSpan(header.Length));
        return _channel.PublishAsync(message, toServer);
    }

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
        var end = message.Span.IndexOf((byte)'\n');
        if (_isClosed || end < 0 || message.Span[0] != Version || Encoding.UTF8.GetString(message.Span[..end]).Split(' ', 3) is not [_, var from, var topic])
        {
            return;
        }

        if (from == ServerId)
        {
            HearSelf();
            return;
        }

        if (from.Length is 0 or > MaxServerIdLength || !See(from))
        {
            return;
        }

        var payload = message[(end + 1)..];
        if (topic == AliveTopic)
        {
            OnHeartbeat(from, payload);
        }
        else if (_topics.TryGetValue(topic, out var handler))
        {
            handler.OnMessage(from, payload);
        }
    }

    private void HearSelf()
    {
        var now = _time.GetTimestamp();
        if (!IsHearing)
        {
            Volatile.Write(ref _hearsSince, now);
        }

        Volatile.Write(ref _lastHeard, now);
    }

    private bool See(string server)
    {
        if (_lastSeen.ContainsKey(server))
        {
            _lastSeen[server] = _time.GetTimestamp();
            return true;
        }

        if (_lastSeen.Count >= MaxServers)
        {
            return false;
        }

        // It learns of this server at once, and how far its topics are.
        _lastSeen[server] = _time.GetTimestamp();
        _hasNews = true;
        return true;
    }

    private void OnHeartbeat(string from, ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return;
            }

            foreach (var (name, topic) in _topics)
            {
                if (topic.OnPosition is { } onPosition)
                {
                    var isNamed = document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number;
                    onPosition(from, isNamed && value.TryGetInt64(out var position) ? position : 0);
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Not one of ours: whoever it is, it is alive.
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
            if (_hasNews || _time.GetElapsedTime(_lastBeat) >= _heartbeat)
            {
                _hasNews = false;
                _lastBeat = _time.GetTimestamp();
                _ = BeatAsync();
            }

            foreach (var (server, seen) in _lastSeen)
            {
                if (_time.GetElapsedTime(seen) < _heartbeat * PatienceFactor)
                {
                    continue;
                }

                Volatile.Write(ref _lastLoss, _time.GetTimestamp());
                if (_lastSeen.TryRemove(KeyValuePair.Create(server, seen)))
                {
                    ServerLost?.Invoke(server);
                }
            }
        }
        finally
        {
            _timers.Schedule(_pulse, _heartbeat / ChecksPerHeartbeat);
        }
    }

    private async Task BeatAsync()
    {
        // Where the engine takes its time they do not pile up.
        if (Interlocked.Exchange(ref _isBeating, 1) != 0)
        {
            _hasNews = true;
            return;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, topic) in _topics)
            {
                if (topic.Position?.Invoke() is > 0 and var position)
                {
                    json.WriteNumber(name, position);
                }
            }

            json.WriteEndObject();
        }

        try
        {
            await SendAsync(AliveTopic, buffer.WrittenSpan);
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
