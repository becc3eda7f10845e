using Sockeye.Backends;
using Sockeye.Replication;

namespace Sockeye.Permissions;

/// <summary>
/// Informs the other servers that permissions may have been withdrawn, and receives the same from them, by a topic that is a log. If
/// something was missed, all sockets are checked.
/// </summary>
internal sealed class RecheckNews : ITopicReader<RecheckScope, bool>
{
    private const int MaxWaiting = 100;

    private readonly Namespace _namespace;
    private readonly Func<RecheckScope, ValueTask> _recheck;
    private readonly Lock _gate = new();
    private readonly HashSet<RecheckScope> _waiting = [];
    private readonly Topic<RecheckScope, bool> _topic;
    private readonly TopicLine<RecheckScope, bool> _line;
    private bool _isRunning;

    public RecheckNews(Namespace ns, RoomCluster cluster, Func<RecheckScope, ValueTask> recheck)
    {
        _namespace = ns;
        _recheck = recheck;
        var format = new RecheckFormat();
        _topic = new Topic<RecheckScope, bool>(cluster.NextEpoch(), format, this, TimeSpan.Zero, isLog: true);
        _line = new TopicLine<RecheckScope, bool>(ns, "permission", _topic, format, _gate, TimeSpan.Zero, static () => { });
        _line.Start();
    }

    /// <exception cref="ClusterPublishException">The backend did not take the message. The other servers notice the gap.</exception>
    public ValueTask TellAsync(RecheckScope scope) => _line.SendNowAsync(() => _topic.Put(scope, true));

    public void Close() => _line.Close();

    void ITopicReader<RecheckScope, bool>.Put(string server, RecheckScope key, bool value, bool before) => Enqueue(key);

    void ITopicReader<RecheckScope, bool>.Remove(string server, RecheckScope key, bool before)
    {
    }

    void ITopicReader<RecheckScope, bool>.Miss(string server) => Enqueue(RecheckScope.All);

    // One recheck at a time, the same one only once, and all sockets at once if there would be too many.
    private void Enqueue(RecheckScope scope)
    {
        if (_waiting.Count >= MaxWaiting)
        {
            _waiting.Clear();
            scope = RecheckScope.All;
        }

        _waiting.Add(scope);
        if (!_isRunning)
        {
            _isRunning = true;
            _ = Task.Run(RunAsync);
        }
    }

    private async Task RunAsync()
    {
        while (TryTake(out var scope))
        {
            try
            {
                await _recheck(scope);
            }
            catch (Exception exception)
            {
                _namespace.ReportFailure("permissions", exception);
            }
        }
    }

    private bool TryTake(out RecheckScope scope)
    {
        lock (_gate)
        {
            scope = _waiting.FirstOrDefault();
            return _waiting.Remove(scope) || (_isRunning = false);
        }
    }
}
