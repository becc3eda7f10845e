using Sockeye.Timing;

namespace Sockeye.Adapters;

/// <summary>
/// A request to the other servers that waits until all of them have answered or the time is up. It does not wait for servers that go
/// meanwhile: from time to time it looks up which servers are living. It ends exactly once.
/// </summary>
internal abstract class ClusterRequest(SocketIOServer server, TimeSpan timeout) : WheelTimer
{
    private static readonly TimeSpan LookUpInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _start = server.Time.GetTimestamp();
    private Func<ClusterRequest, Task>? _lookUp;
    private bool _ended;

    /// <summary>Connects answers with the request.</summary>
    public string Id { get; } = ClusterAdapter.NewId();

    /// <summary>Completes at the end. Do not read the answers before.</summary>
    public Task Completion => _done.Task;

    /// <summary>How many servers have to answer, including those that have answered; negative while the number is not known.</summary>
    public int Servers { get; private set; } = -1;

    /// <summary>How many servers have not answered.</summary>
    public int Missing => Math.Max(0, Servers - Heard);

    /// <summary>How many servers have answered.</summary>
    protected abstract int Heard { get; }

    /// <summary>How many of those did not say who they are.</summary>
    protected abstract int Anonymous { get; }

    /// <summary>Whether the request is complete once all servers have answered.</summary>
    protected abstract bool IsComplete { get; }

    /// <summary>Begins to wait.</summary>
    /// <param name="lookUp">Finds out which servers are living, and calls <see cref="Living"/> with them.</param>
    public void Start(Func<ClusterRequest, Task> lookUp)
    {
        _lookUp = lookUp;
        Schedule();
    }

    /// <summary>Handles an answer.</summary>
    /// <returns>Whether the answer was expected. An answer of another kind, or a repeated one, is not.</returns>
    public bool Receive(ClusterMessage message)
    {
        var wanted = false;
        Update(() => wanted = Take(message));
        return wanted;
    }

    /// <summary>Sets how many servers have to answer.</summary>
    public void Expect(int servers) => Update(() => Servers = servers);

    /// <summary>Sets which servers are living now.</summary>
    public void Living(IReadOnlyCollection<string> servers) => Update(() =>
    {
        // Servers without a name cannot be distinguished, so only their number counts.
        var silent = servers.Count(id => !HasAnswered(id)) - Anonymous;
        Servers = Math.Min(Servers, Heard + Math.Max(0, silent));
        Forget(servers);
    });

    /// <summary>
    /// Whether the request is sent at once, in order with everything else that is sent, and not only after other servers are known to
    /// exist.
    /// </summary>
    public virtual bool IsOrdered => false;

    public abstract bool HasAnswered(string server);

    public void Stop()
    {
        lock (_gate)
        {
            _ended = true;
        }

        server.Timers.Cancel(this);
        _done.TrySetResult();
    }

    /// <summary>Takes an answer. Called under the lock.</summary>
    protected abstract bool Take(ClusterMessage message);

    /// <summary>Forgets servers that are not among the living ones. Called under the lock.</summary>
    protected virtual void Forget(IReadOnlyCollection<string> living)
    {
    }

    protected override void OnElapsed()
    {
        if (server.Time.GetElapsedTime(_start) >= timeout)
        {
            Stop();
            return;
        }

        // The call is not awaited: a backend that hangs must not hold up the caller beyond the time-out.
        _ = _lookUp!(this);
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

    private void Update(Action change)
    {
        lock (_gate)
        {
            if (_ended)
            {
                return;
            }

            change();
            if (Servers < 0 || Heard < Servers || !IsComplete)
            {
                return;
            }
        }

        Stop();
    }
}
