using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Sockeye.EventLoops;

/// <summary>
/// The limit of file descriptors of the process (<c>ulimit -n</c>), and the point from which new connections are refused. A process without
/// free descriptors cannot accept a connection, open a file or reach its database, and often crashes.
/// </summary>
public sealed partial class DescriptorLimit
{
    private const int DescriptorsOfTheProcess = 7; // RLIMIT_NOFILE
    private const int LeastReserved = 64;
    private const int MostReserved = 4096;

    private readonly long _all;
    private readonly long _firstReserved;

    /// <summary>Reads the limit of the process. On systems other than Linux there is none.</summary>
    /// <param name="reserved">
    /// How many descriptors are kept free of connections. By default an eighth of the limit, at least 64 and at most 4096, but not more
    /// than half of the limit.
    /// </param>
    public DescriptorLimit(int? reserved = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(reserved ?? 0, nameof(reserved));
        _all = Read();
        long kept = reserved ?? Math.Clamp(_all / 8, LeastReserved, MostReserved);
        _firstReserved = kept < _all ? _all - kept : _all / 2;
    }

    private DescriptorLimit(long all, long firstReserved)
    {
        _all = all;
        _firstReserved = firstReserved;
    }

    /// <summary>A limit that keeps half as many free: for connections of which nothing is known yet, if this one is for those that are to stay.</summary>
    public DescriptorLimit Halve() => new(_all, _all - ((_all - _firstReserved) / 2));

    /// <summary>Whether the socket has one of the last descriptors, which are not for connections.</summary>
    /// <remarks>
    /// The system assigns the lowest free descriptor. So the number of a new descriptor shows how many descriptors below it are in use, for
    /// any purpose.
    /// </remarks>
    /// <param name="socket">An open socket.</param>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public bool IsReachedBy(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return socket.Handle >= _firstReserved;
    }

    private static long Read() =>
        OperatingSystem.IsLinux() && GetLimit(DescriptorsOfTheProcess, out Limit limit) == 0 ? (long)Math.Min(limit.Current, long.MaxValue) : long.MaxValue;

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    // struct rlimit with 64-bit fields
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Limit
    {
        public readonly nuint Current;
        private readonly nuint _most;
    }
}
