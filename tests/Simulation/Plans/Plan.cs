namespace Sockeye.Simulation;

/// <summary>All that is going to happen in a run, but for the order of what happens at the same time, which the seed chooses as it goes.</summary>
internal sealed record Plan(ulong Seed, Scenario Scenario, IReadOnlyList<Step> Steps)
{
    private static readonly TimeSpan LongestFault = TimeSpan.FromSeconds(6);

    private static readonly TimeSpan LongestEntry = TimeSpan.FromMilliseconds(200);

    private static readonly (StepKind Kind, int Weight)[] OfClients =
    [
        (StepKind.Connect, 20), (StepKind.Join, 30), (StepKind.Leave, 10), (StepKind.SetState, 15), (StepKind.ListMembers, 5), (StepKind.Close, 8), (StepKind.Vanish, 2),
    ];

    private static readonly (StepKind Kind, int Weight)[] OfRecords =
    [
        (StepKind.CreateRecord, 30), (StepKind.SetRecord, 20), (StepKind.DeleteRecord, 10), (StepKind.WatchRecords, 15),
    ];

    private static readonly (StepKind Kind, int Weight)[] OfHistory = [(StepKind.Say, 50), (StepKind.ReadHistory, 10)];

    private static readonly (StepKind Kind, int Weight)[] OfPermissions = [(StepKind.Grant, 10), (StepKind.Withdraw, 15)];

    private static readonly (StepKind Kind, int Weight)[] Faults =
    [
        (StepKind.Kill, 2), (StepKind.Start, 4), (StepKind.Pause, 2), (StepKind.Cut, 2), (StepKind.Deafen, 2), (StepKind.Storm, 4), (StepKind.Outage, 2),
    ];

    private static readonly (StepKind Kind, int Weight)[] FaultsOfStore = [(StepKind.StoreDown, 3), (StepKind.StoreSlow, 3), (StepKind.FailOver, 3)];

    /// <summary>When nothing happens any more.</summary>
    public static long End { get; } = TimeSpan.FromSeconds(20).Ticks;

    /// <summary>Whether no server and no network does anything but what it should.</summary>
    public bool IsCalm => !Steps.Any(static step => step.IsFault);

    /// <summary>Whether every living server is heard all the time, so that nobody may be taken for lost.</summary>
    public bool IsHeard => Steps.All(static step => !step.IsFault
        || step.Kind is StepKind.Deafen or StepKind.StoreDown or StepKind.StoreSlow
        || (step.Kind == StepKind.FailOver && !step.StopsNetwork));

    public static Plan Of(ulong seed)
    {
        var rng = new Rng(seed);
        var scenario = Scenario.Of(rng);
        var steps = new List<Step>();
        for (var i = 0; i < scenario.Clients; i++)
        {
            steps.Add(new Step(rng.Ticks(TimeSpan.Zero, TimeSpan.FromSeconds(1)), StepKind.Connect, i, rng.Below(scenario.Servers), 0));
            steps.Add(new Step(rng.Ticks(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)), StepKind.Join, i, rng.Below(scenario.Rooms), 0));
        }

        List<(StepKind Kind, int Weight)> actionKinds = [.. OfClients];
        List<(StepKind Kind, int Weight)> faultKinds = [.. Faults];
        if (scenario.Has(Features.Records))
        {
            actionKinds.AddRange(OfRecords);
        }

        if (scenario.Has(Features.History))
        {
            actionKinds.AddRange(OfHistory);
        }

        if (scenario.Has(Features.Permissions))
        {
            actionKinds.AddRange(OfPermissions);
        }

        if (scenario.Has(Features.Records) || scenario.Has(Features.History))
        {
            faultKinds.AddRange(FaultsOfStore);
        }

        var faults = rng.Chance(20) ? 0 : rng.Below(8);
        var actions = 10 + rng.Below(50);
        for (var i = 0; i < actions + faults; i++)
        {
            var isFault = i >= actions;
            var kind = Choose(rng, isFault ? faultKinds : actionKinds);
            steps.Add(new Step(
                rng.Ticks(TimeSpan.FromSeconds(1), TimeSpan.FromTicks(End)),
                kind,
                rng.Below(isFault ? scenario.Servers : scenario.Clients),
                rng.Below(1000),
                isFault ? rng.Ticks(TimeSpan.FromMilliseconds(50), LongestFault) : 0));
        }

