namespace Sockeye.Simulation;

/// <summary>The servers of a run, and what is between them.</summary>
internal sealed class Cluster
{
    /// <summary>How many events are kept for clients that are away, if only a few are.</summary>
    public const int KeptEvents = 12;

    private readonly SimulatedServer[] _servers;
    private readonly int[] _starts;

    public Cluster(World world, Plan plan)
    {
        World = world;
        Scenario = plan.Scenario;
        IsCalm = plan.IsCalm;
        IsHeard = plan.IsHeard;
        Ids = new IdSource(plan.Seed + 1);
        Store = new StoreEngine(world, Ids);
        Grants = new Grants(world, plan.Scenario);
        Rooms = new RoomNetwork(world, plan.Scenario.Overtakes);
        Asker = new PresenceAsker(Rooms);
        Rooms.Answered = Asker.Receive;
        Adapters = new AdapterNetwork(world, Rooms.Weather);
        Log = new EventLog(world, Rooms.Weather, plan.Scenario.KeepsLittle ? KeptEvents : int.MaxValue);
        _starts = new int[plan.Scenario.Servers];
        _servers = new SimulatedServer[plan.Scenario.Servers];
    }

    public World World { get; }

    public Scenario Scenario { get; }

    public RoomNetwork Rooms { get; }

    public PresenceAsker Asker { get; }

    /// <summary>Whether servers and network do what they should.</summary>
    public bool IsCalm { get; }

    /// <inheritdoc cref="Plan.IsHeard"/>
    public bool IsHeard { get; }

    public StoreEngine Store { get; }

    public IdSource Ids { get; }

    public Grants Grants { get; }

    public Ledger Ledger { get; } = new();

    public AdapterNetwork Adapters { get; }

    /// <summary>Keeps what is broadcast, if connections are recovered by all servers.</summary>
    public EventLog Log { get; }

    public IReadOnlyList<SimulatedServer> Servers => _servers;

    public IEnumerable<SimulatedServer> Running => _servers.Where(static server => server is { IsRunning: true });

    public void StartAll()
    {
        for (var i = 0; i < _servers.Length; i++)
        {
            Start(i, Scenario.IsOld(i));
        }
    }

    /// <summary>A server is started, for the first time or after it was killed.</summary>
    /// <param name="index">Which one.</param>
    /// <param name="isOld">Whether its version of the application does not have the namespace.</param>
    public void Start(int index, bool isOld) => _servers[index] = NewServer(index, isOld);

    public void Forget(SimulatedServer server)
    {
        Rooms.RemoveAll(server);
        Adapters.RemoveAll(server);
    }

    // It is made where it runs: what it starts goes on there.
    private SimulatedServer NewServer(int index, bool isOld)
    {
        var start = _starts[index]++;
        var node = new Node(World, $"server{index}" + (start > 0 ? $".{start}" : ""));
        return node.Run(() => new SimulatedServer(this, index, node, isOld ? null : Scenario));
    }
}
