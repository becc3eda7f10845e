using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sockeye.Backends;
using Sockeye.Backends.Memory;
using Sockeye.Diagnostics;
using Sockeye.Timing;

namespace Sockeye.Hosting;

/// <summary>What the rooms of one server share. It is created when the first namespace needs it, and disposed of with the server.</summary>
internal sealed class RoomServices : IAsyncDisposable
{
    private readonly Lazy<(RoomBackend Backend, RoomCluster Cluster)> _backend;
    private readonly ClusterHearing _hearing;

    private RoomServices(SocketIOServer server)
    {
        Options = server.Services.GetService<IOptionsMonitor<RoomOptions>>()?.Get(server.Name ?? Microsoft.Extensions.Options.Options.DefaultName) ?? new RoomOptions();
        Options.Validate();
        Logger = new GuardedLogger(server.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Sockeye.Rooms"));
        Metrics = new RoomMetrics(server.Services.GetService<IMeterFactory>());
        Timers = new TimerWheel(server.Time, Logger, LoopDriver.TryCreate);
        _hearing = new ClusterHearing(server, Logger, Metrics);
        _backend = new Lazy<(RoomBackend, RoomCluster)>(() =>
        {
            var factory = server.Name is { } name ? server.Services.GetKeyedService<RoomBackendFactory>(name) : server.Services.GetService<RoomBackendFactory>();
            var backend = factory?.Create() ?? new MemoryRoomBackend(server.Time);
            var cluster = new RoomCluster(backend.Channel, Options.HeartbeatInterval, Timers, server.Time);
            cluster.HearingChanged += _hearing.OnChanged;
            return (backend, cluster);
        });
    }

    public RoomOptions Options { get; }

    public ILogger Logger { get; }

    public RoomMetrics Metrics { get; }

    /// <summary>The timer wheel for all time-outs of rooms.</summary>
    public TimerWheel Timers { get; }

    public RoomBackend Backend => _backend.Value.Backend;

    public RoomCluster Cluster => _backend.Value.Cluster;

    /// <summary>
    /// The listeners for the loss of the cluster. To be able to call them, this creates the cluster if no feature has done so.
    /// </summary>
    public ClusterHearing Hearing
    {
        get
        {
            _ = Cluster;
            return _hearing;
        }
    }

    public static RoomServices Of(SocketIOServer server)
    {
        if (server.Features.Get<RoomServices>() is { } present)
        {
            return present;
        }

        var added = new RoomServices(server);
        if (!server.Features.TryAdd(added))
        {
            // Another thread was first. This object is not known anywhere, and has no backend yet.
            added.Release();
        }

        return server.Features.Get<RoomServices>()!;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_backend.IsValueCreated)
            {
                Cluster.Dispose();
                await Backend.DisposeAsync();
            }
        }
        finally
        {
            Release();
        }
    }

    private void Release()
    {
        Timers.Dispose();
        Metrics.Dispose();
    }
}
