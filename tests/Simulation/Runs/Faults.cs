namespace Sockeye.Simulation;

/// <summary>Does to servers and to what is between them what the plan says.</summary>
internal sealed class Faults(World world, Cluster cluster)
{
    private readonly List<Action> _mends = [];

    public void Do(Step step)
    {
        world.Trace.Line(world.Now, "fault", step.ToString());
        var server = cluster.Servers[step.Who];
        switch (step.Kind)
        {
            case StepKind.Kill when server.IsRunning && cluster.Running.Count() > 1:
                server.Kill();
                break;
            case StepKind.Start when !server.IsRunning:
                cluster.Start(step.Who, isOld: false);
                break;
            case StepKind.Pause when server.IsRunning && !server.Node.IsPaused:
                server.Node.IsPaused = true;
                MendAfter(step, () => world.Resume(server.Node));
                break;
            case StepKind.Cut:
                server.IsCut = true;
                MendAfter(step, () => server.IsCut = false);
                break;
            case StepKind.Deafen:
                server.IsDeaf = true;
                MendAfter(step, () => server.IsDeaf = false);
                break;
            case StepKind.Storm:
                var weather = cluster.Rooms.Weather;
                (weather.Loss, weather.Twice, weather.Late) = (step.What % 30, step.What % 7 * 3, step.What % 5 * 10);
                MendAfter(step, weather.Clear);
                break;
            case StepKind.StoreDown:
                cluster.Store.IsDown = true;
                MendAfter(step, () => cluster.Store.IsDown = false);
                break;
            case StepKind.StoreSlow:
                (cluster.Store.Slow, cluster.Store.Unanswered) = (step.What % 60, step.What % 25);
                MendAfter(step, () => (cluster.Store.Slow, cluster.Store.Unanswered) = (0, 0));
                break;
            case StepKind.FailOver:
                FailOver(step);
                break;
            case StepKind.Outage:
                cluster.Rooms.Weather.IsDown = true;
                MendAfter(step, () => cluster.Rooms.Weather.IsDown = false);
                break;
        }
    }

    /// <summary>All is well again.</summary>
    public void Mend()
    {
        foreach (var mend in _mends.ToArray())
        {
            mend();
        }

        _mends.Clear();
    }

    // The engine that takes over has not got all that the one before had. Some of them carry the messages between servers too.
    private void FailOver(Step step)
    {
        var time = world.Now - (step.Length * (step.What % 5));
        cluster.Store.IsDown = true;
        cluster.Rooms.Weather.IsDown |= step.StopsNetwork;
        MendAfter(step, () =>
        {
            if (step.What % 10 == 0)
            {
                cluster.Store.Lose();
            }
            else
            {
                cluster.Store.GoBack(time);
            }

            cluster.Store.IsDown = false;
            if (step.StopsNetwork)
            {
                cluster.Rooms.Weather.IsDown = false;
            }
        });
    }

    private void MendAfter(Step step, Action mend)
    {
        _mends.Add(mend);
        world.After(world.Harness, step.Length, () =>
        {
            if (_mends.Remove(mend))
            {
                world.Trace.Line(world.Now, "fault", "over: " + step);
                mend();
            }
        });
    }
}
