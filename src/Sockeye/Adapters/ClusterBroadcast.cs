using Sockeye.Engine.Timing;

namespace Sockeye.Adapters;

/// <summary>
/// A broadcast that waits for the acknowledgements of other servers' clients: each server says how many it has, then each client answers. The clients of
/// servers that go meanwhile have left.
/// </summary>
internal sealed class ClusterBroadcast(SocketIOServer server, TimeSpan timeout, Func<ClusterBroadcast, Task> lookUp) : WheelTimer
{
    private static readonly TimeSpan LookUpInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _counted = new(StringComparer.Ordinal); // how many recipients each server has
    private readonly Dictionary<string, long> _heard = new(StringComparer.Ordinal); // of how many the fate is known
    private readonly HashSet<string> _gone = new(StringComparer.Ordinal);
    private readonly List<BroadcastAck> _answers = [];
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _start = server.Time.GetTimestamp();
    private int _servers = -1;
    private int _anonymous;
    private long _recipients;
    private long _left;
    private bool _ended;

    public Task Completion => _done.Task;

    /// <summary>What has come; not to be read before the end.</summary>
    public IReadOnlyList<BroadcastAck> Answers => _answers;

    public int TimedOut => (int)Math.Clamp(_recipients - _answers.Count - _left, 0, int.MaxValue);

    public int MissingServers => Math.Max(0, _servers - _counted.Count - _anonymous);

    public void Start() => Schedule();

    public bool HasCounted(string serverId) => _counted.ContainsKey(serverId);

    public void Expect(int servers) => Update(() => _servers = servers);

    public bool Count(ClusterMessage message)
    {
        var wanted = false;
        Update(() =>
        {
            if (message.ServerId.Length == 0)
            {
                _anonymous++;
                wanted = true;
            }
            else
            {
                wanted = _counted.TryAdd(message.ServerId, message.Count);
            }

            _recipients += wanted ? message.Count : 0;
        });
        return wanted;
    }

    public bool Answer(string serverId, EventArguments arguments)
    {
        var wanted = false;
        Update(() =>
        {
            // More answers than recipients, once all have been counted, are replays.
            wanted = !IsCounted || _answers.Count + _left < _recipients;
            if (wanted)
            {
                _answers.Add(new BroadcastAck(null, arguments));
                Hear(serverId);
            }
        });
        return wanted;
    }

    public bool Left(string serverId)
    {
        Update(() =>
        {
            _left++;
            Hear(serverId);
        });
        return true;
    }

    /// <summary>These servers are there now, and no others.</summary>
    public void Living(IReadOnlyCollection<string> servers) => Update(() =>
    {
        // Servers without a name cannot be told apart: then only their number says something.
        var silent = servers.Count(id => !_counted.ContainsKey(id)) - _anonymous;
        _servers = Math.Min(_servers, _counted.Count + _anonymous + Math.Max(0, silent));
        foreach (var (id, recipients) in _counted)
        {
            if (!servers.Contains(id) && _gone.Add(id))
            {
                _left += Math.Max(0, recipients - _heard.GetValueOrDefault(id));
            }
        }
    });

    public void Stop()
    {
        lock (_gate)
        {
            _ended = true;
        }

        server.Timers.Cancel(this);
        _done.TrySetResult();
    }

    protected override void OnElapsed()
    {
        if (server.Time.GetElapsedTime(_start) >= timeout)
        {
            Stop();
            return;
        }

        // Not waited for: a backend that hangs must not keep anybody beyond the time-out.
        _ = lookUp(this);
        lock (_gate)
        {
            if (!_ended)
            {
                Schedule();
            }
        }
    }

    private bool IsCounted => _servers >= 0 && _counted.Count + _anonymous >= _servers;

    private void Hear(string serverId) => _heard[serverId] = _heard.GetValueOrDefault(serverId) + 1;

    private void Schedule()
    {
        var left = timeout - server.Time.GetElapsedTime(_start);
        server.Timers.Schedule(this, left < LookUpInterval ? (left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1)) : LookUpInterval);
    }

    private void Update(Action change)
    {
        lock (_gate)
        {
            if (_ended)
            {
                return;
            }

            change();
            if (!IsCounted || _answers.Count + _left < _recipients)
            {
                return;
            }
        }

        Stop();
    }
}
