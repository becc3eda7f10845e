using System.ComponentModel;
using System.Net.Sockets;

namespace Sockeye.EventLoops;

/// <summary>
/// A thread that waits for sockets and goes on with whoever waits for them, there and then: a message is read, handled and answered without another thread being woken,
/// which at low load is most of what a message costs.
/// </summary>
/// <remarks>
/// A handler that blocks does not hold the others up for long: <see cref="EventLoopWatch"/> gives the loop to another thread. That one leaves the handlers to
/// the thread pool for a while.
/// </remarks>
#pragma warning disable CA1001 // Its epoll is there for as long as the process, as the loop is.
public sealed class EventLoop
#pragma warning restore CA1001
{
    private const int FirstCapacity = 256;

    // So many ends at a time are no coincidence.
    private const int Crowd = 16;

    private static readonly TimeSpan ShortestPooling = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPooling = TimeSpan.FromMinutes(1);

    private static readonly Lock _gate = new();
    private static readonly EventLoop?[] _loops = new EventLoop?[Environment.ProcessorCount];

    // By their descriptors.
    private static LoopSocket?[] _sockets = new LoopSocket?[FirstCapacity];
    private static uint _next;

    private readonly Epoll _epoll = new();
    private TimeSpan _pooling = ShortestPooling;
    private long _pooledUntil;
    private int _eventCount;
    private int _nextEvent;
    private long _turn;
    private EventLoopThread _thread;

    private EventLoop() => _thread = new EventLoopThread(this);

    /// <summary>Whether there can be event loops here.</summary>
    public static bool IsSupported { get; } = OperatingSystem.IsLinux() && CanBeMade();

    /// <summary>Odd while a handler may be running; it never decreases.</summary>
    internal long Turn => Volatile.Read(ref _turn);

    /// <summary>Gives a connected socket to one of the loops, which watches it until it is closed.</summary>
    /// <param name="socket">It does not block from now on, and is closed by <see cref="LoopSocket.Close"/> only.</param>
    /// <exception cref="Win32Exception">The system refuses.</exception>
    public static LoopSocket Watch(Socket socket) => Watch(socket, int.MaxValue);

    /// <summary>As <see cref="Watch(Socket)"/>, but to one of the first so many loops.</summary>
    internal static LoopSocket Watch(Socket socket, int most)
    {
        LoopSocket watched;
        EventLoop loop;
        lock (_gate)
        {
            ref EventLoop? place = ref _loops[_next++ % (uint)Math.Min(_loops.Length, most)];
            loop = place ??= Start();
            watched = new LoopSocket(loop, socket, _next);
            if (watched.Descriptor >= _sockets.Length)
            {
                Array.Resize(ref _sockets, Math.Max(_sockets.Length * 2, watched.Descriptor + 1));
            }

            _sockets[watched.Descriptor] = watched;
        }

        try
        {
            loop._epoll.Watch(watched.Descriptor, watched.Version);
        }
        catch (Win32Exception)
        {
            Forget(watched);
            throw;
        }

        return watched;
    }

    /// <summary>
    /// Has the item run by the caller's loop, after what is at hand and before the loop waits for its sockets. On a thread that has no loop, or has lost it, the item
    /// goes to the thread pool.
    /// </summary>
    /// <param name="item">Runs once. An exception that it throws ends the process, as on the thread pool.</param>
    public static void Defer(IThreadPoolWorkItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (EventLoopThread.Current is not { } thread || !thread.TryDefer(item))
        {
            ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: true);
        }
    }

    /// <summary>The socket is about to be closed.</summary>
    internal static void Forget(LoopSocket socket)
    {
        lock (_gate)
        {
            if (_sockets[socket.Descriptor] == socket)
            {
                _sockets[socket.Descriptor] = null;
            }
        }
    }

    /// <summary>Tells as well when the socket can be written to again.</summary>
    internal void WatchWritable(LoopSocket socket) => _epoll.WatchWritable(socket.Descriptor, socket.Version);

    /// <summary>Gives the loop to another thread, where the one that has it is still in that turn.</summary>
    internal void Rescue(long turn)
    {
        if (Interlocked.CompareExchange(ref _turn, turn + 1, turn) != turn)
        {
            return;
        }

        EventLoopThread stuck = _thread;
        stuck.Detach();
        long now = Environment.TickCount64;
        bool isRecent = now - _pooledUntil < LongestPooling.TotalMilliseconds;
        _pooling = isRecent && _pooling < LongestPooling ? _pooling * 2 : isRecent ? LongestPooling : ShortestPooling;
        _pooledUntil = now + (long)_pooling.TotalMilliseconds;
        _thread = new EventLoopThread(this);
        _thread.Start();
    }

    /// <summary>The loop, as long as it is that thread's.</summary>
    internal void Run(EventLoopThread thread)
    {
        while (true)
        {
            bool isPooled = Environment.TickCount64 < _pooledUntil;
            while (_nextEvent < _eventCount)
            {
                uint events = _epoll.GetEvent(_nextEvent++, out int descriptor, out uint version);
                LoopSocket? socket = Find(descriptor, version);
                if (isPooled)
                {
                    socket?.Post(events);
                }
                else if (socket is not null)
                {
                    long turn = BeginTurn();
                    socket.OnEvents(events);
                    if (!TryEndTurn(turn))
                    {
                        return;
                    }
                }
            }

            // What is deferred from now on comes after a look at the sockets.
            for (int left = thread.DeferredCount; left > 0; left--)
            {
                long turn = BeginTurn();
                thread.RunDeferred();
                if (!TryEndTurn(turn))
                {
                    return;
                }
            }

            _eventCount = _epoll.Wait(waits: thread.DeferredCount == 0);
            _nextEvent = 0;
            SeeCrowd();
            EventLoopWatch.Wake();
        }
    }

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
                    Find(descriptor, version)?.PeerIsGone();
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

    private static LoopSocket? Find(int descriptor, uint version)
    {
        LoopSocket?[] sockets = Volatile.Read(ref _sockets);
        return descriptor < sockets.Length && Volatile.Read(ref sockets[descriptor]) is { } socket && socket.Version == version ? socket : null;
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

    private static EventLoop Start()
    {
        var loop = new EventLoop();
        loop._thread.Start();
        EventLoopWatch.Add(loop);
        return loop;
    }

    private long BeginTurn()
    {
        long turn = _turn + 1;
        Volatile.Write(ref _turn, turn);
        return turn;
    }

    private bool TryEndTurn(long turn) => Interlocked.CompareExchange(ref _turn, turn + 1, turn) == turn;
}
