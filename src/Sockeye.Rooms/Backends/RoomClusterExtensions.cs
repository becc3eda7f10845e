using System.Runtime.CompilerServices;
using Sockeye.Backends;

namespace Sockeye;

/// <summary>Tells the application when a server loses the other servers with which it shares rooms, and when it finds them again.</summary>
public static class RoomClusterExtensions
{
    /// <summary>
    /// Listens to the loss of the cluster: this server has not heard for 1.7 heartbeats (<see cref="RoomOptions.HeartbeatInterval"/>) what it sends itself, because the engine is away or this server is cut
    /// off from it. Until it is found, this server knows of the rooms of others what it knew before. Others may take it for gone. What a listener throws is logged and counted.
    /// </summary>
    /// <param name="server">The server.</param>
    /// <param name="listener">Called once for each loss. It may take its time; losses and returns are told in their order.</param>
    /// <exception cref="InvalidOperationException">The adapter reaches other servers, and the rooms have no backend that they share.</exception>
    /// <remarks>A server whose rooms are in its own memory has no cluster to lose: no listener is called.</remarks>
    public static SocketIOServer OnClusterLost(this SocketIOServer server, Action listener)
    {
        HearingOf(server).Lost.Add(listener, _ => Call(listener));
        return server;
    }

    /// <inheritdoc cref="OnClusterLost(SocketIOServer, Action)"/>
    public static SocketIOServer OnClusterLost(this SocketIOServer server, Func<Task> listener)
    {
        HearingOf(server).Lost.Add(listener, _ => new ValueTask(listener()));
        return server;
    }

    /// <inheritdoc cref="OnClusterLost(SocketIOServer, Action)"/>
    [OverloadResolutionPriority(1)]
    public static SocketIOServer OnClusterLost(this SocketIOServer server, Func<ValueTask> listener)
    {
        HearingOf(server).Lost.Add(listener, _ => listener());
        return server;
    }

    /// <summary>Removes a listener of <c>OnClusterLost</c>.</summary>
    /// <param name="server">The server.</param>
    /// <param name="listener">What was given to <c>OnClusterLost</c>.</param>
    public static SocketIOServer OffClusterLost(this SocketIOServer server, Delegate listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        HearingOf(server).Lost.Remove(listener);
        return server;
    }

    /// <summary>
    /// Listens to the end of a loss (<see cref="OnClusterLost(SocketIOServer, Action)"/>): this server hears itself again, and so the others. Within a heartbeat it knows what it has missed. What a
    /// listener throws is logged and counted.
    /// </summary>
    /// <param name="server">The server.</param>
    /// <param name="listener">Called once after each loss; not when the server hears the cluster at its start.</param>
    /// <exception cref="InvalidOperationException">The adapter reaches other servers, and the rooms have no backend that they share.</exception>
    public static SocketIOServer OnClusterFound(this SocketIOServer server, Action listener)
    {
        HearingOf(server).Found.Add(listener, _ => Call(listener));
        return server;
    }

    /// <inheritdoc cref="OnClusterFound(SocketIOServer, Action)"/>
    public static SocketIOServer OnClusterFound(this SocketIOServer server, Func<Task> listener)
    {
        HearingOf(server).Found.Add(listener, _ => new ValueTask(listener()));
        return server;
    }

    /// <inheritdoc cref="OnClusterFound(SocketIOServer, Action)"/>
    [OverloadResolutionPriority(1)]
    public static SocketIOServer OnClusterFound(this SocketIOServer server, Func<ValueTask> listener)
    {
        HearingOf(server).Found.Add(listener, _ => listener());
        return server;
    }

    /// <summary>Removes a listener of <c>OnClusterFound</c>.</summary>
    /// <param name="server">The server.</param>
    /// <param name="listener">What was given to <c>OnClusterFound</c>.</param>
    public static SocketIOServer OffClusterFound(this SocketIOServer server, Delegate listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        HearingOf(server).Found.Remove(listener);
        return server;
    }

    private static ValueTask Call(Action listener)
    {
        listener();
        return default;
    }

    private static ClusterHearing HearingOf(SocketIOServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        RoomSharing.Check(server.MainNamespace, nameof(OnClusterLost));
        return RoomServices.Of(server).Hearing;
    }
}
