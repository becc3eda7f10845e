using Sockeye.Engine.Timing;

namespace Sockeye.Adapters;

/// <summary>
/// A question to the other servers that waits for its answers: until all have come, or the time is up. Servers that go meanwhile are not waited for:
/// who is still there is looked up from time to time.
/// </summary>
internal sealed class ClusterQuery(SocketIOServer server, TimeSpan timeout, Func<ClusterQuery, Task> lookUp) : WheelTimer
{
    private static readonly TimeSpan LookUpInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly List<ClusterMessage> _answers = [];
    private readonly HashSet<string> _answered = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _start = server.Time.GetTimestamp();
    private int _expected = -1;
    private bool _ended;

    public Task Completion => _done.Task;

    /// <summary>What has come; not to be read before the end.</summary>
    public IReadOnlyList<ClusterMessage> Answers => _answers;

    public int Unanswered => Math.Max(0, _expected - _answers.Count);

    public void Start() => Schedule();

    /// <summary>An answer has come.</summary>
    /// <returns>Whether it was wanted: not one from a server that has answered already.</returns>
    public bool Add(ClusterMessage answer)
    {
        lock (_gate)
        {
            if (_ended || (answer.ServerId.Length > 0 && !_answered.Add(answer.ServerId)))
            {
                return false;
            }

            _answers.Add(answer);
        }

        EndIfComplete();
        return true;
    }

    /// <summary>How many servers are to answer.</summary>
    public void Expect(int servers)
    {
        lock (_gate)
        {
            _expected = servers;
        }

        EndIfComplete();
    }

    /// <summary>These servers are there now, and no others.</summary>
    public void Living(IEnumerable<string> servers)
    {
        lock (_gate)
        {
            // Answers without a name cannot be told apart: then only their number says something.
            var unanswered = servers.Count(server => !_answered.Contains(server)) - (_answers.Count - _answered.Count);
            _expected = Math.Min(_expected, _answers.Count + Math.Max(0, unanswered));
        }

        EndIfComplete();
    }

    public bool HasAnswered(string server) => _answered.Contains(server);

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

    private void Schedule()
    {
        var left = timeout - server.Time.GetElapsedTime(_start);
        server.Timers.Schedule(this, left < LookUpInterval ? (left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1)) : LookUpInterval);
    }

    private void EndIfComplete()
    {
        lock (_gate)
        {
            if (_ended || _expected < 0 || _answers.Count < _expected)
            {
                return;
            }
        }

        Stop();
    }
}
