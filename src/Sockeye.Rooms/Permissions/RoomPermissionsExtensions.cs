using Sockeye.Backends;

namespace Sockeye;

/// <summary>Adds permissions to namespaces.</summary>
public static class RoomPermissionsExtensions
{
    /// <summary>
    /// Asks rules before a socket of the namespace joins a room, sends to it, finds it in a list, sees who is in it, or reads what was said. A room that no rule is for is refused. Call it before
    /// clients are let in, on all servers alike; for namespaces of a pattern in <see cref="SocketIOServer.OnNamespaceCreated(Action{Namespace})"/>.
    /// </summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="configure">Adds the rules.</param>
    /// <exception cref="InvalidOperationException">The namespace has permissions already, or its adapter reaches other servers and the rooms have no backend that they share.</exception>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public static RoomPermissions UsePermissions(this Namespace ns, Action<RoomPermissionOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(ns);
        ArgumentNullException.ThrowIfNull(configure);
        if (ns.RoomGate is not null)
        {
            throw new InvalidOperationException($"The namespace {ns.Name} has permissions already.");
        }

        RoomSharing.Check(ns, nameof(UsePermissions));
        var options = new RoomPermissionOptions(ns.Server);
        configure(options);
        options.Validate();
        var permissions = new RoomPermissions(ns, options);
        ns.Features.TryAdd(permissions);
        ns.Closing.Register(permissions.Close);
        ns.RoomGate = permissions;
        return permissions;
    }
}
