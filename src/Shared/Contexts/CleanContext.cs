using System.Diagnostics;
using System.Runtime.Versioning;

namespace Sockeye.Contexts;

/// <summary>
/// The context that code of the application runs in when the library calls it: nothing is in it, no matter what the thread did before. A WebSocket lives within the request of its handshake for hours, a
/// post within another request, and a socket may be disconnected by a request that it has nothing to do with: their users, activities, logging scopes and cultures are not for handlers. Nor is what one
/// handler leaves behind for the next.
/// </summary>
/// <remarks>Enter it for the call alone, not for what follows an await: the task of the call goes on in the context in which it began.</remarks>
internal readonly ref struct CleanContext
{
    // A page has one thread, and can start no other. Its client calls listeners as items of the thread pool, which have a clean context anyway.
    private static readonly ExecutionContext? s_clean = OperatingSystem.IsBrowser() ? null : OfNewThread();

    private readonly ExecutionContext? _callers;
    private readonly bool _wasSuppressed;

    private CleanContext(ExecutionContext callers, bool wasSuppressed)
    {
        _callers = callers;
        _wasSuppressed = wasSuppressed;
    }

    /// <summary>Enters it. The thread gets its own context back when the result is disposed of.</summary>
    /// <param name="activity">What is in it, if anything: the activity of the event that the call is for.</param>
    public static CleanContext Enter(Activity? activity = null)
    {
        if (s_clean is null)
        {
            return default;
        }

        // The loops are mostly in it already: then this is one look at a field of the thread.
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

    /// <summary>Leaves it, with all that the call has put into it.</summary>
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
