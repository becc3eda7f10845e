using System.Net;

namespace Sockeye.EventLoops;

/// <summary>Chooses the endpoints that the event loops handle, and limits the number of connections.</summary>
public sealed class EventLoopOptions
{
    /// <summary>
    /// Whether the event loops handle an endpoint. It is called once for each endpoint when the server starts, with the configured address:
    /// an <see cref="IPEndPoint"/>, whose port may be 0. Kestrel's own sockets handle all other endpoints, and those that are not TCP
    /// addresses.
    /// </summary>
    /// <value>All TCP endpoints by default.</value>
    public Func<EndPoint, bool> Serves
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = static _ => true;

    /// <summary>
    /// How many of the file descriptors of the process (<c>ulimit -n</c>) are kept free of connections, for files, databases and outgoing
    /// connections. When only these are left, a new client is answered with 503 and disconnected.
    /// </summary>
    /// <value><see langword="null"/> by default: an eighth of the limit, at least 64 and at most 4096.</value>
    public int? ReservedDescriptors
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value ?? 0);
            field = value;
        }
    }
}
