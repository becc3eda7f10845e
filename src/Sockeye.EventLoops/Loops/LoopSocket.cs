using System.Net.Sockets;

namespace Sockeye.EventLoops;

/// <summary>A socket that an <see cref="EventLoop"/> watches. One reads and one writes at a time.</summary>
public sealed class LoopSocket : ILoopEvents
{
    private readonly EventLoop _loop;
    private readonly Readiness _readable;
    private Readiness? _writable;
    private uint _posted;
    private bool _hasMore;
    private volatile bool _isOver;
    private int _isClosed;

    /// <param name="loop">Watches it.</param>
    /// <param name="socket">Connected; it does not block from now on.</param>
    internal LoopSocket(EventLoop loop, Socket socket)
    {
        socket.Blocking = false;
        _loop = loop;
        _readable = new Readiness(loop);
        Socket = socket;
        Descriptor = (int)socket.Handle;
        Version = WatchedDescriptors.NextVersion();
    }

    /// <summary>The socket. Read from it, and close it, through this object only.</summary>
    public Socket Socket { get; }

    internal int Descriptor { get; }

    /// <summary>Watches it.</summary>
    internal EventLoop Loop => _loop;

    internal uint Version { get; }

    uint ILoopEvents.Version => Version;

    /// <summary>Hears as soon as the other side has gone, before there is time to read what it has said last.</summary>
    public ILoopSocketOwner? Owner { get; set; }

    /// <summary>Reads what has come.</summary>
    /// <param name="buffer">Not empty.</param>
    /// <returns>0 at the end; negative if nothing has come: await <see cref="ReadableAsync"/>, then try again.</returns>
    /// <exception cref="SocketException">The connection is broken.</exception>
    public int Receive(Span<byte> buffer)
    {
        int count = Socket.Receive(buffer, SocketFlags.None, out SocketError error);
        if (error == SocketError.WouldBlock)
        {
            // That it is over is never taken back, because the end and its event may come between the look at the socket and here: then it is still to be read.
            _hasMore = false;
            return -1;
        }

        if (error != SocketError.Success)
        {
            throw new SocketException((int)error);
        }

        // What did not fill its buffer was all, and what comes from now on is a new event. But an end may have had its event already.
        _hasMore = count == buffer.Length || _isOver;
        return count;
    }

    /// <summary>Waits until there may be something to read. The caller goes on in a turn of the loop: each time is a turn of its own, and the other sockets come in between.</summary>
    public ValueTask ReadableAsync()
    {
        if (_hasMore)
        {
            _hasMore = false;
            Raise(Epoll.In);
        }

        return _readable.WaitAsync();
    }

    /// <summary>Reads what has come; waits until there is something.</summary>
    /// <param name="buffer">Not empty.</param>
    /// <returns>0 at the end.</returns>
    /// <exception cref="SocketException">The connection is broken.</exception>
    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        int count;
        do
        {
            await ReadableAsync();
            count = Receive(buffer.Span);
        }
        while (count < 0);

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

    /// <summary>Lets the reader try again, now or as soon as it waits.</summary>
    public void WakeReader() => _readable.Signal();

    /// <summary>Closes the connection, once. Those who wait go on in a turn of the loop, and see that it is closed.</summary>
    /// <param name="resets">Whether what is still on its way is of no use.</param>
    public void Close(bool resets)
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0)
        {
            return;
        }

        WatchedDescriptors.Remove(Descriptor, this);

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

        Raise(Epoll.Over);
    }

    /// <summary>The other side has gone, and many others with it. It must not take long.</summary>
    internal void PeerIsGone() => Owner?.OnPeerGone();

    /// <summary>Waits until there may be room to write, after the socket has refused something. The first time it does not wait, and it may be for nothing at any other: try again.</summary>
    /// <remarks>
    /// What is signalled is there before the socket refuses something for the last time, because the first call makes it and does not wait: so the room that comes after that refusal always signals it.
    /// </remarks>
    public ValueTask WritableAsync()
    {
        if (_writable is null)
        {
            Interlocked.CompareExchange(ref _writable, new Readiness(_loop), null);
            return default;
        }

        return _writable.WaitAsync();
    }

    /// <summary>Something happened to the socket.</summary>
    internal void OnEvents(uint events)
    {
        if ((events & Epoll.Over) != 0)
        {
            // Before the reader hears of it, since that is when it looks.
            _isOver = true;
        }

        if ((events & Epoll.Broken) != 0)
        {
            Owner?.OnBroken();
        }

        // Each of the two has a turn of its own, because either may block: a handler must not hold up what is written, nor a hook of what is written a handler.
        bool isWritable = (events & (Epoll.Out | Epoll.Over)) != 0 && (Volatile.Read(ref _writable)?.TrySignal() ?? false);
        if ((events & (Epoll.In | Epoll.Over)) != 0)
        {
            if (isWritable)
            {
                Raise(Epoll.In);
            }
            else
            {
                _readable.Signal();
            }
        }

        if (isWritable)
        {
            _writable!.Complete();
        }
    }

    void ILoopEvents.OnEvents(uint events) => OnEvents(events);

    void ILoopEvents.PostEvents(uint events)
    {
        if (TryPost(events))
        {
            HandlerThreads.Queue(this);
        }
    }

    void IThreadPoolWorkItem.Execute() => OnEvents(Interlocked.Exchange(ref _posted, 0));

    private void Raise(uint events)
    {
        if (TryPost(events))
        {
            _loop.Enqueue(this);
        }
    }

    // Queued once, until the events are taken: those that come meanwhile are added before they are.
    private bool TryPost(uint events) => Interlocked.Or(ref _posted, events) == 0;

    private void PostWritable() => Raise(Epoll.Out);

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
