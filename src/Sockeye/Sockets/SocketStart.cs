namespace Sockeye.Sockets;

/// <summary>
/// The moment in which the connection handlers of one socket add their listeners. Meanwhile packets of the client are held back in its <see cref="Connections.Backlog"/>, and an end that another thread
/// brings is postponed. No thread waits for the handlers: two sockets whose handlers end each other, as if a user may be connected once only, would wait without end.
/// </summary>
/// <remarks>Its lock is held for single steps only. It is the inner one if that of the backlog is held too.</remarks>
internal sealed class SocketStart
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private bool _holds;
    private bool _isOver;

    /// <summary>An end that waits for the handlers, if any.</summary>
    public (DisconnectReason Reason, bool TellClient)? End { get; private set; }

    /// <summary>The backlog of the connection is going to hold a packet back.</summary>
    /// <returns>Whether the handlers have not started yet.</returns>
    public bool TryHold()
    {
        lock (this)
        {
            return !_isOver && (_holds = true);
        }
    }

    /// <returns>Whether the end waits; not on the thread of the handlers themselves.</returns>
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

    /// <param name="isReleased">Whether what is held back has got its turn.</param>
    /// <returns>Whether it is over; not if something is held back.</returns>
    public bool TryFinish(bool isReleased)
    {
        lock (this)
        {
            return _isOver = isReleased || !_holds;
        }
    }
}
