using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sockeye.Simulation;

/// <summary>A process with a Socket.IO server.</summary>
internal sealed class SimulatedServer
{
    /// <summary>How often servers say that they live.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);

    private const string OtherPath = "/other";

    private static readonly TimeSpan LongestRule = TimeSpan.FromMilliseconds(300);

    private readonly ServiceProvider _services;
    private readonly Cluster _cluster;

    public SimulatedServer(Cluster cluster, int index, Node node, Scenario? scenario)
    {
        Index = index;
        _cluster = cluster;
        Node = node;
        Clock = new NodeClock(cluster.World, Node, TimeSpan.FromTicks(cluster.World.Rng.Ticks(TimeSpan.FromSeconds(-2), TimeSpan.FromSeconds(2))));
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<ILoggerFactory>(new ServerLog(cluster.World, Name));
        var socketIO = services.AddSocketIO(options =>
            {
                options.Engine.PingInterval = TimeSpan.FromSeconds(5);
                options.Engine.PingTimeout = TimeSpan.FromSeconds(4);
                options.ServeClient = false;
                if (cluster.Scenario.Recovery != RecoveryKind.None)
                {
                    options.ConnectionStateRecovery = new RecoveryOptions { MaxDisconnectionDuration = RecoveryChecks.Lifetime };
                    options.ConnectionStateRecovery.MaxPackets = cluster.Scenario.KeepsLittle ? Cluster.KeptEvents : options.ConnectionStateRecovery.MaxPackets;
                }
            })
            .ConfigureRooms(static options => options.HeartbeatInterval = Heartbeat)
            .UseRoomBackend(_ => new SimulatedRooms(new RoomLine(cluster.Rooms, this), new StoreConnection(cluster.World, cluster.Store, this)));
        if (cluster.Scenario.Recovery != RecoveryKind.Memory)
        {
            socketIO.UseAdapter((_, ns) => cluster.Scenario.Recovery == RecoveryKind.Log ? new LoggingAdapter(cluster.Adapters, cluster.Log, this, ns) : new SimulatedAdapter(cluster.Adapters, this, ns));
        }

        _services = services.BuildServiceProvider();
        IO = _services.GetRequiredService<SocketIOServer>();
        Application = scenario is null ? null : new Application(IO, scenario, MayJoinAsync, Name, Clock, HandleOnceAsync);
        Application?.Namespace.OnConnection(socket => socket.OnDisconnect(_ => cluster.Ledger.Ends[socket.Id] = cluster.World.Now));
        _ = IO.Of(OtherPath).UsePresence(); // so that an old server is a server of the cluster
    }

    public string Name => Node.Name;

    /// <summary>Which of the servers it is, whenever it was started.</summary>
    public int Index { get; }

    public Node Node { get; }

    public NodeClock Clock { get; }

    public SocketIOServer IO { get; }

    /// <summary>What it has in the namespace, if it has that.</summary>
    public Application? Application { get; }

    /// <summary>Whether it can neither hear nor say anything.</summary>
    public bool IsCut { get; set; }

    /// <summary>Whether it hears nothing.</summary>
    public bool IsDeaf { get; set; }

    public bool IsRunning { get; private set; } = true;

    public string NewId() => _cluster.Ids.NewId();

    /// <summary>Whether a permission was withdrawn here.</summary>
    public bool HasWithdrawn { get; private set; }

    /// <summary>Sets who may be in a room, and has it looked at anew.</summary>
    public void SetGrant(string user, string room, bool isAllowed)
    {
        _cluster.Grants.Set(user, room, isAllowed);
        HasWithdrawn |= !isAllowed;
        _ = RecheckAsync(room);
    }

    /// <summary>The process is gone, as if it had never been: nobody is told.</summary>
    public void Kill()
    {
        IsRunning = false;
        Node.IsDead = true;
        _cluster.Forget(this);
        _cluster.Ledger.IsWithdrawalDoubtful |= HasWithdrawn;
    }

    /// <summary>The process ends as it should.</summary>
    public async Task StopAsync()
    {
        await IO.CloseAsync();
        await _services.DisposeAsync();
        IsRunning = false;
    }

    public async Task RecheckAsync(string room)
    {
        try
        {
            await Application!.Permissions!.RecheckAsync(room);
        }
        catch (ClusterPublishException)
        {
            // The others find out by themselves.
        }
    }

    private async Task HandleOnceAsync(RoomRecordChange<Note> change)
    {
        var done = new TaskCompletionSource();
        _cluster.World.After(Node, _cluster.World.Rng.Ticks(TimeSpan.Zero, LongestRule), done.SetResult);
        await done.Task;
        _cluster.Ledger.Handled[change.Id] = _cluster.Ledger.Handled.GetValueOrDefault(change.Id) + 1;
    }

    // A rule looks it up somewhere, before or after it has waited.
    private async ValueTask<RoomVerdict> MayJoinAsync(RoomPermissionContext context)
    {
        var rng = _cluster.World.Rng;
        var early = Look();
        if (rng.Chance(50))
        {
            return early;
        }

        var done = new TaskCompletionSource();
        _cluster.World.After(Node, rng.Ticks(TimeSpan.Zero, LongestRule), done.SetResult);
        await done.Task;
        return rng.Chance(50) ? early : Look();

        bool Look() => _cluster.Grants.Allows(Application.UserOf(context.Socket), context.Room, context.Access)
            && (context.Access != RoomAccess.List || !_cluster.Scenario.ListsWhatIs || Application?.Records?.Find(context.Room) is not null);
    }
}
