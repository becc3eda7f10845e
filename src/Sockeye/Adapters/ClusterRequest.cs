using Sockeye.Timing;

namespace Sockeye.Adapters;

/// <summary>
/// Something that was asked of the other servers, and waits: until all have said what there is to say, or the time is up. Servers that go meanwhile are not
/// waited for: who is still there is looked up from time to time. It ends once, whatever ends it.
/// </summary>
internal abstract class ClusterRequest(SocketIOServer server, TimeSpan timeout) : WheelTimer
{
    private static readonly TimeSpan LookUpInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _start = server.Time.GetTimestamp();
    private Func<ClusterRequest, Task>? _lookUp;
    private bool _ended;

    /// <summary>Ties answers to it.</summary>
    public string Id { get; } = ClusterAdapter.NewId();

    /// <summary>Completes at the end; what has come is not to be read before.</summary>
    public Task Completion => _done.Task;

    /// <summary>How many servers are waited for or have answered; less than zero as long as that is not known.</summary>
    public int Servers { get; private set; } = -1;

    /// <summary>How many servers have not answered.</summary>
    public int Missing => Math.Max(0, Servers - Heard);

    /// <summary>How many servers have answered.</summary>
    protected abstract int Heard { get; }

    /// <summary>Of these, how many do not say who they are.</summary>
    protected abstract int Anonymous { get; }

    /// <summary>Whether nothing is waited for any longer, once all servers have answered.</summary>
    protected abstract bool IsComplete { get; }

    /// <summary>Begins to wait.</summary>
    /// <param name="lookUp">Finds out who is there, and says so to <see cref="Living"/>.</param>
    public void Start(Func<ClusterRequest, Task> lookUp)
    {
        _lookUp = lookUp;
        Schedule();
    }

    /// <summary>An answer has come.</summary>
    /// <returns>Whether it was wanted: one of another kind, or one that came before, is not.</returns>
    public bool Receive(ClusterMessage message)
    {
        var wanted = false;
        Update(() => wanted = Take(message));
        return wanted;
    }

    /// <summary>How many servers are to answer.</summary>
    public void Expect(int servers) => Update(() => Servers = servers);

    /// <summary>These servers are there now, and no others.</summary>
    public void Living(IReadOnlyCollection<string> servers) => Update(() =>
    {
        // Servers without a name cannot be told apart: then only their number says something.
        var silent = servers.Count(id => !HasAnswered(id)) - Anonymous;
        Servers = Math.Min(Servers, Heard + Math.Max(0, silent));
        Forget(servers);
    });

    /// <summary>Whether it is sent at once, in its order among everything else that is sent, and not only when it is known that there are other servers.</summary>
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

    /// <summary>Takes an answer, under the lock.</summary>
    protected abstract bool Take(ClusterMessage message);

    /// <summary>Servers that are not among these have gone, under the lock.</summary>
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

        // Not waited for: a backend that hangs must not keep anybody beyond the time-out.
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
