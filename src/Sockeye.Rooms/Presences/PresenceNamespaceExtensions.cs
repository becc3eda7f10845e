using Sockeye.RoomBackends;

namespace Sockeye;

/// <summary>Adds presence to namespaces.</summary>
public static class PresenceNamespaceExtensions
{
    /// <summary>
    /// Keeps track of who is in the rooms of the namespace: people, over all servers, with states of their own. Call it before sockets come: who is in a
    /// room already is not counted. For namespaces of a pattern call it in <see cref="SocketIOServer.OnNamespaceCreated(Action{Namespace})"/>.
    /// </summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    /// <exception cref="InvalidOperationException">The namespace has presence already, or its adapter reaches other servers and the rooms have no backend that they share.</exception>
    public static Presence UsePresence(this Namespace ns, Action<PresenceOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(ns);
        RoomSharing.Check(ns, nameof(UsePresence));
        var options = new PresenceOptions();
        configure?.Invoke(options);
        options.Validate();
        if (ns.Presence is not null)
        {
            throw new InvalidOperationException($"The namespace {ns.Name} has presence already.");
        }

        var presence = new Presence(ns, options);
        ns.Features.TryAdd(presence);
        ns.Closing.Register(presence.Close);
        ns.Records?.Use(presence);
        return presence;
    }
}
