using System.Net.Sockets;

namespace Sockeye.EventLoops;

/// <summary>A socket that an <see cref="EventLoop"/> watches. One reads and one writes at a time.</summary>
public sealed class LoopSocket : IThreadPoolWorkItem
{
    private readonly EventLoop _loop;
    private readonly Readiness _readable = new();
    private Readiness? _writable;
    private uint _posted;
    private bool _hasMore;
    private volatile bool _isOver;
    private int _isClosed;

    /// <param name="loop">Watches it.</param>
    /// <param name="socket">Connected; it does not block from now on.</param>
    /// <param name="version">Tells it from the others that had its descriptor before.</param>
    internal LoopSocket(EventLoop loop, Socket socket, uint version)
    {
        socket.Blocking = false;
        _loop = loop;
        Socket = socket;
        Descriptor = (int)socket.Handle;
        Version = version;
    }

    /// <summary>The socket. Read from it, and close it, through this object only.</summary>
    public Socket Socket { get; }

    internal int Descriptor { get; }

    internal uint Version { get; }

    /// <summary>Hears as soon as the other side has gone, before there is time to read what it has said last.</summary>
    public ILoopSocketOwner? Owner { get; set; }

    /// <summary>Reads what has come.</summary>
    /// <param name="buffer">Not empty.</param>
    /// <returns>0 at the end; negative where nothing has come, and <see cref="ReadableAsync"/> tells when to try again.</returns>
    /// <exception cref="SocketException">The connection is broken.</exception>
    public int Receive(Span<byte> buffer)
    {
        int count = Socket.Receive(buffer, SocketFlags.None, out SocketError error);
        if (error == SocketError.WouldBlock)
        {
            // That it is over stays: the end may have come, and have been told, between the look and here.
            _hasMore = false;
            return -1;
        }

        if (error != SocketError.Success)
        {
            throw new SocketException((int)error);
        }

        // What did not fill its buffer was all: whatever comes from now on is told anew. But for an end that has been told already.
        _hasMore = count == buffer.Length || _isOver;
        return count;
    }

    /// <summary>Waits until there may be something to read. The loop goes on with whoever waits.</summary>
    public ValueTask ReadableAsync()
    {
        if (_hasMore)
        {
            _hasMore = false;
            if (EventLoopThread.Current is null)
            {
                return default;
            }

            // The others come first.
            if (Interlocked.Or(ref _posted, Epoll.In) == 0)
            {
                EventLoop.Defer(this);
            }
        }

        return _readable.WaitAsync();
    }

    /// <summary>Reads what has come; waits until there is something.</summary>
    /// <param name="buffer">Not empty.</param>
    /// <returns>0 at the end.</returns>
    /// <exception cref="SocketException">The connection is broken.</exception>
    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        int count = Receive(buffer.Span);
        while (count < 0)
        {
            await ReadableAsync();
            count = Receive(buffer.Span);
        }

        return count;
    }

    /// <summary>Writes as many of the bytes as the network takes now.</summary>
    /// <returns>How many; negative if it takes none, and <see cref="WritableAsync"/> tells when to try again.</returns>
    /// <exception cref="SocketException">The connection is broken.</exception>
    public int Send(ReadOnlySpan<byte> bytes)
    {
        int sent = Socket.Send(bytes, SocketFlags.None, out SocketError error);
        return error switch
        {
            SocketError.Success => sent,
            SocketError.WouldBlock => -1,
            _ => throw new SocketException((int)error),
        };
    }

    /// <summary>Writes all of the bytes.</summary>
    /// <param name="bytes">Not changed until the task has completed.</param>
    /// <param name="cancellationToken">Ends the waiting; a part may have been written.</param>
    /// <exception cref="OperationCanceledException">The token is cancelled.</exception>
    /// <exception cref="SocketException">The connection is broken.</exception>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static socket => ((LoopSocket)socket!).PostWritable(), this);
        while (!bytes.IsEmpty)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int sent = Send(bytes.Span);
            if (sent < 0)
            {
                await WritableAsync();
            }
            else
            {
                bytes = bytes[sent..];
            }
        }
    }

    /// <summary>Lets whoever waits to read, or will, try again.</summary>
    public void WakeReader() => _readable.Signal();

    /// <summary>Closes the connection, once. Whoever waits is told by another thread.</summary>
    /// <param name="resets">Whether what is still on its way is of no use.</param>
    public void Close(bool resets)
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0)
        {
            return;
        }

        EventLoop.Forget(this);

        // A loop that waits may still have it in hand, as the last that something happened to: the session behind it goes all the same.
        Owner = null;
        if (resets)
        {
            Socket.Close(timeout: 0);
        }
        else
        {
            ShutDown();
            Socket.Dispose();
        }

        Post(Epoll.Over);
    }

    /// <summary>The other side has gone, and many others with it. It must not take long.</summary>
    internal void PeerIsGone() => Owner?.OnPeerGone();

    /// <summary>Something happened to the socket.</summary>
    internal void OnEvents(uint events)
    {
        if ((events & Epoll.Over) != 0)
        {
            _isOver = true;
        }

        if ((events & (Epoll.In | Epoll.Over)) != 0)
        {
            _readable.Signal();
        }

        if ((events & (Epoll.Out | Epoll.Over)) != 0)
        {
            Volatile.Read(ref _writable)?.Signal();
        }
    }

    /// <summary>The same, on the thread pool.</summary>
    internal void Post(uint events)
    {
        if (Interlocked.Or(ref _posted, events) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    void IThreadPoolWorkItem.Execute() => OnEvents(Interlocked.Exchange(ref _posted, 0));

    /// <summary>Waits until there may be room to write.</summary>
    public ValueTask WritableAsync()
    {
        if (_writable is null)
        {
            Volatile.Write(ref _writable, new Readiness());
            _loop.WatchWritable(this);
        }

        return _writable.WaitAsync();
    }

    private void PostWritable() => Post(Epoll.Out);

    private void ShutDown()
    {
        try
        {
            Socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The client went first.
        }
    }
}
