using System.Buffers.Text;
using Sockeye.RoomBackends.Memory;

namespace Sockeye.Simulation;

/// <summary>The servers of a run, and what is between them.</summary>
internal sealed class Cluster
{
    private readonly SimulatedServer[] _servers;
    private readonly int[] _starts;
    private readonly Rng _ids;

    public Cluster(World world, Plan plan)
    {
        World = world;
        _ids = new Rng(plan.Seed + 1);
        Rooms = new RoomNetwork(world);
        Stores = new MemoryRoomBackend(new NodeClock(world, new Node(world, "store"), TimeSpan.Zero));
        Adapters = new AdapterNetwork(world, Rooms.Weather);
        _starts = new int[plan.Scenario.Servers];
        _servers = new SimulatedServer[plan.Scenario.Servers];
    }

    public World World { get; }

    public RoomNetwork Rooms { get; }

    /// <summary>What all servers share.</summary>
    public RoomBackend Stores { get; }

    public AdapterNetwork Adapters { get; }

    public IReadOnlyList<SimulatedServer> Servers => _servers;

    public IEnumerable<SimulatedServer> Running => _servers.Where(static server => server is { IsRunning: true });

    /// <summary>Where the code under test has its random bytes from.</summary>
    public void FillIds(Span<byte> bytes) => _ids.Fill(bytes);

    public string NewId()
    {
        Span<byte> bytes = stackalloc byte[15];
        _ids.Fill(bytes);
        return Base64Url.EncodeToString(bytes);
    }

    public void StartAll()
    {
        for (var i = 0; i < _servers.Length; i++)
        {
            Start(i);
        }
    }

    /// <summary>A server is started, for the first time or after it was killed.</summary>
    public void Start(int index) => _servers[index] = NewServer(index);

    public void Forget(SimulatedServer server)
    {
        Rooms.RemoveAll(server);
        Adapters.RemoveAll(server);
    }

    // It is made where it runs: what it starts goes on there.
    private SimulatedServer NewServer(int index)
    {
        var start = _starts[index]++;
        var node = new Node(World, $"server{index}" + (start > 0 ? $".{start}" : ""));
        return node.Run(() => new SimulatedServer(this, node));
    }
}
