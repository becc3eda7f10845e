using System.Collections.Concurrent;
using Sockeye.Timing;

namespace Sockeye;

/// <summary>
/// A <see cref="ClusterAdapter"/> for backends that do not know which servers are living. The servers tell each other by heartbeats
/// (<c>ClusterAdapterWithHeartbeat</c> in Node).
/// </summary>
public abstract class HeartbeatAdapter : ClusterAdapter
{
    private const string EmitterId = "emitter"; // sends messages, but is not a server

    // Ids come from everyone who may write to the backend, so no more of them are remembered than a cluster has servers.
    private const int MaxServers = 1000;
    private const int MaxIdLength = 64;

    /// <summary>
    /// A server that knows no other one still sends heartbeats, more seldom by this factor. So servers that lost each other during an
    /// outage find each other again.
    /// </summary>
    private const int AloneFactor = 6;

    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long other servers may take to answer a server that has just started. After that time it knows which servers are living.
    /// </summary>
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, long> _lastSeen = new(StringComparer.Ordinal);
    private readonly HeartbeatAdapterOptions _options;
    private readonly Pulse _pulse;
    private readonly Acquaintance _acquaintance;
    private volatile TaskCompletionSource _peersKnown = NotKnown();
    private volatile bool _isAnnounced;
    private long _lastSent;
    private volatile bool _hasNews;
    private volatile bool _isClosed;

    /// <summary>Creates the adapter of a namespace.</summary>
    protected HeartbeatAdapter(Namespace ns, HeartbeatAdapterOptions options)
        : base(ns, options)
    {
        _options = options;
        _pulse = new Pulse(this);
        _acquaintance = new Acquaintance(this);
    }

    private TimeProvider Time => Namespace.Server.Time;

    /// <inheritdoc/>
    /// <remarks>
    /// The number covers the servers that this one has heard from. Right after the start it may be too low. Requests wait until all servers
    /// have had time to answer.
    /// </remarks>
    public override Task<int> ServerCountAsync(CancellationToken cancellationToken = default) => Task.FromResult(_lastSeen.Count + 1);

    /// <inheritdoc/>
    /// <remarks>This server announces to the others that it goes.</remarks>
    public override async ValueTask DisposeAsync()
    {
        _isClosed = true;
        Namespace.Server.Timers.Cancel(_pulse);
        Namespace.Server.Timers.Cancel(_acquaintance);
        try
        {
            await SendAsync(new ClusterMessage(ClusterMessageType.AdapterClose));
        }
        catch (ClusterPublishException)
        {
            // The others will notice that this server is silent.
        }

        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// If the backend has to subscribe, it must do so before it calls this method, because the others answer at once. It may call this
    /// again after an outage.
    /// </remarks>
    protected internal override void Start()
    {
        if (_isClosed)
        {
            return;
        }

        if (_peersKnown.Task.IsFaulted)
        {
            _peersKnown = NotKnown();
        }

        _isAnnounced = false;
        Beat(ClusterMessageType.InitialHeartbeat);
        Namespace.Server.Timers.Schedule(_pulse, CheckInterval);
    }

    /// <summary>
    /// Call this when the connection to the backend is lost. Until the next call of <see cref="Start"/> it is not known which servers are
    /// living: requests end at once, and their results say that they are not complete. Call it from the same thread as <see cref="Start"/>.
    /// </summary>
    protected void Lose()
    {
        Namespace.Server.Timers.Cancel(_acquaintance);
        var exception = new ClusterPublishException("The backend is away.");
        if (!_peersKnown.TrySetException(exception))
        {
            var away = NotKnown();
            away.SetException(exception);
            _peersKnown = away;
        }

        _ = _peersKnown.Task.Exception; // perhaps nothing asks before the backend is back
    }

    /// <inheritdoc/>
    protected override ValueTask<IReadOnlyCollection<string>?> LivingServersAsync(CancellationToken cancellationToken) => new([.. _lastSeen.Keys, ServerId]);

    private protected override Task WhenPeersAreKnownAsync(CancellationToken cancellationToken) => _peersKnown.Task.WaitAsync(cancellationToken);

    private protected override void OnSending() => Volatile.Write(ref _lastSent, Time.GetTimestamp());

    private protected override void OnSeen(ClusterMessage message)
    {
        if (message.ServerId.Length == 0 || message.ServerId == EmitterId)
        {
            return;
        }

        if (message.Type == ClusterMessageType.AdapterClose)
        {
            if (_lastSeen.TryRemove(message.ServerId, out _))
            {
                LookUpAll();
            }

            return;
        }

        if (_lastSeen.ContainsKey(message.ServerId))
        {
            _lastSeen[message.ServerId] = Time.GetTimestamp();
        }
        else if (_lastSeen.Count < MaxServers && message.ServerId.Length <= MaxIdLength)
        {
            // Node servers announce themselves before they listen, so they get an answer with the next check too.
            _lastSeen[message.ServerId] = Time.GetTimestamp();
            _hasNews = true;
        }

        if (message.Type == ClusterMessageType.InitialHeartbeat)
        {
            Beat(ClusterMessageType.Heartbeat);
        }
    }

    private void Beat(ClusterMessageType type) => _ = BeatGuarded(type);

    private async Task BeatGuarded(ClusterMessageType type)
    {
        var peersKnown = _peersKnown;
        try
        {
            await SendAsync(new ClusterMessage(type));

            // If the backend was lost meanwhile, the announcement after the next start counts instead of this one.
            if (type == ClusterMessageType.InitialHeartbeat && peersKnown == _peersKnown)
            {
                // The others answer at once. A server that has not answered by then stays unknown, and nothing waits for it.
                _isAnnounced = true;
                Namespace.Server.Timers.Schedule(_acquaintance, LongestAnswer < _options.HeartbeatInterval ? LongestAnswer : _options.HeartbeatInterval);
            }
        }
        catch (ClusterPublishException)
        {
            // The backend is not reachable. The next check tries again.
            _hasNews = true;
        }
    }

    private void Check()
    {
        if (_isClosed)
        {
            return;
        }

        var interval = _lastSeen.IsEmpty ? _options.HeartbeatInterval * AloneFactor : _options.HeartbeatInterval;
        if (_hasNews || Time.GetElapsedTime(Volatile.Read(ref _lastSent)) >= interval)
        {
            _hasNews = false;
            Beat(_isAnnounced ? ClusterMessageType.Heartbeat : ClusterMessageType.InitialHeartbeat);
        }

        var anyGone = false;
        foreach (var (server, seen) in _lastSeen)
        {
            anyGone |= Time.GetElapsedTime(seen) > _options.HeartbeatTimeout && _lastSeen.TryRemove(KeyValuePair.Create(server, seen));
        }

        if (anyGone)
        {
            LookUpAll();
        }

        Namespace.Server.Timers.Schedule(_pulse, CheckInterval);
    }

    private static TaskCompletionSource NotKnown() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Acquaintance(HeartbeatAdapter adapter) : WheelTimer
    {
        protected override void OnElapsed() => adapter._peersKnown.TrySetResult();
    }

    private sealed class Pulse(HeartbeatAdapter adapter) : WheelTimer
    {
        protected override void OnElapsed() => adapter.Check();
    }
}
