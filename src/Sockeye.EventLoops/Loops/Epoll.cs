using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sockeye.EventLoops;

/// <summary>The epoll of Linux, edge-triggered: each change of a socket is one event (<c>epoll(7)</c>).</summary>
internal sealed partial class Epoll : IDisposable
{
    public const uint In = 0x001;
    public const uint Out = 0x004;

    /// <summary>The other side sends nothing more, or the connection is broken.</summary>
    public const uint Over = HalfClosed | Broken;

    /// <summary>Nothing more can be read or written.</summary>
    public const uint Broken = Error | HungUp;

    /// <summary>The maximum number of events of one look.</summary>
    public const int MostEvents = 256;

    private const uint Error = 0x008;
    private const uint HungUp = 0x010;
    private const uint HalfClosed = 0x2000;
    private const uint EdgeTriggered = 1u << 31;
    private const int CloseOnExec = 0x80000;
    private const int Add = 1;
    private const int Interrupted = 4;

    // struct epoll_event is packed on x86, and only on x86.
    private static readonly int _dataOffset = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 ? 4 : 8;
    private static readonly int _eventSize = _dataOffset + sizeof(ulong);

    private readonly SafeFileHandle _handle;
    private byte[] _events = GC.AllocateArray<byte>(MostEvents * _eventSize, pinned: true);

    /// <exception cref="Win32Exception">The system refuses.</exception>
    public Epoll()
    {
        int handle = Create(CloseOnExec);
        ThrowIfFailed(handle);
        _handle = new SafeFileHandle(handle, ownsHandle: true);
    }

    public void Dispose() => _handle.Dispose();

    /// <summary>
    /// Watches a descriptor for all events until it is closed. Nothing is changed afterwards: since a descriptor is used only here, while
    /// its handle is held, it cannot belong to another owner at that time.
    /// </summary>
    /// <param name="handle">The handle, which the caller holds. It must not be closed before this returns.</param>
    /// <param name="version">A number that comes back with the events. A former owner of the same descriptor has another one.</param>
    public void Watch(SafeHandle handle, uint version)
    {
        int descriptor = (int)handle.DangerousGetHandle();
        Span<byte> wanted = stackalloc byte[_eventSize];
        wanted.Clear();
        MemoryMarshal.Write(wanted, In | Out | HalfClosed | EdgeTriggered);
        MemoryMarshal.Write(wanted[_dataOffset..], descriptor);
        MemoryMarshal.Write(wanted[(_dataOffset + sizeof(int))..], version);
        ThrowIfFailed(Control(_handle, Add, descriptor, ref MemoryMarshal.GetReference(wanted)));
    }

    /// <summary>Waits for events.</summary>
    /// <param name="waits">Whether to wait if there are no events.</param>
    /// <param name="known">How many events of the previous look to keep. New ones are added behind them.</param>
    /// <returns>The number of new events. One thread at a time may call this.</returns>
    public int Wait(bool waits, int known = 0)
    {
        int size = (known + MostEvents) * _eventSize;
        if (_events.Length != size && (_events.Length < size || known == 0))
        {
            byte[] events = GC.AllocateArray<byte>(known == 0 ? size : size * 2, pinned: true);
            _events.AsSpan(0, known * _eventSize).CopyTo(events);
            _events = events;
        }

        while (true)
        {
            int count = Wait(_handle, ref _events[known * _eventSize], MostEvents, waits ? -1 : 0);
            if (count >= 0)
            {
                return count;
            }

            if (Marshal.GetLastPInvokeError() != Interrupted)
            {
                ThrowIfFailed(count);
            }
        }
    }

    /// <summary>Gets one of the events that <see cref="Wait(bool, int)"/> has found.</summary>
    public uint GetEvent(int index, out int descriptor, out uint version)
    {
        ReadOnlySpan<byte> read = _events.AsSpan(index * _eventSize, _eventSize);
        descriptor = MemoryMarshal.Read<int>(read[_dataOffset..]);
        version = MemoryMarshal.Read<uint>(read[(_dataOffset + sizeof(int))..]);
        return MemoryMarshal.Read<uint>(read);
    }

    internal static void ThrowIfFailed(int result)
    {
        if (result < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle handle, int operation, int descriptor, ref byte events);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int Wait(SafeFileHandle handle, ref byte events, int most, int milliseconds);
}
