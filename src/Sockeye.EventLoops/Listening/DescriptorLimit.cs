using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Sockeye.EventLoops;

/// <summary>
/// How many file descriptors the process may have (<c>ulimit -n</c>), and from where on a new connection is one too many. A process that has none left cannot accept, open a file or reach its database, and
/// often ends.
/// </summary>
public sealed partial class DescriptorLimit
{
    private const int DescriptorsOfTheProcess = 7; // RLIMIT_NOFILE
    private const int LeastReserved = 64;
    private const int MostReserved = 4096;

    private readonly long _firstReserved;

    /// <summary>Reads the limit of the process; on other systems than Linux there is none.</summary>
    /// <param name="reserved">How many are kept free of connections; by default an eighth, but no less than 64 and no more than 4096. If that is all of them, half is.</param>
    public DescriptorLimit(int? reserved = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(reserved ?? 0, nameof(reserved));
        long all = Read();
        long kept = reserved ?? Math.Clamp(all / 8, LeastReserved, MostReserved);
        _firstReserved = kept < all ? all - kept : all / 2;
    }

    /// <summary>Whether the socket has one of the last descriptors, which are not for connections.</summary>
    /// <remarks>The system gives out the lowest descriptor that is free. So the number of a new one says that all below it are in use, whatever for.</remarks>
    /// <param name="socket">Open.</param>
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

    // struct rlimit of 64 bits.
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Limit
    {
        public readonly nuint Current;
        private readonly nuint _most;
    }
}
