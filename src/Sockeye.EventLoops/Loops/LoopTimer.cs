using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sockeye.EventLoops;

/// <summary>
/// A timer that a loop watches (<c>timerfd_create(2)</c>). Unlike timers of .NET, it does not depend on the thread pool. Its item is
/// deferred, as with <see cref="EventLoop.Defer"/>.
/// </summary>
public sealed partial class LoopTimer : ILoopEvents, IDisposable
{
    private const int Monotonic = 1;
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const int NanosecondsPerTick = 100;

    private readonly SafeFileHandle _handle;
    private readonly int _descriptor;
    private readonly uint _version = WatchedDescriptors.NextVersion();
    private readonly EventLoop _loop;
    private readonly IThreadPoolWorkItem _item;

    private LoopTimer(EventLoop loop, IThreadPoolWorkItem item)
    {
        _loop = loop;
        _item = item;
        _descriptor = Create(Monotonic, CloseOnExec | NonBlocking);
        Epoll.ThrowIfFailed(_descriptor);
        _handle = new SafeFileHandle(_descriptor, ownsHandle: true);
    }

    uint ILoopEvents.Version => _version;

    /// <summary>Creates a timer that is not set yet.</summary>
    /// <param name="item">
    /// The item that is deferred each time that the time is up. It may be called while its previous call still runs.
    /// </param>
    /// <returns>The timer; <see langword="null"/> if no loop runs, or if the system refuses.</returns>
    public static LoopTimer? TryCreate(IThreadPoolWorkItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (EventLoop.First is not { } loop)
        {
            return null;
        }

        LoopTimer? timer = null;
        try
        {
            timer = new LoopTimer(loop, item);
            loop.Watch(timer._handle, timer._descriptor, timer);
            return timer;
        }
        catch (Win32Exception)
        {
            timer?.Dispose();
            return null;
        }
    }

    /// <summary>Sets the timer again. It fires once.</summary>
    /// <param name="due">The time from now. If it is not positive, the timer fires at once.</param>
    public void Set(TimeSpan due)
    {
        // An interval of zero means once. A time of zero would disarm the timer.
        long nanoseconds = Math.Max(due.Ticks % TimeSpan.TicksPerSecond * NanosecondsPerTick, 0);
        long seconds = Math.Max(due.Ticks / TimeSpan.TicksPerSecond, 0);
        Span<nint> setting = [0, 0, (nint)seconds, (nint)Math.Clamp(nanoseconds, seconds == 0 ? 1 : 0, NanosecondsPerSecond - 1)];
        try
        {
            _ = Set(_handle, 0, ref MemoryMarshal.GetReference(setting), 0);
        }
        catch (ObjectDisposedException)
        {
            // The timer is being disposed of, and never fires then.
        }
    }

    /// <summary>Ends the timer. A call of its item may still come.</summary>
    public void Dispose()
    {
        WatchedDescriptors.Remove(_descriptor, this);
        _handle.Dispose();
    }

    void ILoopEvents.OnEvents(uint events) => _loop.Enqueue(_item);

    void ILoopEvents.PostEvents(uint events) => _loop.Enqueue(_item);

    void IThreadPoolWorkItem.Execute() => _loop.Enqueue(_item);

    [LibraryImport("libc", EntryPoint = "timerfd_create", SetLastError = true)]
    private static partial int Create(int clock, int flags);

    [LibraryImport("libc", EntryPoint = "timerfd_settime", SetLastError = true)]
    private static partial int Set(SafeFileHandle handle, int flags, ref nint setting, nint previous);
}
