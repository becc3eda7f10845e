using System.Collections.Concurrent;
using Sockeye.Timing;

namespace Sockeye;

/// <summary>
/// A <see cref="ClusterAdapter"/> for backends that do not know which servers are there: servers tell each other, by heartbeats (the reference's
/// <c>ClusterAdapterWithHeartbeat</c>).
/// </summary>
public abstract class HeartbeatAdapter : ClusterAdapter
{
    private const string EmitterId = "emitter"; // sends, but is no server

    // Ids come from everybody who may write to the backend: more than a cluster has are not remembered.
    private const int MaxServers = 1000;
    private const int MaxIdLength = 64;

    /// <summary>Servers that lost each other while the backend stood still find each other again, without much noise of those that stay alone.</summary>
    private const int AloneFactor = 6;

    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);

    /// <summary>How long the others may take to answer a server that has just come: then it knows who is there.</summary>
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

    /// <summary>Makes the adapter of a namespace.</summary>
    protected HeartbeatAdapter(Namespace ns, HeartbeatAdapterOptions options)
        : base(ns, options)
    {
        _options = options;
        _pulse = new Pulse(this);
        _acquaintance = new Acquaintance(this);
    }

    private TimeProvider Time => Namespace.Server.Time;

    /// <inheritdoc/>
    /// <remarks>It is the number of those that have been heard of: right after the start that may be fewer than there are. Questions wait until all have had time to answer.</remarks>
    public override Task<int> ServerCountAsync(CancellationToken cancellationToken = default) => Task.FromResult(_lastSeen.Count + 1);

    /// <inheritdoc/>
    /// <remarks>The others are told that this server goes.</remarks>
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
            // They will notice.
        }

        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    /// <remarks>A backend that needs to subscribe does so before it calls this: the others answer at once. It may call it again after it was away.</remarks>
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
    /// The backend is away, and who is there is not known until <see cref="Start"/> is called again: questions end at once and say that they are not complete. It is
    /// called by the thread that calls <see cref="Start"/>.
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

        _ = _peersKnown.Task.Exception; // perhaps nobody asks before it is back
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
            // Servers of Node's announce themselves before they listen: they are told again with the next check.
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

            // If the backend was lost meanwhile, the announcement that follows the next start counts, and not this one.
            if (type == ClusterMessageType.InitialHeartbeat && peersKnown == _peersKnown)
            {
                // The others answer at once. A server that has not answered by then is not known, and not waited for.
                _isAnnounced = true;
                Namespace.Server.Timers.Schedule(_acquaintance, LongestAnswer < _options.HeartbeatInterval ? LongestAnswer : _options.HeartbeatInterval);
            }
        }
        catch (ClusterPublishException)
        {
            // The backend is away: the next check tries again.
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
