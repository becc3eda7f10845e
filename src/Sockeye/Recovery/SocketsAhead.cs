namespace Sockeye.Recovery;

/// <summary>
/// Sockets that got more events at their recovery than this server has read, because the backend already knew them. When this server reads
/// these events, the sockets are skipped. Guarded by the lock of the deliveries.
/// </summary>
internal sealed class SocketsAhead(IClusterEventLog log)
{
    private readonly List<(Socket Socket, string Position)> _sockets = [];

    /// <param name="socket">A socket that is just connected.</param>
    /// <param name="position">The position up to which it got its missed events.</param>
    /// <param name="read">The position up to which this server has read.</param>
    public void Add(Socket socket, string position, string read)
    {
        // The namespace may be silent, and then nothing else removes them.
        _sockets.RemoveAll(ahead => !ahead.Socket.Connected || log.Compare(ahead.Position, read) <= 0);
        if (log.Compare(position, read) > 0)
        {
            _sockets.Add((socket, position));
        }
    }

    /// <summary>Called before the event of a position is sent; <see cref="End"/> follows.</summary>
    public void Begin(string offset)
    {
        if (_sockets.Count > 0)
        {
            _sockets.RemoveAll(ahead => log.Compare(ahead.Position, offset) < 0);
            Mark(true);
        }
    }

    public void End() => Mark(false);

    private void Mark(bool hasIt)
    {
        foreach (var (socket, _) in _sockets)
        {
            socket.HasNextEvent = hasIt;
        }
    }
}
