using System.Diagnostics;
using System.Runtime.Versioning;

namespace Sockeye.Contexts;

/// <summary>
/// The execution context in which the library calls code of the application. It is empty, independent of what the thread did before. A
/// WebSocket lives for hours inside the request of its handshake, a post inside another request, and a socket may be disconnected by an
/// unrelated request. Handlers must not get the users, activities, logging scopes and cultures of these requests, nor what another handler
/// has left behind.
/// </summary>
/// <remarks>
/// Enter it only for the call, and not for code after an await: the task of the call continues in the context in which it began.
/// </remarks>
internal readonly ref struct CleanContext
{
    // A web page has one thread and cannot start another. Its client calls listeners as items of the thread pool, which have a clean
    // context anyway.
    private static readonly ExecutionContext? s_clean = OperatingSystem.IsBrowser() ? null : OfNewThread();

    private readonly ExecutionContext? _callers;
    private readonly bool _wasSuppressed;

    private CleanContext(ExecutionContext callers, bool wasSuppressed)
    {
        _callers = callers;
        _wasSuppressed = wasSuppressed;
    }

    /// <summary>Enters the context. When the result is disposed of, the thread gets its former context back.</summary>
    /// <param name="activity">The activity of the event that the call is for, if any. It becomes the current activity.</param>
    public static CleanContext Enter(Activity? activity = null)
    {
        if (s_clean is null)
        {
            return default;
        }

        // The loops are usually in it already, and then this only reads a field of the thread.
        var callers = ExecutionContext.Capture();
        var wasSuppressed = callers is null;
        if (callers is null)
        {
            ExecutionContext.RestoreFlow();
            callers = ExecutionContext.Capture()!;
        }

        if (!ReferenceEquals(callers, s_clean))
        {
            ExecutionContext.Restore(s_clean);
        }

        if (activity is not null)
        {
            Activity.Current = activity;
        }

        return new CleanContext(callers, wasSuppressed);
    }

    /// <summary>Leaves the context, with everything that the call has put into it.</summary>
    public void Dispose()
    {
        if (_callers is null)
        {
            return;
        }

        if (!ReferenceEquals(ExecutionContext.Capture(), _callers))
        {
            ExecutionContext.Restore(_callers);
        }

        if (_wasSuppressed)
        {
            ExecutionContext.SuppressFlow();
        }
    }

    [UnsupportedOSPlatform("browser")]
    private static ExecutionContext OfNewThread()
    {
        ExecutionContext? clean = null;
        var thread = new Thread(() => clean = ExecutionContext.Capture(), 128 * 1024) { IsBackground = true };
        thread.UnsafeStart();
        thread.Join();
        return clean!;
    }
}
