using Microsoft.Extensions.Logging;
using Sockeye.EventLoops;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.Connections;

/// <summary>
/// The packets of one connection that wait until fewer handlers run, or until the connection handlers of their socket have started. Meanwhile the reading goes on, so that what running handlers may
/// wait for is seen: acknowledgements, which never wait here, pongs, and packets for other namespaces than that which starts. When the backlog is full the reading stops, and TCP lets the client feel it.
/// </summary>
/// <remarks>
/// Packets are handled in the order of arrival, by one thread at a time: the one that reads as long as nothing waits, else the one that drains. The backlog is empty again, for the reading thread to
/// see, only after the last packet has been handled. Packets that are held back for a socket stand aside, and go before all others when it is released: so those of one socket keep their order.
/// </remarks>
internal sealed partial class Backlog(Client client, HandlersInFlight handlers, ILogger logger) : IThreadPoolWorkItem
{
    private const int MaxPackets = 4096;
    private const long MaxBytes = 1024 * 1024;

    // A loop looks at its sockets after so many packets.
    private const int MostAtOnce = 64;

    private readonly Queue<WaitingPacket> _packets = new();
    private readonly List<(Socket Socket, WaitingPacket Packet)> _held = [];
    private WaitingReader? _space;
    private Action? _closed;
    private long _bytes;
    private bool _draining;
    private volatile bool _isEmpty = true;

    public bool IsEmpty => _isEmpty;

    /// <summary>Whether nothing more is read until some of it has been handled.</summary>
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

        // A handler may have ended before the packet was there to be seen.
        OnRoom();
    }

    /// <summary>Completes when more packets can be taken.</summary>
    public ValueTask WaitForSpaceAsync()
    {
        // Each packet that waits takes some.
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

    /// <summary>A handler has ended.</summary>
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

    /// <summary>The connection handlers of a socket have started: what was held back for it gets its turn.</summary>
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
                // It has ended, and these do not belong to the next socket of that namespace. But the client may have asked for that one.
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

            // In this order: a reading thread that sees the socket started sees that something waits.
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

    /// <summary>The connection has ended: what waits is handled now, however many handlers run, since the client sent it before.</summary>
    /// <param name="closed">Called when all has been handled.</param>
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
                // It still drains, so that nobody else begins to.
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

        // Nothing is added to a connection that has ended. If it ends after the look under the lock, the thread that ends it drains; so does one that releases a socket then.
        closed?.Invoke();
    }

    // Whether a packet is held back is decided under the lock that releases it.
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
            // As the engine does it for one that did not wait.
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
