using Sockeye.Backends;

namespace Sockeye;

/// <summary>Adds permissions to namespaces.</summary>
public static class RoomPermissionsExtensions
{
    /// <summary>
    /// Evaluates rules before a socket of the namespace joins a room, sends to it, finds it in a list, sees its members or reads its
    /// history. A room without a rule is refused. Call this before clients connect, with the same rules on all servers. For namespaces of a
    /// pattern, call it in <see cref="SocketIOServer.OnNamespaceCreated(Action{Namespace})"/>.
    /// </summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="configure">Adds the rules.</param>
    /// <exception cref="InvalidOperationException">
    /// The namespace already has permissions, or its adapter reaches other servers and the rooms have no shared backend.
    /// </exception>
    /// <exception cref="ArgumentException">An option is not valid.</exception>
    public static RoomPermissions UsePermissions(this Namespace ns, Action<RoomPermissionOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(ns);
        ArgumentNullException.ThrowIfNull(configure);
        if (ns.RoomGate is not null)
        {
            throw new InvalidOperationException($"The namespace {ns.Name} already has permissions.");
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
