using Sockeye.Backends;
using Sockeye.History;

namespace Sockeye;

/// <summary>Keeps what is said in the rooms of a namespace.</summary>
public static class RoomHistoryExtensions
{
    /// <summary>
    /// Keeps the messages of rooms that are sent by <see cref="RoomHistory"/>, and lets clients read them: in memory, or where the server has a room backend that is shared
    /// (<c>AddRedis</c>), there. Messages stay when the last member leaves, and when the namespace is removed: they go by their limits.
    /// </summary>
    /// <param name="ns">The namespace. Call it before clients are let in; for namespaces of a pattern in <see cref="SocketIOServer.OnNamespaceCreated(Action{Namespace})"/>.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="InvalidOperationException">It was called for this namespace before, or its adapter reaches other servers and the rooms have no backend that they share.</exception>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public static RoomHistory UseHistory(this Namespace ns, Action<RoomHistoryOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(ns);
        if (ns.History is not null)
        {
            throw new InvalidOperationException($"The history of namespace {ns.Name} is in use already.");
        }

        RoomSharing.Check(ns, nameof(UseHistory));
        var options = new RoomHistoryOptions();
        configure?.Invoke(options);
        options.Validate();
        var history = new RoomHistory(ns, options, ns.Server.RoomBackend.History);
        ns.Features.TryAdd(history);
        var requests = new HistoryRequests(history);
        ns.OnConnection(requests.Listen);
        if (options.ReplayOnJoin > 0)
        {
            var replay = new HistoryReplay(history);
            ns.AddRoomObserver(replay);
            ns.OnConnection(replay.OnConnected);
        }

        return history;
    }
}
