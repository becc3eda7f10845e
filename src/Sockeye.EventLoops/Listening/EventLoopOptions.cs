using System.Net;

namespace Sockeye.EventLoops;

/// <summary>Which endpoints the event loops serve, and how many connections.</summary>
public sealed class EventLoopOptions
{
    /// <summary>
    /// Whether the event loops serve an endpoint; by default all TCP endpoints. It is asked once for each when the server starts, with the address as it was configured: an <see cref="IPEndPoint"/>, whose port may be 0.
    /// The others, and those that are no TCP addresses, are left to Kestrel's own sockets.
    /// </summary>
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
    /// How many of the file descriptors that the process may have (<c>ulimit -n</c>) are kept free of connections, for files, databases and what the application connects to. A client that comes
    /// when only these are left is answered with 503, and closed. By default an eighth of the limit, but no less than 64 and no more than 4096.
    /// </summary>
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
