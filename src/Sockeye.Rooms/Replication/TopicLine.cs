using Sockeye.Backends;
using Sockeye.RoomMessages;

namespace Sockeye.Replication;

/// <summary>Connects a topic with the other servers: it publishes what the topic sends, and passes on what arrives and the time.</summary>
internal sealed class TopicLine<TKey, TValue>
    where TKey : notnull
{
    private readonly Namespace _namespace;
    private readonly RoomCluster _cluster;
    private readonly string _name;
    private readonly Topic<TKey, TValue> _topic;
    private readonly TopicFormat<TKey, TValue> _format;
    private readonly Lock _gate;
    private readonly TimeSpan _pause;
    private readonly Action _told;
    private readonly Action<string, ReadOnlyMemory<byte>, bool>? _asked;
    private readonly RoomTopic _part;
    private readonly ITimer _sender;
    private readonly ITimer _ticker;
    private bool _isSending;
    private bool _isTicking;
    private bool _isClosed;

    /// <param name="ns">The namespace.</param>
    /// <param name="name">The name of the topic between servers, before the name of the namespace.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="format">Writes and reads the messages.</param>
    /// <param name="gate">The lock of the topic.</param>
    /// <param name="pause">The time in which changes are combined. The first change after a quiet time is sent at once.</param>
    /// <param name="told">Called without the lock when another server may have changed something.</param>
    /// <param name="asked">
    /// Called without the lock with a question of a process that is not a server: its id, the question, and whether this server knows
    /// everything that the others have sent.
    /// </param>
    public TopicLine(
        Namespace ns, string name, Topic<TKey, TValue> topic, TopicFormat<TKey, TValue> format, Lock gate, TimeSpan pause, Action told, Action<string, ReadOnlyMemory<byte>, bool>? asked = null)
    {
        _namespace = ns;
        _cluster = ns.Server.RoomCluster;
        _name = RoomEnvelope.TopicOf(name, ns.Name);
        _topic = topic;
        _format = format;
        _gate = gate;
        _pause = pause;
        _told = told;
        _asked = asked;
        _part = new RoomTopic(OnMessage, Position, OnPosition, asked is null ? null : OnQuestion);
        _sender = CreateTimer(static line => ((TopicLine<TKey, TValue>)line!).OnPause());
        _ticker = CreateTimer(static line => ((TopicLine<TKey, TValue>)line!).OnTick());
    }

    private TimeProvider Time => _namespace.Server.Time;

    private TimeSpan Now => Time.GetElapsedTime(0, Time.GetTimestamp());

    public void Start()
    {
        _cluster.ServerLost += OnServerLost;
        _cluster.Join(_name, _part);
        _ = AskAllAsync();
    }

    /// <summary>Called without the lock when there may be something to send.</summary>
    public void Send()
    {
        lock (_gate)
        {
            if (_isSending || _isClosed || !_topic.HasOutgoing)
            {
                return;
            }

            _isSending = true;
        }

        _ = SendAsync();
    }

    /// <summary>Makes a change and sends it, together with everything that waits.</summary>
    /// <exception cref="ClusterPublishException">The backend did not take the message.</exception>
    public async ValueTask SendNowAsync(Action change)
    {
        List<(TopicMessage<TKey, TValue> Message, string? To)> messages = [];
        lock (_gate)
        {
            change();
            while (_topic.TryTake(out var message, out var to))
            {
                messages.Add((message, to));
            }
        }

        foreach (var (message, to) in messages)
        {
            await _cluster.SendAsync(_name, _format.Write(message), to);
        }
    }

    /// <summary>
    /// Ends the topic. If the server itself goes, the others notice it after a while, so that its clients may come back elsewhere.
    /// Otherwise they get a message that nothing is here any more.
    /// </summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
        }

        _cluster.ServerLost -= OnServerLost;
        _cluster.Leave(_name, _part);
        _sender.Dispose();
        _ticker.Dispose();
        if (!_namespace.Server.IsClosing)
        {
            _ = PublishAsync(_topic.End(), null);
        }
    }

    private async Task AskAllAsync()
    {
        // Without this, heartbeats would report it later.
        await _cluster.Ready;
        lock (_gate)
        {
            _topic.AskAll();
        }

        Send();
    }

    private async Task SendAsync()
    {
        while (true)
        {
            TopicMessage<TKey, TValue> message;
            string? to;
            lock (_gate)
            {
                if (_isClosed || !_topic.TryTake(out message, out to))
                {
                    break;
                }
            }

            if (!await PublishAsync(message, to))
            {
                lock (_gate)
                {
                    _topic.Interrupt();
                }
            }
        }

        // Changes that come meanwhile are sent together.
        _sender.Change(_pause, Timeout.InfiniteTimeSpan);
    }

    private async Task<bool> PublishAsync(TopicMessage<TKey, TValue> message, string? to)
    {
        try
        {
            await _cluster.SendAsync(_name, _format.Write(message), to);
            return true;
        }
        catch (ClusterPublishException)
        {
            // The others notice with the next heartbeat that they have missed something, and ask.
            _namespace.Server.Metrics.ClusterMessageUnpublished(_namespace);
        }
        catch (Exception exception)
        {
            _namespace.ReportFailure("cluster", exception);
        }

        return false;
    }

    private void OnPause()
    {
        lock (_gate)
        {
            _isSending = false;
        }

        Send();
    }

    private void OnTick()
    {
        lock (_gate)
        {
            _isTicking = false;
            if (_topic.Tick(Now))
            {
                // Something was missed later than the timer was set for, or the timer fired a little early.
                Watch();
            }
        }

        Send();
        _told();
    }

    private TopicPosition Position()
    {
        lock (_gate)
        {
            return _topic.Position;
        }
    }

    private void OnMessage(string from, ReadOnlyMemory<byte> bytes)
    {
        if (_format.Read(bytes) is not { } message)
        {
            _namespace.Server.Metrics.ClusterMessageSkipped(_namespace, "malformed");
            return;
        }

        lock (_gate)
        {
            _topic.Receive(from, message, Now);
            Watch();
        }

        Send();
        _told();
    }

    private void OnQuestion(string from, ReadOnlyMemory<byte> question)
    {
        var servers = _cluster.HeardServers;
        var isWhole = servers is not null;
        if (isWhole)
        {
            lock (_gate)
            {
                isWhole = _topic.IsWhole(servers!);
            }

            if (!isWhole)
            {
                // The namespace may be new here, so this server does not wait for the next heartbeats.
                _cluster.AskOthers();
            }
        }

        _asked!(from, question, isWhole);
    }

    private void OnPosition(string server, TopicPosition? position)
    {
        lock (_gate)
        {
            _topic.Hear(server, position, Now);
            Watch();
        }

        _told();
    }

    private void OnServerLost(string server)
    {
        lock (_gate)
        {
            _topic.Lose(server);
        }

        _told();
    }

    // The namespace may be created for a client, whose execution context the timer must not keep.
    private ITimer CreateTimer(TimerCallback callback)
    {
        var restore = !ExecutionContext.IsFlowSuppressed();
        if (restore)
        {
            ExecutionContext.SuppressFlow();
        }

        try
        {
            return Time.CreateTimer(callback, this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
        finally
        {
            if (restore)
            {
                ExecutionContext.RestoreFlow();
            }
        }
    }

    // Until the missing message may have arrived. A server that was asked and does not answer is asked again after a heartbeat.
    private void Watch()
    {
        if (!_isTicking && !_isClosed && _topic.IsBehind)
        {
            _isTicking = true;
            _ticker.Change(Topic<TKey, TValue>.Disorder, Timeout.InfiniteTimeSpan);
        }
    }
}
