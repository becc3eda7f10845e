using Sockeye.Backends;
using Sockeye.History;

namespace Sockeye;

/// <summary>Adds history to namespaces.</summary>
public static class RoomHistoryExtensions
{
    /// <summary>
    /// Keeps the messages that you send to rooms with <see cref="RoomHistory"/>, and lets clients read them. They are kept in memory, or in
    /// the shared room backend of the server if there is one (<c>AddRedis</c>). Messages remain when the last member leaves and when the
    /// namespace is removed, until a limit removes them.
    /// </summary>
    /// <param name="ns">
    /// The namespace. Call this before clients connect. For namespaces of a pattern, call it in
    /// <see cref="SocketIOServer.OnNamespaceCreated(Action{Namespace})"/>.
    /// </param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="InvalidOperationException">
    /// The namespace already has history, or its adapter reaches other servers and the rooms have no shared backend.
    /// </exception>
    /// <exception cref="ArgumentException">An option is not valid.</exception>
    public static RoomHistory UseHistory(this Namespace ns, Action<RoomHistoryOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(ns);
        if (ns.History is not null)
        {
            throw new InvalidOperationException($"The namespace {ns.Name} already has history.");
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
