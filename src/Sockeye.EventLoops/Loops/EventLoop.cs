using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Sockeye.EventLoops;

/// <summary>
/// A thread that waits for sockets, and runs what waits for them there and then: a message is read, handled and answered without another thread being woken,
/// which at low load is most of what a message costs.
/// </summary>
/// <remarks>
/// A handler that blocks does not hold the others up for long: <see cref="LoopWatchdog"/> gives the loop to another thread, and while handlers block or take long, the loop
/// leaves everything but the waiting to <see cref="HandlerThreads"/>.
/// <para>
/// A turn is one call of something that may run a handler. It is begun before the call and ended with a compare-and-swap after it, because a thread that takes the loop over does so with
/// a compare-and-swap on the same turn: one of the two succeeds, and only that one goes on with the loop.
/// </para>
/// </remarks>
#pragma warning disable CA1001 // Its epoll is there for as long as the process, as the loop is.
public sealed class EventLoop
#pragma warning restore CA1001
{
    // So many ends at a time are no coincidence.
    private const int Crowd = 16;

    private const int TryAgain = 11;

    private static readonly Lock _gate = new();
    private static readonly EventLoop?[] _loops = new EventLoop?[Environment.ProcessorCount];
    private static EventLoop[] _running = [];
    private static uint _nextWatch;
    private static uint _nextDefer;

    // The loop that the thread has or, stuck in a turn, had.
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

    /// <param name="watchdog">The sleep of what watches the loop.</param>
    internal EventLoop(WatchSleep watchdog)
    {
        _watchdog = watchdog;
        _deferred = new DeferredQueue(new LoopSignal(_epoll));
    }

    /// <summary>Whether there can be event loops here: on Linux.</summary>
    public static bool IsSupported { get; } = OperatingSystem.IsLinux() && CanBeMade();

    /// <summary>Whether loops run: from the first socket on that one of them watches.</summary>
    public static bool IsRunning => Volatile.Read(ref _running).Length > 0;

    /// <summary>How many of those that run are elsewhere.</summary>
    internal static int ElsewhereCount => Volatile.Read(ref _running).Count(static loop => loop._isElsewhere);

    internal static EventLoop? First => Volatile.Read(ref _running) is [var first, ..] ? first : null;

    /// <summary>Odd while a handler may be running; it never decreases.</summary>
    internal long Turn => Volatile.Read(ref _turn);

    /// <summary>Whether the thread of the loop waits for something, as a handler may. Between its turns it never does.</summary>
    internal bool IsBlocked => _thread is { } thread && (thread.ThreadState & ThreadState.WaitSleepJoin) != 0;

    /// <summary>Whether everything but the waiting for sockets is left to <see cref="HandlerThreads"/>. Changed by the watchdog only.</summary>
    internal bool IsElsewhere
    {
        get => _isElsewhere;
        set => _isElsewhere = value;
    }

    /// <summary>Gives a connected socket to one of the loops, which watches it until it is closed.</summary>
    /// <param name="socket">It does not block from now on, and is closed by <see cref="LoopSocket.Close"/> only.</param>
    /// <exception cref="Win32Exception">The system refuses.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed already.</exception>
    public static LoopSocket Watch(Socket socket) => Watch(socket, int.MaxValue);

    /// <summary>
    /// Has the item run by a loop: the caller's, after what is at hand and before it waits for its sockets; from any other thread that of a loop that has nothing to do. Neither waits for
    /// a handler that blocks, nor for the thread pool. While no loop runs, the thread pool does it.
    /// </summary>
    /// <param name="item">Runs once. An exception that it throws ends the process, as on the thread pool.</param>
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

    /// <summary>Has another loop run the item, if one has nothing to do: for work that several threads can do together.</summary>
    /// <returns>Whether there is one.</returns>
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

    /// <summary>As <see cref="Watch(Socket)"/>, but by one of the first so many loops.</summary>
    internal static LoopSocket Watch(Socket socket, int most)
    {
        EventLoop loop;
        lock (_gate)
        {
            ref EventLoop? place = ref _loops[_nextWatch++ % (uint)Math.Min(_loops.Length, most)];
            loop = place ??= Start();
        }

        // Held, so that nobody else gets the descriptor before the loop watches it.
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

    /// <summary>Has the item run by this loop.</summary>
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

    /// <summary>Has another thread go on with the loop, if the one that has it is still in that turn.</summary>
    /// <returns>Whether there is a thread for it. The turn may end meanwhile, which ends that thread as well.</returns>
    internal bool TryRescue(long turn) => LoopThread.TryStart("Sockeye event loop", () =>
    {
        if (Interlocked.CompareExchange(ref _turn, turn + 1, turn) == turn)
        {
            Run();
        }
    });

    // As long as the loop is this thread's.
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

            // What is deferred from now on comes after a look at the sockets.
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
    /// The turn is published before the watchdog is looked at, with a full fence between the two, because the watchdog does the reverse: it says that it sleeps, and then looks at the turns
    /// once more. So either it sees the turn and stays awake, or it is seen to sleep and woken.
    /// </remarks>
    internal long BeginTurn()
    {
        long turn = Interlocked.Increment(ref _turn);
        _watchdog.Wake();
        return turn;
    }

    internal bool TryEndTurn(long turn) => Interlocked.CompareExchange(ref _turn, turn + 1, turn) == turn;

    // If many connections end at a time, all of that is seen before the first handler hears of it. Applications tell the others of everybody who leaves: what is sent to those who
    // have left too would be kept for each of them until its own turn comes, the square of their number.
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

    // One that sleeps, else the next one.
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

    // Under the gate.
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
