using Sockeye.Addresses;

namespace Sockeye.Engine.Sessions;

/// <summary>
/// A handshake that is becoming a session, and its place among the <see cref="PendingConnections"/>, which the session takes over.
/// </summary>
internal sealed class PendingConnection(PendingConnections all, AddressBlock? address) : IDisposable
{
    private bool _isOpened;
    private int _hasLeft;

    /// <summary>The id that the session will have.</summary>
    public string SessionId { get; set; } = "";

    /// <summary>Called when the session exists, which then releases the place.</summary>
    public void Opened() => _isOpened = true;

    /// <summary>Releases the place, once.</summary>
    public void Leave()
    {
        if (Interlocked.Exchange(ref _hasLeft, 1) == 0)
        {
            all.Leave(address);
        }
    }

    /// <summary>Called when the handshake has ended. If there is no session, the place is released.</summary>
    public void Dispose()
    {
        if (!_isOpened)
        {
            Leave();
        }
    }
}
