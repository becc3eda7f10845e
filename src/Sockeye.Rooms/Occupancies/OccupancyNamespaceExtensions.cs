using Sockeye.Backends;

namespace Sockeye;

/// <summary>Adds occupancy to namespaces.</summary>
public static class OccupancyNamespaceExtensions
{
    /// <summary>
    /// Counts the connections of the namespace's rooms, on all servers. Call it before sockets connect. For namespaces of a pattern, call
    /// it in <see cref="SocketIOServer.OnNamespaceCreated(Action{Namespace})"/>.
    /// </summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="ArgumentException">An option is not valid.</exception>
    /// <exception cref="InvalidOperationException">
    /// The namespace already has occupancy, or its adapter reaches other servers and the rooms have no shared backend.
    /// </exception>
    public static Occupancy UseOccupancy(this Namespace ns, Action<OccupancyOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(ns);
        RoomSharing.Check(ns, nameof(UseOccupancy));
        var options = new OccupancyOptions();
        configure?.Invoke(options);
        options.Validate();
        if (ns.Features.Get<Occupancy>() is not null)
        {
            throw new InvalidOperationException($"The namespace {ns.Name} already has occupancy.");
        }

        var occupancy = new Occupancy(ns, options);
        ns.Features.TryAdd(occupancy);
        ns.Closing.Register(occupancy.Close);
        return occupancy;
    }
}
