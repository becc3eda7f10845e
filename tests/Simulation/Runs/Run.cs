namespace Sockeye.Simulation;

/// <summary>One run of a plan. It is a work item of the thread pool, which has one thread: what the code under test leaves there runs before the next step.</summary>
internal sealed class Run : IThreadPoolWorkItem
{
    // Connections whose clients have vanished time out, members that linger leave, servers find out what they have missed.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Emptying = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Ending = TimeSpan.FromSeconds(1);

    private const int MostSteps = 2_000_000;

    private readonly Plan _plan;
    private readonly World _world;
    private readonly TaskCompletionSource<RunResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _script = Task.CompletedTask;
    private bool _hasBegun;

    private Run(Plan plan, TextWriter? output)
    {
        _plan = plan;
        _world = new World(plan.Seed, new Trace(output));
    }

    public static Task<RunResult> StartAsync(Plan plan, TextWriter? output = null)
    {
        var run = new Run(plan, output);
        ThreadPool.UnsafeQueueUserWorkItem(run, preferLocal: false);
        return run._result.Task;
    }

    void IThreadPoolWorkItem.Execute()
    {
        while (ThreadPool.PendingWorkItemCount == 0)
        {
            if (!_hasBegun)
            {
                _hasBegun = true;
                _script = _world.Harness.Run(GoAsync);
            }

            if (_world.Finding is null && !_script.IsCompleted && _world.StepCount < MostSteps && _world.Step())
            {
                continue;
            }

            End();
            return;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void End()
    {
        if (_script.IsFaulted)
        {
            _world.Found(_script.Exception.InnerException!);
        }
        else if (!_script.IsCompleted && _world.Finding is null)
        {
            _world.Found("hangs", "Something is waited for that never comes.");
        }

        if (_world.Finding is { } finding)
        {
            _world.Trace.Note(_world.Now, "run", "FOUND " + finding.Message);
        }

        _result.SetResult(new RunResult(_world.Trace.Hash, _world.StepCount, _world.Finding));
    }

    private async Task GoAsync()
    {
        var cluster = new Cluster(_world, _plan);
        RandomSources.Replace(cluster.Ids.Fill);
        cluster.StartAll();
        var clients = Enumerable.Range(0, _plan.Scenario.Clients).Select(index => new SimulatedClient(_world, _plan.Scenario, cluster, index)).ToArray();
        var faults = new Faults(_world, cluster);
        foreach (var step in _plan.Steps)
        {
            if (!step.IsOfClient && !step.IsFault)
            {
                _world.At(_world.Harness, step.Time, () => SetGrant(cluster, step));
            }
            else if (step.IsOfClient)
            {
                _world.At(clients[step.Who].Node, step.Time, () => clients[step.Who].Do(step));
            }
            else
            {
                _world.At(_world.Harness, step.Time, () => faults.Do(step));
            }
        }

        await _world.Delay(TimeSpan.FromTicks(Plan.End));
        faults.Mend();
        await _world.Delay(Quiet);
        await CatchUpAsync(cluster, clients);
        QuietChecks.Check(cluster, clients, _plan);
        foreach (var client in clients)
        {
            _world.After(client.Node, 0, client.Leave);
        }

        await _world.Delay(Emptying);
        QuietChecks.CheckEmpty(cluster);
        await Task.WhenAll(cluster.Running.Select(server => _world.OnAsync(server.Node, server.StopAsync)).ToArray());
        await _world.Delay(Ending);
        QuietChecks.CheckEnded(cluster);
    }

    private void SetGrant(Cluster cluster, Step step)
    {
        var scenario = _plan.Scenario;
        if (cluster.Running.FirstOrDefault(static server => server.Application is not null) is { } server)
        {
            _world.Trace.Line(_world.Now, server.Name, step.ToString());
            _world.After(server.Node, 0, () => server.SetGrant(scenario.User(step.Who), scenario.Room(step.What), step.Kind == StepKind.Grant));
        }
    }

    private async Task CatchUpAsync(Cluster cluster, SimulatedClient[] clients)
    {
        if (_plan.Scenario.Has(Features.Permissions) && cluster.Ledger.IsWithdrawalDoubtful && cluster.Running.FirstOrDefault(static server => server.Application is not null) is { } server)
        {
            _world.After(server.Node, 0, () => _ = server.RecheckAsync("*"));
            await _world.Delay(Ending * 3);
        }

        for (var room = 0; room < _plan.Scenario.Rooms && _plan.Scenario.Has(Features.Presence); room++)
        {
            cluster.Asker.Ask(_plan.Scenario.Room(room));
        }

        foreach (var client in clients)
        {
            for (var room = 0; room < _plan.Scenario.Rooms; room++)
            {
                var step = new Step(_world.Now, StepKind.ReadHistory, 0, room, 0);
                _world.After(client.Node, 0, () => client.Do(step));
            }
        }

        await _world.Delay(Ending * 3);
    }
}
