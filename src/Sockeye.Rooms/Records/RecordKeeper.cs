using Sockeye.Backends;
using Sockeye.History;
using Sockeye.Hooks;
using Sockeye.Timing;

namespace Sockeye.Records;

/// <summary>
/// Keeps the copy of this server in step with the store. It sends changes of this server to the others, receives theirs, and reads what it
/// has missed. With every heartbeat it asks the store once whether it has missed anything.
/// </summary>
internal sealed partial class RecordKeeper
{
    private const int PageSize = 500;

    /// <summary>How long a call waits for the store.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    // Changes of two servers may arrive in another order, and a change that is in the store already may be on its way. So it does not count
    // as missing yet.
    private static readonly TimeSpan Disorder = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWay = TimeSpan.FromSeconds(1);

    private readonly Namespace _namespace;
    private readonly RecordStore _store;
    private readonly RecordLimits _limits;
    private readonly RoomCluster _cluster;
    private readonly RecordReplica _replica;
    private readonly NewsQueue<RecordNews> _news;
    private readonly string _topic;
    private readonly Timer _heartbeat;
    private readonly Timer _catchUp;
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private TaskCompletionSource<Exception?>? _reading;
    private int _isCatchingUp;
    private volatile RoomTopic? _part;
    private volatile Exception? _failure; // of the last reading
    private volatile bool _isClosed;

    public RecordKeeper(Namespace ns, RecordReplica replica, RecordLimits limits)
    {
        _namespace = ns;
        _replica = replica;
        _news = replica.News;
        _limits = limits;
        _store = ns.Server.RoomBackend.Records;
        _cluster = ns.Server.RoomCluster;
        _topic = "records:" + Uri.EscapeDataString(ns.Name);
        _heartbeat = new Timer(OnHeartbeat);
        _catchUp = new Timer(CatchUp);
    }

    /// <summary>Completes when this server has all records.</summary>
    public Task Loaded => _loaded.Task;

    /// <summary>Called after each successful reading, outside all locks.</summary>
    public Action? Synchronized { get; set; }

    private RecordPosition Position
    {
        get
        {
            lock (_replica.Gate)
            {
                return _replica.Position;
            }
        }
    }

    public async Task StartAsync()
    {
        if (_cluster.IsShared)
        {
            _part = _cluster.Listen(_topic, OnMessage);
            _namespace.Server.Timers.Schedule(_heartbeat, _namespace.Server.RoomOptions.HeartbeatInterval);
        }

        // Only after this server hears the others. Otherwise it would miss what they change right after the reading, until the next one.
        await _cluster.Ready;
        await ReadAsync();
    }

    /// <summary>Makes a change on all servers.</summary>
    /// <exception cref="ClusterPublishException">The store does not answer, or this server could not read it yet.</exception>
    public async Task<RecordWriteResult> WriteAsync(RecordWrite write)
    {
        RecordWriteResult result;
        string? lastMessage = null;
        try
        {
            await Loaded.WaitAsync(LongestWait, _namespace.Server.Time);
            if (write.Kind == RecordWriteKind.Delete && _namespace.History is { } history)
            {
                // Before the record ends: right afterwards another server may create the room again, and the messages of the new room must
                // stay.
                lastMessage = await history.FindLastAsync(write.Room);
            }

            result = await BoundedWait.For(_store.WriteAsync(_namespace.Name, write, _limits).AsTask(), LongestWait, _namespace.Server.Time);
        }
        catch (Exception exception) when (exception is not ClusterPublishException)
        {
            // If nothing could be read yet, the reason for that says more than a time-out.
            var cause = Loaded.IsCompleted ? exception : _failure ?? exception;
            throw new ClusterPublishException("The record could not be changed: " + cause.Message, cause);
        }

        if (result.Change is { } change)
        {
            Offer(change, true);
            await SendAsync(RecordMessage.Write(change), null);

            // If the change is not known here by then, an earlier one is still missing. The change was made all the same.
            await WaitAsync(change.Epoch, change.Revision, LongestWait);
            if (lastMessage is not null)
            {
                await _namespace.History!.OnRecordDeletedAsync(change.Room, lastMessage);
            }
        }

        return result;
    }

    /// <summary>Reads what has changed in the store.</summary>
    /// <exception cref="ClusterPublishException">The store does not answer.</exception>
    public async Task SynchronizeAsync(CancellationToken cancellationToken = default)
    {
        // Not the reading that is under way, which may have begun before the change that the caller wants to see.
        Task? current;
        lock (_gate)
        {
            current = _reading?.Task;
        }

        if (current is not null)
        {
            await current.WaitAsync(cancellationToken);
        }

        if (await ReadAsync().WaitAsync(cancellationToken) is { } failure)
        {
            throw new ClusterPublishException("The records could not be read: " + failure.Message, failure);
        }
    }

    /// <summary>Sends to all other servers, or to one. It does not fail: a server that waits for the message asks again.</summary>
    public async Task SendAsync(byte[] message, string? toServer)
    {
        try
        {
            await _cluster.SendAsync(_topic, message, toServer);
        }
        catch (ClusterPublishException)
        {
            // The others notice with the next heartbeat what they have missed.
            _namespace.Server.Metrics.ClusterMessageUnpublished(_namespace);
        }
    }

    public void Close()
    {
        _isClosed = true;
        if (_part is { } part)
        {
            _cluster.Leave(_topic, part);
        }

        _namespace.Server.Timers.Cancel(_heartbeat);
        _namespace.Server.Timers.Cancel(_catchUp);
        _loaded.TrySetCanceled();
    }

    private void OnMessage(string from, ReadOnlyMemory<byte> bytes)
    {
        if (RecordMessage.Read(bytes) is { } change)
        {
            Offer(change, false);
        }
        else
        {
            _namespace.Server.Metrics.ClusterMessageSkipped(_namespace, "malformed");
        }
    }

    private void Offer(StoredChange change, bool isOwn)
    {
        bool isKnown;
        lock (_replica.Gate)
        {
            isKnown = _replica.Offer(change, isOwn);
        }

        if (!isKnown)
        {
            CatchUpAfter(Disorder);
        }

        _news.Tell();
    }

    /// <summary>
    /// Reads what is missing, unless it arrives before. A time that is already set stays; otherwise frequent changes would postpone it
    /// again and again.
    /// </summary>
    private void CatchUpAfter(TimeSpan delay)
    {
        if (!_isClosed && Interlocked.Exchange(ref _isCatchingUp, 1) == 0)
        {
            _namespace.Server.Timers.Schedule(_catchUp, delay);
        }
    }

    private void CatchUp()
    {
        // The flag is cleared first: what arrives from now on may be missing too, and sets the timer again.
        Volatile.Write(ref _isCatchingUp, 0);
        bool isMissing;
        lock (_replica.Gate)
        {
            isMissing = _replica.HasGap || _replica.Position.Epoch is null;
        }

        if (isMissing)
        {
            _ = ReadAsync();
        }
    }

    private void OnHeartbeat()
    {
        if (!_isClosed)
        {
            _namespace.Server.Timers.Schedule(_heartbeat, _namespace.Server.RoomOptions.HeartbeatInterval);
            _ = ReadAsync();
        }
    }

    private sealed class Timer(Action elapsed) : WheelTimer
    {
        protected override void OnElapsed() => elapsed();
    }
}
