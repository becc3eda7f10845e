namespace Sockeye.Sockets;

/// <summary>
/// The start of one socket, in which its connection handlers add their listeners. Meanwhile packets of the client are held back in its
/// <see cref="Connections.Backlog"/>, and an end that comes on another thread is postponed. No thread waits for the handlers. Otherwise two
/// sockets whose handlers end each other would wait without end, for example if a user may have only one connection.
/// </summary>
/// <remarks>Its lock is held for single steps only. If the lock of the backlog is held too, this is the inner one.</remarks>
internal sealed class SocketStart
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private bool _holds;
    private bool _isOver;

    /// <summary>An end that waits for the handlers; <see langword="null"/> if there is none.</summary>
    public (DisconnectReason Reason, bool TellClient)? End { get; private set; }

    /// <summary>Called when the backlog of the connection is about to hold a packet back.</summary>
    /// <returns>Whether the handlers have not started yet.</returns>
    public bool TryHold()
    {
        lock (this)
        {
            return !_isOver && (_holds = true);
        }
    }

    /// <returns>Whether the end has to wait. It does not wait on the thread of the handlers themselves.</returns>
    public bool TryPostpone(DisconnectReason reason, bool tellClient)
    {
        lock (this)
        {
            if (_isOver || _thread == Environment.CurrentManagedThreadId)
            {
                return false;
            }

            End = (reason, tellClient);
            return true;
        }
    }

    /// <param name="isReleased">Whether the packets that were held back have been handled.</param>
    /// <returns>Whether the start is over. It is not while packets are held back.</returns>
    public bool TryFinish(bool isReleased)
    {
        lock (this)
        {
            return _isOver = isReleased || !_holds;
        }
    }
}
