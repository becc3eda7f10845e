using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sockeye.EventLoops;

/// <summary>Wakes a loop that waits for its sockets (<c>eventfd(2)</c>).</summary>
internal sealed partial class LoopSignal : IDisposable
{
    // No watched descriptor has this version: an event with it is a signal, which needs no handling.
    public const uint Version = 0;

    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;

    private readonly SafeFileHandle _handle;

    /// <exception cref="Win32Exception">The system refuses.</exception>
    public LoopSignal(Epoll epoll)
    {
        int handle = Create(0, CloseOnExec | NonBlocking);
        Epoll.ThrowIfFailed(handle);
        _handle = new SafeFileHandle(handle, ownsHandle: true);
        epoll.Watch(_handle, Version);
    }

    /// <summary>
    /// Wakes the loop. Each call is a separate event, so the counter need never be read. It would take centuries to overflow.
    /// </summary>
    public void Set()
    {
        ulong one = 1;
        _ = Write(_handle, ref one, sizeof(ulong));
    }

    public void Dispose() => _handle.Dispose();

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int Create(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(SafeFileHandle handle, ref ulong value, nint count);
}