        for (var i = scenario.Recovery == RecoveryKind.None ? 0 : 1 + rng.Below(6); i > 0; i--)
        {
            AddReturn(rng, scenario, steps);
        }

        if (scenario.Has(Features.Records) && rng.Chance(25))
        {
            AddFork(rng, scenario, steps);
        }

        return new Plan(seed, scenario, [.. steps.OrderBy(static step => step.Time)]);
    }

    // A connection breaks, the others go on, and its client comes back: mostly in time, and sometimes not for long.
    private static void AddReturn(Rng rng, Scenario scenario, List<Step> steps)
    {
        var client = rng.Below(scenario.Clients);
        var broken = rng.Ticks(TimeSpan.FromSeconds(3), TimeSpan.FromTicks(End) - TimeSpan.FromSeconds(2));
        var back = broken + rng.Ticks(TimeSpan.Zero, TimeSpan.FromSeconds(rng.Chance(80) ? 4 : 12));
        Add(broken, rng.Chance(60) ? StepKind.Close : StepKind.Vanish, client);
        for (var i = rng.Below(4); i > 0; i--)
        {
            var kind = scenario.Has(Features.Permissions) && rng.Chance(30) ? rng.Chance(70) ? StepKind.Withdraw : StepKind.Grant
                : scenario.Has(Features.Presence) && rng.Chance(30) ? StepKind.SetState
                : scenario.Has(Features.Records) && rng.Chance(20) ? StepKind.SetRecord
                : StepKind.Say;
            Add(rng.Ticks(TimeSpan.FromTicks(broken), TimeSpan.FromTicks(back)), kind, rng.Below(scenario.Clients));
        }

        Add(back, StepKind.Return, client);
        for (var i = rng.Below(3); i > 0; i--)
        {
            // While it is on its way in.
            Add(rng.Ticks(TimeSpan.FromTicks(back), TimeSpan.FromTicks(back) + LongestEntry), StepKind.Say, rng.Below(scenario.Clients));
        }

        if (rng.Chance(30))
        {
            Add(back + rng.Ticks(TimeSpan.Zero, TimeSpan.FromMilliseconds(400)), rng.Chance(50) ? StepKind.Close : StepKind.Vanish, client);
            Add(back + rng.Ticks(TimeSpan.FromMilliseconds(400), TimeSpan.FromSeconds(3)), StepKind.Return, client);
        }

        void Add(long time, StepKind kind, int who) => steps.Add(new Step(time, kind, who, rng.Below(1000), 0));
    }

    // A record is made while somebody is in its room, the store goes back to before that and keeps its epoch, and others write as much as was lost, while a server hears nothing of it.
    private static void AddFork(Rng rng, Scenario scenario, List<Step> steps)
    {
        const int goesBackOnce = 1;
        var client = rng.Below(scenario.Clients);
        int room;
        do
        {
            room = rng.Below(1000);
        }
        while (room % 3 == 0 || room % 7 == 0); // so that the record ends with its last member, and not by itself

        var time = rng.Ticks(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(14));
        Add(-1.5, StepKind.Connect, client, rng.Below(1000), 0);
        Add(-1, StepKind.Join, client, room, 0);
        Add(0, StepKind.CreateRecord, client, room, 0);
        Add(0.5, StepKind.FailOver, 0, goesBackOnce, 0.8);
        Add(rng.Below(13) / 10.0, StepKind.Deafen, rng.Below(scenario.Servers), 0, rng.Below(20) / 10.0);
        for (var i = rng.Below(6); i > 0; i--)
        {
            Add(1.31 + (rng.Below(50) / 100.0), rng.Chance(60) ? StepKind.CreateRecord : StepKind.SetRecord, rng.Below(scenario.Clients), rng.Below(1000), 0);
        }

        void Add(double seconds, StepKind kind, int who, int what, double length) =>
            steps.Add(new Step(time + TimeSpan.FromSeconds(seconds).Ticks, kind, who, what, TimeSpan.FromSeconds(length).Ticks));
    }

    private static StepKind Choose(Rng rng, List<(StepKind Kind, int Weight)> kinds)
    {
        var at = rng.Below(kinds.Sum(static kind => kind.Weight));
        foreach (var (kind, weight) in kinds)
        {
            at -= weight;
            if (at < 0)
            {
                return kind;
            }
        }

        throw new InvalidOperationException("The weights do not add up.");
    }
}
