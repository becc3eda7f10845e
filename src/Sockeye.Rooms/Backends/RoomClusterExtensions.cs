using System.Runtime.CompilerServices;
using Sockeye.Backends;

namespace Sockeye;

/// <summary>
/// Adds listeners for the moment at which a server loses the other servers with which it shares rooms, and for the moment at which it finds
/// them again.
/// </summary>
public static class RoomClusterExtensions
{
    /// <summary>
    /// Adds a listener for the loss of the cluster: this server has not heard its own messages for 1.7 heartbeats
    /// (<see cref="RoomOptions.HeartbeatInterval"/>), because the backend is not reachable. Until the cluster is found again, this server
    /// keeps its last knowledge about rooms of other servers. Other servers may count it as gone. Exceptions of a listener are logged and
    /// counted.
    /// </summary>
    /// <param name="server">The server.</param>
    /// <param name="listener">Called once for each loss. It may be slow; losses and returns are reported in order.</param>
    /// <exception cref="InvalidOperationException">The adapter reaches other servers, but the rooms have no shared backend.</exception>
    /// <remarks>If the rooms are kept in the memory of this server, there is no cluster to lose, and listeners are not called.</remarks>
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

    /// <summary>Removes a listener that you have added with <c>OnClusterLost</c>.</summary>
    /// <param name="server">The server.</param>
    /// <param name="listener">The listener.</param>
    public static SocketIOServer OffClusterLost(this SocketIOServer server, Delegate listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        HearingOf(server).Lost.Remove(listener);
        return server;
    }

    /// <summary>
    /// Adds a listener for the end of a loss (<see cref="OnClusterLost(SocketIOServer, Action)"/>): this server hears its own messages
    /// again, and so those of the others. Within one heartbeat it knows what it has missed. Exceptions of a listener are logged and
    /// counted.
    /// </summary>
    /// <param name="server">The server.</param>
    /// <param name="listener">
    /// Called once after each loss. It is not called when the server first hears the cluster after its start.
    /// </param>
    /// <exception cref="InvalidOperationException">The adapter reaches other servers, but the rooms have no shared backend.</exception>
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

    /// <summary>Removes a listener that you have added with <c>OnClusterFound</c>.</summary>
    /// <param name="server">The server.</param>
    /// <param name="listener">The listener.</param>
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
