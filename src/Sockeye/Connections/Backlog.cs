using Microsoft.Extensions.Logging;
using Sockeye.EventLoops;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.Connections;

/// <summary>
/// The packets of one connection that wait, either until fewer handlers run or until the connection handlers of their socket have started.
/// The connection is still read meanwhile, because running handlers may wait for what comes: acknowledgements, which never wait here,
/// pongs, and packets for other namespaces. When the backlog is full, reading stops and TCP slows the client down.
/// </summary>
/// <remarks>
/// Packets are handled in the order of arrival, by one thread at a time. That is the reading thread as long as nothing waits, else the
/// thread that drains. The reading thread sees the backlog empty only after the last packet has been handled. Packets that are held back
/// for a socket stand aside; they go before all others when the socket is released, so the packets of one socket keep their order.
/// </remarks>
internal sealed partial class Backlog(Client client, HandlersInFlight handlers, ILogger logger) : IThreadPoolWorkItem
{
    private const int MaxPackets = 4096;
    private const long MaxBytes = 1024 * 1024;

    // An event loop looks at its sockets again after this many packets.
    private const int MostAtOnce = 64;

    private readonly Queue<WaitingPacket> _packets = new();
    private readonly List<(Socket Socket, WaitingPacket Packet)> _held = [];
    private WaitingReader? _space;
    private Action? _closed;
    private long _bytes;
    private bool _draining;
    private volatile bool _isEmpty = true;

    public bool IsEmpty => _isEmpty;

    /// <summary>Whether reading stops until some packets have been handled.</summary>
    public bool IsFull
    {
        get
        {
            lock (this)
            {
                return !HasSpace;
            }
        }
    }

    private bool HasSpace => _packets.Count + _held.Count < MaxPackets && _bytes < MaxBytes;

    public void Add(in Packet packet)
    {
        var waiting = new WaitingPacket(packet);
        lock (this)
        {
            _packets.Enqueue(waiting);
            _bytes += waiting.Size;
            _isEmpty = false;
        }

        // A handler may have ended before the packet was visible here.
        OnRoom();
    }

    /// <summary>Completes when more packets can be taken.</summary>
    public ValueTask WaitForSpaceAsync()
    {
        // Every packet that waits counts some bytes, so zero means that none waits.
        if (Volatile.Read(ref _bytes) == 0)
        {
            return default;
        }

        lock (this)
        {
            if (HasSpace || _closed is not null)
            {
                return default;
            }

            _space ??= new WaitingReader();
            return new ValueTask(_space.Task);
        }
    }

    /// <summary>Called when a handler has ended.</summary>
    public void OnRoom()
    {
        lock (this)
        {
            if (_draining || _packets.Count == 0 || !handlers.HasRoom)
            {
                return;
            }

            _draining = true;
        }

        EventLoop.Defer(this);
    }

    void IThreadPoolWorkItem.Execute() => Drain(MostAtOnce);

    /// <summary>Whether packets are held back for a socket.</summary>
    public bool Holds(Socket socket)
    {
        lock (this)
        {
            return _held.Exists(held => held.Socket == socket);
        }
    }

    /// <summary>Lets the packets that were held back for a socket be handled. Its connection handlers have started.</summary>
    public void Release(Socket socket)
    {
        WaitingReader? space;
        bool hasClosed;
        lock (this)
        {
            var released = _held.Where(held => held.Socket == socket).Select(static held => held.Packet).ToList();
            _held.RemoveAll(held => held.Socket == socket);
            if (!socket.Connected)
            {
                // The socket has ended, and these packets are not for the next socket of the namespace. But the client may have asked for
                // that next socket with a CONNECT packet.
                var gone = released.TakeWhile(static packet => packet.Type != PacketType.Connect).ToList();
                released.RemoveRange(0, gone.Count);
                _bytes -= gone.Sum(static packet => packet.Size);
            }

            WaitingPacket[] later = [.. _packets];
            _packets.Clear();
            foreach (var packet in released.Concat(later))
            {
                _packets.Enqueue(packet);
            }

            // The order matters: a reading thread that sees the socket started also sees that something waits.
            _isEmpty = _packets.Count == 0 && !_draining;
            socket.Lifetime.Released();
            space = TakeSpace();
            hasClosed = _closed is not null && !_draining;
            _draining |= hasClosed;
        }

        space?.GoOn();
        if (hasClosed)
        {
            DrainAll();
        }
        else
        {
            OnRoom();
        }
    }

    /// <summary>
    /// Called when the connection has ended. The packets that wait are handled now, however many handlers run, because the client sent them
    /// before the end.
    /// </summary>
    /// <param name="closed">Called when all packets have been handled.</param>
    public void Close(Action closed)
    {
        WaitingReader? space;
        lock (this)
        {
            _closed = closed;
            space = _space;
            if (_draining)
            {
                closed = static () => { };
            }
            else
            {
                _draining = true;
                closed = DrainAll;
            }
        }

        space?.GoOn();
        closed();
    }

    private void DrainAll() => Drain(int.MaxValue);

    private void Drain(int most)
    {
        Action? closed;
        for (int handled = 0; true; handled++)
        {
            if (handled == most)
            {
                // The state stays "draining", so that no other thread begins to drain.
                EventLoop.Defer(this);
                return;
            }

            WaitingPacket next;
            WaitingReader? space;
            lock (this)
            {
                closed = _closed;
                if ((closed is null && !handlers.HasRoom) || !TryDequeue(out next))
                {
                    _draining = false;
                    _isEmpty = _packets.Count == 0;
                    break;
                }

                _bytes -= next.Size;
                space = TakeSpace();
            }

            space?.GoOn();
            Handle(next);
        }

        // Nothing is added to a connection that has ended. If it ends after the look under the lock, the thread that ends it drains. If a
        // socket is released then, the thread that releases it drains.
        closed?.Invoke();
    }

    // Whether a packet is held back is decided under the same lock that releases it.
    private bool TryDequeue(out WaitingPacket next)
    {
        while (_packets.TryDequeue(out next))
        {
            var socket = client.Find(next.Packet);
            if (!client.IsStarting(socket))
            {
                return true;
            }

            _held.Add((socket, next));
        }

        return false;
    }

    private WaitingReader? TakeSpace()
    {
        if (!HasSpace)
        {
            return null;
        }

        var space = _space;
        _space = null;
        return space;
    }

    private void Handle(in WaitingPacket waiting)
    {
        try
        {
            client.Handle(waiting.Packet);
        }
        catch (Exception exception)
        {
            // The engine does the same for a message that did not wait.
            Log.HandlingFailed(logger, exception, client.Session.Id);
            client.Close(new DisconnectReason(DisconnectReason.ForcedClose, "a packet could not be handled"));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(112, LogLevel.Error, "A packet of session {SessionId} could not be handled: the connection is closed.")]
        public static partial void HandlingFailed(ILogger logger, Exception exception, string sessionId);
    }
}
