using System.Net.Sockets;

namespace Sockeye.EventLoops;

/// <summary>A socket that an <see cref="EventLoop"/> watches. One read and one write at a time.</summary>
public sealed class LoopSocket : ILoopEvents
{
    private readonly EventLoop _loop;
    private readonly Readiness _readable;
    private Readiness? _writable;
    private uint _posted;
    private bool _hasMore;
    private volatile bool _isOver;
    private int _isClosed;

    /// <param name="loop">The loop that watches it.</param>
    /// <param name="socket">The connected socket. It becomes non-blocking.</param>
    internal LoopSocket(EventLoop loop, Socket socket)
    {
        socket.Blocking = false;
        _loop = loop;
        _readable = new Readiness(loop);
        Socket = socket;
        Descriptor = (int)socket.Handle;
        Version = WatchedDescriptors.NextVersion();
    }

    /// <summary>The socket. Read from it and close it only through this object.</summary>
    public Socket Socket { get; }

    internal int Descriptor { get; }

    /// <summary>The loop that watches it.</summary>
    internal EventLoop Loop => _loop;

    internal uint Version { get; }

    uint ILoopEvents.Version => Version;

    /// <summary>The owner, which is called as soon as the other side has gone, before its last data is read.</summary>
    public ILoopSocketOwner? Owner { get; set; }

    /// <summary>Reads data that has arrived.</summary>
    /// <param name="buffer">A buffer that is not empty.</param>
    /// <returns>
    /// The number of bytes. 0 at the end; negative if nothing has arrived: await <see cref="ReadableAsync"/>, then try again.
    /// </returns>
    /// <exception cref="SocketException">The connection is broken.</exception>
    public int Receive(Span<byte> buffer)
    {
        int count = Socket.Receive(buffer, SocketFlags.None, out SocketError error);
        if (error == SocketError.WouldBlock)
        {
            // The end of the connection is never taken back: the end and its event may come between the look at the socket and this line,
            // and then the end still has to be read.
            _hasMore = false;
            return -1;
        }

        if (error != SocketError.Success)
        {
            throw new SocketException((int)error);
        }

        // A read that did not fill its buffer has read everything, and later data is a new event. But an end may already have had its
        // event.
        _hasMore = count == buffer.Length || _isOver;
        return count;
    }

    /// <summary>
    /// Waits until there may be something to read. The caller continues in a separate turn of the loop each time, so other sockets get
    /// their turns in between.
    /// </summary>
    public ValueTask ReadableAsync()
    {
        if (_hasMore)
        {
            _hasMore = false;
            Raise(Epoll.In);
        }

        return _readable.WaitAsync();
    }

    /// <summary>Reads data, and waits until there is some.</summary>
    /// <param name="buffer">A buffer that is not empty.</param>
    /// <returns>The number of bytes; 0 at the end.</returns>
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

    /// <summary>Writes as many bytes as the network takes now.</summary>
    /// <returns>The number of bytes; negative if it takes none: await <see cref="WritableAsync"/>, then try again.</returns>
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
    /// <param name="bytes">The bytes. Do not change them until the task has completed.</param>
    /// <param name="cancellationToken">Stops the waiting. A part may have been written.</param>
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

    /// <summary>Makes the reader try again, now or as soon as it waits.</summary>
    public void WakeReader() => _readable.Signal();

    /// <summary>
    /// Closes the connection, once. Waiting code continues in a turn of the loop, and sees that the connection is closed.
    /// </summary>
    /// <param name="resets">Whether data on its way is no longer needed.</param>
    public void Close(bool resets)
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0)
        {
            return;
        }

        WatchedDescriptors.Remove(Descriptor, this);

        // A waiting loop may still refer to this object as the last one with an event, so the session behind it is released here.
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

    /// <summary>Called when the other side has gone, together with many others. It must be fast.</summary>
    internal void PeerIsGone() => Owner?.OnPeerGone();

    /// <summary>
    /// Waits until there may be room to write, after the socket has refused data. The first call does not wait, and any call may return
    /// without room, so try again.
    /// </summary>
    /// <remarks>
    /// The object that is signalled exists before the last refusal of the socket, because the first call creates it and does not wait. So
    /// room that comes after that refusal always signals it.
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

    /// <summary>Called for events of the socket.</summary>
    internal void OnEvents(uint events)
    {
        if ((events & Epoll.Over) != 0)
        {
            // Before the reader is signalled, because it looks at this then.
            _isOver = true;
        }

        if ((events & Epoll.Broken) != 0)
        {
            Owner?.OnBroken();
        }

        // Each of the two has its own turn, because either may block: a handler must not hold up writing, nor a hook of writing a handler.
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

    // Queued once until the events are taken. Events that arrive meanwhile are added.
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
            // The client has ended the connection first.
        }
    }
}
