using Sockeye.Engine.Timing;

namespace Sockeye.Adapters;

/// <summary>A broadcast that waits for the acknowledgements of other servers' clients: each server says how many it has, then each client answers.</summary>
internal sealed class ClusterBroadcast(SocketIOServer server, TimeSpan timeout) : WheelTimer
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _counted = new(StringComparer.Ordinal);
    private readonly List<BroadcastAck> _answers = [];
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
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

    public void Start() => server.Timers.Schedule(this, timeout);

    public bool HasCounted(string serverId) => _counted.Contains(serverId);

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
                wanted = _counted.Add(message.ServerId);
            }

            _recipients += wanted ? message.Count : 0;
        });
        return wanted;
    }

    public bool Answer(EventArguments arguments)
    {
        var wanted = false;
        Update(() =>
        {
            // More answers than recipients, once all have been counted, are replays.
            wanted = !IsCounted || _answers.Count + _left < _recipients;
            if (wanted)
            {
                _answers.Add(new BroadcastAck(null, arguments));
            }
        });
        return wanted;
    }

    public bool Left()
    {
        Update(() => _left++);
        return true;
    }

    public void Stop()
    {
        lock (_gate)
        {
            _ended = true;
        }

        server.Timers.Cancel(this);
        _done.TrySetResult();
    }

    protected override void OnElapsed() => Stop();

    private bool IsCounted => _servers >= 0 && _counted.Count + _anonymous >= _servers;

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
