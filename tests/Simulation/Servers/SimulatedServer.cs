using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sockeye.Simulation;

/// <summary>A process with a Socket.IO server.</summary>
internal sealed class SimulatedServer
{
    /// <summary>How often servers say that they live.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);

    private readonly ServiceProvider _services;
    private readonly Cluster _cluster;

    public SimulatedServer(Cluster cluster, Node node)
    {
        _cluster = cluster;
        Node = node;
        Clock = new NodeClock(cluster.World, Node, TimeSpan.FromTicks(cluster.World.Rng.Ticks(TimeSpan.FromSeconds(-2), TimeSpan.FromSeconds(2))));
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<ILoggerFactory>(new ServerLog(cluster.World, Name));
        services.AddSocketIO(options =>
            {
                options.RoomHeartbeatInterval = Heartbeat;
                options.Engine.PingInterval = TimeSpan.FromSeconds(5);
                options.Engine.PingTimeout = TimeSpan.FromSeconds(4);
                options.ServeClient = false;
            })
            .UseAdapter((_, ns) => new SimulatedAdapter(cluster.Adapters, this, ns))
            .UseRoomBackend(_ => new SimulatedRooms(new RoomLine(cluster.Rooms, this), cluster.Stores));
        _services = services.BuildServiceProvider();
        IO = _services.GetRequiredService<SocketIOServer>();
        Application = new Application(IO);
    }

    public string Name => Node.Name;

    public Node Node { get; }

    public NodeClock Clock { get; }

    public SocketIOServer IO { get; }

    public Application Application { get; }

    /// <summary>Whether it can neither hear nor say anything.</summary>
    public bool IsCut { get; set; }

    /// <summary>Whether it hears nothing.</summary>
    public bool IsDeaf { get; set; }

    public bool IsRunning { get; private set; } = true;

    public string NewId() => _cluster.NewId();

    /// <summary>The process is gone, as if it had never been: nobody is told.</summary>
    public void Kill()
    {
        IsRunning = false;
        Node.IsDead = true;
        _cluster.Forget(this);
    }

    /// <summary>The process ends as it should.</summary>
    public async Task StopAsync()
    {
        await IO.CloseAsync();
        await _services.DisposeAsync();
        IsRunning = false;
    }
}
