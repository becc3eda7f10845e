using Sockeye.Addresses;

namespace Sockeye.Engine.Sessions;

/// <summary>A handshake on its way to a session, and its place among the <see cref="PendingConnections"/>, which the session takes over.</summary>
internal sealed class PendingConnection(PendingConnections all, AddressBlock? address) : IDisposable
{
    private bool _isOpened;
    private int _hasLeft;

    /// <summary>The id that the session is to have.</summary>
    public string SessionId { get; set; } = "";

    /// <summary>There is a session now: it gives the place back.</summary>
    public void Opened() => _isOpened = true;

    /// <summary>Gives the place back, once.</summary>
    public void Leave()
    {
        if (Interlocked.Exchange(ref _hasLeft, 1) == 0)
        {
            all.Leave(address);
        }
    }

    /// <summary>The handshake has ended: without a session, its place is free.</summary>
    public void Dispose()
    {
        if (!_isOpened)
        {
            Leave();
        }
    }
}
