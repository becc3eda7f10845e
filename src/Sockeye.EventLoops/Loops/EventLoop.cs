using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Sockeye.EventLoops;

/// <summary>
/// A thread that waits for sockets and also runs the code that waits for them. So a message is read, handled and answered without waking
/// another thread, which at low load is most of the cost of a message.
/// </summary>
/// <remarks>
/// A handler that blocks does not hold up the others for long: <see cref="LoopWatchdog"/> gives the loop to another thread. While handlers
/// block or take long, the loop leaves everything except waiting to <see cref="HandlerThreads"/>.
/// <para>
/// A turn is one call of code that may run a handler. It begins before the call, and ends with a compare-and-swap after it. A thread that
/// takes over the loop does so with a compare-and-swap on the same turn. One of the two succeeds, and only that thread continues with the
/// loop.
/// </para>
/// </remarks>
#pragma warning disable CA1001 // Its epoll lives as long as the process, and so does the loop.
public sealed class EventLoop
#pragma warning restore CA1001
{
    // This many ends at the same time are not a coincidence.
    private const int Crowd = 16;

    private const int TryAgain = 11;

    private static readonly Lock _gate = new();
    private static readonly EventLoop?[] _loops = new EventLoop?[Environment.ProcessorCount];
    private static EventLoop[] _running = [];
    private static uint _nextWatch;
    private static uint _nextDefer;

    // The loop that the thread runs or, if it is stuck in a turn, has run.
    [ThreadStatic]
    private static EventLoop? _current;

    private readonly Epoll _epoll = new();
    private readonly DeferredQueue _deferred;
    private readonly WatchSleep _watchdog;
    private int _eventCount;
    private int _nextEvent;
    private long _turn;
    private volatile Thread? _thread;
    private volatile bool _isElsewhere;

    /// <param name="watchdog">The sleep of the watchdog.</param>
    internal EventLoop(WatchSleep watchdog)
    {
        _watchdog = watchdog;
        _deferred = new DeferredQueue(new LoopSignal(_epoll));
    }

    /// <summary>Whether event loops are supported, which is so on Linux.</summary>
    public static bool IsSupported { get; } = OperatingSystem.IsLinux() && CanBeMade();

    /// <summary>Whether loops run. They do as soon as one of them watches a socket.</summary>
    public static bool IsRunning => Volatile.Read(ref _running).Length > 0;

    /// <summary>How many of the running loops leave their work to <see cref="HandlerThreads"/>.</summary>
    internal static int ElsewhereCount => Volatile.Read(ref _running).Count(static loop => loop._isElsewhere);

    internal static EventLoop? First => Volatile.Read(ref _running) is [var first, ..] ? first : null;

    /// <summary>The number of the turn. It is odd while a handler may be running, and never decreases.</summary>
    internal long Turn => Volatile.Read(ref _turn);

    /// <summary>Whether the thread of the loop waits for something, as a handler may. Between its turns it never does.</summary>
    internal bool IsBlocked => _thread is { } thread && (thread.ThreadState & ThreadState.WaitSleepJoin) != 0;

    /// <summary>
    /// Whether everything except waiting for sockets is left to <see cref="HandlerThreads"/>. Only the watchdog changes it.
    /// </summary>
    internal bool IsElsewhere
    {
        get => _isElsewhere;
        set => _isElsewhere = value;
    }

    /// <summary>Gives a connected socket to one of the loops, which watches it until it is closed.</summary>
    /// <param name="socket">The socket. It becomes non-blocking. Close it only with <see cref="LoopSocket.Close"/>.</param>
    /// <exception cref="Win32Exception">The system refuses.</exception>
    /// <exception cref="ObjectDisposedException">The socket is already closed.</exception>
    public static LoopSocket Watch(Socket socket) => Watch(socket, int.MaxValue);

    /// <summary>
    /// Runs an item on a loop. If the caller is on a loop, that loop runs it after the work at hand and before it waits for its sockets.
    /// From any other thread, a loop that has nothing to do runs it. It waits neither for a handler that blocks nor for the thread pool.
    /// While no loop runs, the thread pool runs it.
    /// </summary>
    /// <param name="item">The item, which runs once. If it throws, the process ends, as on the thread pool.</param>
    public static void Defer(IThreadPoolWorkItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if ((_current ?? NextForOthers()) is { } loop)
        {
            loop.Enqueue(item);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: true);
        }
    }

    /// <summary>Runs an item on another loop, if one has nothing to do. Use it for work that several threads can do together.</summary>
    /// <returns>Whether there is such a loop.</returns>
    public static bool TryShare(IThreadPoolWorkItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        foreach (EventLoop loop in Volatile.Read(ref _running))
        {
            if (loop._deferred.Sleeps && loop != _current)
            {
                loop.Enqueue(item);
                return true;
            }
        }

        return false;
    }

    /// <summary>Gives a connected socket to one of the first loops, like <see cref="Watch(Socket)"/>.</summary>
    internal static LoopSocket Watch(Socket socket, int most)
    {
        EventLoop loop;
        lock (_gate)
        {
            ref EventLoop? place = ref _loops[_nextWatch++ % (uint)Math.Min(_loops.Length, most)];
            loop = place ??= Start();
        }

        // The handle is held, so that the descriptor cannot get another owner before the loop watches it.
        SafeHandle handle = socket.SafeHandle;
        bool isHeld = false;
        try
        {
            handle.DangerousAddRef(ref isHeld);
            var watched = new LoopSocket(loop, socket);
            loop.Watch(handle, watched.Descriptor, watched);
            return watched;
        }
        finally
        {
            if (isHeld)
            {
                handle.DangerousRelease();
            }
        }
    }

    /// <summary>Watches a descriptor until it is closed.</summary>
    /// <exception cref="Win32Exception">The system refuses.</exception>
    internal void Watch(SafeHandle handle, int descriptor, ILoopEvents watched)
    {
        WatchedDescriptors.Add(descriptor, watched);
        try
        {
            _epoll.Watch(handle, watched.Version);
        }
        catch (Win32Exception)
        {
            WatchedDescriptors.Remove(descriptor, watched);
            throw;
        }
    }

    /// <summary>Runs an item on this loop.</summary>
    internal void Enqueue(IThreadPoolWorkItem item)
    {
        if (_isElsewhere)
        {
            HandlerThreads.Queue(item);
        }
        else
        {
            _deferred.Add(item);
        }
    }

    /// <summary>Starts another thread that takes over the loop, if the present thread is still in the given turn.</summary>
    /// <returns>Whether there is a thread for it. If the turn ends meanwhile, that thread ends too.</returns>
    internal bool TryRescue(long turn) => LoopThread.TryStart("Sockeye event loop", () =>
    {
        if (Interlocked.CompareExchange(ref _turn, turn + 1, turn) == turn)
        {
            Run();
        }
    });

    // Runs as long as the loop belongs to this thread.
    private void Run()
    {
        _current = this;
        _thread = Thread.CurrentThread;
        var thread = new CleanThread();
        while (true)
        {
            while (_nextEvent < _eventCount)
            {
                uint events = _epoll.GetEvent(_nextEvent++, out int descriptor, out uint version);
                ILoopEvents? watched = WatchedDescriptors.Find(descriptor, version);
                if (_isElsewhere)
                {
                    watched?.PostEvents(events);
                }
                else if (watched is not null)
                {
                    long turn = BeginTurn();
                    watched.OnEvents(events);
                    if (!TryEndTurn(turn))
                    {
                        return;
                    }

                    thread.Clean();
                }
            }

            // Items that are deferred from now on run after a look at the sockets.
            for (int left = _deferred.Count; left > 0 && _deferred.TryTake(out IThreadPoolWorkItem? item); left--)
            {
                if (_isElsewhere)
                {
                    HandlerThreads.Queue(item!);
                }
                else
                {
                    long turn = BeginTurn();
                    item!.Execute();
                    if (!TryEndTurn(turn))
                    {
                        return;
                    }

                    thread.Clean();
                }
            }

            bool sleeps = _deferred.TrySleep();
            _eventCount = _epoll.Wait(waits: sleeps);
            _deferred.Awake();
            _nextEvent = 0;
            SeeCrowd();
        }
    }

    /// <remarks>
    /// The turn is published before the watchdog is looked at, with a full fence between the two. The watchdog does the opposite: it says
    /// that it sleeps, then looks at the turns once more. So either it sees the turn and stays awake, or it is seen to sleep and is woken.
    /// </remarks>
    internal long BeginTurn()
    {
        long turn = Interlocked.Increment(ref _turn);
        _watchdog.Wake();
        return turn;
    }

    internal bool TryEndTurn(long turn) => Interlocked.CompareExchange(ref _turn, turn + 1, turn) == turn;

    // If many connections end at the same time, all of these ends are seen before the first handler is called. Applications inform the
    // others about each client that leaves. Without this, messages for clients that have left too would be kept for each of them until its
    // own turn, which is the square of their number.
    private void SeeCrowd()
    {
        int seen = 0;
        while (CountEnds(seen) >= Crowd)
        {
            for (int i = seen; i < _eventCount; i++)
            {
                if ((_epoll.GetEvent(i, out int descriptor, out uint version) & Epoll.Over) != 0)
                {
                    (WatchedDescriptors.Find(descriptor, version) as LoopSocket)?.PeerIsGone();
                }
            }

            seen = _eventCount;
            if (seen % Epoll.MostEvents != 0)
            {
                return;
            }

            _eventCount += _epoll.Wait(waits: false, known: seen);
        }
    }

    private int CountEnds(int from)
    {
        int ends = 0;
        for (int i = from; i < _eventCount; i++)
        {
            ends += (_epoll.GetEvent(i, out _, out _) & Epoll.Over) != 0 ? 1 : 0;
        }

        return ends;
    }

    // A loop that sleeps, otherwise the next one.
    private static EventLoop? NextForOthers()
    {
        EventLoop[] running = Volatile.Read(ref _running);
        if (running.Length == 0)
        {
            return null;
        }

        uint first = Interlocked.Increment(ref _nextDefer);
        for (uint i = 0; i < running.Length; i++)
        {
            EventLoop loop = running[(first + i) % (uint)running.Length];
            if (loop._deferred.Sleeps)
            {
                return loop;
            }
        }

        return running[first % (uint)running.Length];
    }

    private static bool CanBeMade()
    {
        try
        {
            using var epoll = new Epoll();
            return true;
        }
        catch (Exception exception) when (exception is Win32Exception or DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    // Called under the gate.
    private static EventLoop Start()
    {
        var loop = new EventLoop(LoopWatchdog.Asleep);
        if (!LoopWatchdog.TryAdd(loop) || !LoopThread.TryStart("Sockeye event loop", loop.Run))
        {
            LoopWatchdog.Remove(loop);
            throw new Win32Exception(TryAgain);
        }

        Volatile.Write(ref _running, [.. _running, loop]);
        return loop;
    }
}
