namespace Sockeye.Recovery;

/// <summary>
/// Sockets that were sent more at their recovery than this server has read: the backend knew it already. When it is read here, they have it and are passed over. Used under the lock of the deliveries.
/// </summary>
internal sealed class SocketsAhead(IClusterEventLog log)
{
    private readonly List<(Socket Socket, string Position)> _sockets = [];

    /// <param name="socket">A socket that is just connected.</param>
    /// <param name="position">Up to where it was sent what it missed.</param>
    /// <param name="read">How far this server has read.</param>
    public void Add(Socket socket, string position, string read)
    {
        // The namespace may be silent: nothing else takes them out then.
        _sockets.RemoveAll(ahead => !ahead.Socket.Connected || log.Compare(ahead.Position, read) <= 0);
        if (log.Compare(position, read) > 0)
        {
            _sockets.Add((socket, position));
        }
    }

    /// <summary>The event of a position is sent next; followed by <see cref="End"/>.</summary>
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
