namespace Sockeye.Simulation;

/// <summary>
/// The time of a run, and all that is going to happen in it. One step runs at a time, and what it gives to the thread pool, which has one thread, runs before the next: so the seed alone says
/// what happens.
/// </summary>
internal sealed class World(ulong seed, Trace trace)
{
    private readonly PriorityQueue<(Node Node, Action Action), (long Time, ulong Tie)> _steps = new();

    public Rng Rng { get; } = new(seed);

    public Trace Trace { get; } = trace;

    /// <summary>In ticks, from the beginning of the run.</summary>
    public long Now { get; private set; }

    /// <summary>How many steps have run.</summary>
    public int StepCount { get; private set; }

    /// <summary>The first thing that must not have happened.</summary>
    public Exception? Finding { get; private set; }

    /// <summary>Runs something later; of what is due at the same time, in any order.</summary>
    public void After(Node node, long delay, Action action) => At(node, Now + delay, action);

    public void At(Node node, long time, Action action) => _steps.Enqueue((node, action), (Math.Max(time, Now), Rng.Next()));

    public Task Delay(TimeSpan time)
    {
        var done = new TaskCompletionSource();
        After(Harness, time.Ticks, done.SetResult);
        return done.Task;
    }

    /// <summary>Where the run itself is.</summary>
    public Node Harness => field ??= new Node(this, "run");

    /// <summary>Runs the next step.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Step()
    {
        while (_steps.TryDequeue(out var step, out var at))
        {
            Now = at.Time;
            if (step.Node.IsDead)
            {
                continue;
            }

            if (step.Node.IsPaused)
            {
                step.Node.Held.Enqueue(step.Action);
                continue;
            }

            StepCount++;
            Trace.Add(Now);
            Trace.Add(step.Node.Name);
            Run(step.Node, step.Action);
            return true;
        }

        return false;
    }

    public void Resume(Node node)
    {
        node.IsPaused = false;

        // Before all else, one after the other, since some of it has an order.
        for (ulong tie = 0; node.Held.TryDequeue(out var action); tie++)
        {
            _steps.Enqueue((node, action), (Now, tie));
        }
    }

    /// <summary>Runs something on a node, and completes when that has ended.</summary>
    public Task OnAsync(Node node, Func<Task> function)
    {
        var done = new TaskCompletionSource();
        After(node, 0, () => _ = RunAsync());
        return done.Task;

        async Task RunAsync()
        {
            try
            {
                await function();
                done.SetResult();
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        }
    }

    public void Found(Exception finding) => Finding ??= finding;

    public void Found(string kind, string message) => Found(new FindingException(kind, message));

    private void Run(Node node, Action action)
    {
        try
        {
            node.Run(() =>
            {
                action();
                return true;
            });
        }
        catch (Exception exception)
        {
            Found(exception is FindingException ? exception : new FindingException("unhandled", exception.ToString()));
        }
    }
}
