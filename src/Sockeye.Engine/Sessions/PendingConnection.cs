namespace Sockeye.Engine.Sessions;

/// <summary>A handshake on its way to a session, and its place among the <see cref="PendingConnections"/>, which the session takes over.</summary>
internal sealed class PendingConnection(PendingConnections all) : IDisposable
{
    private bool _isOpened;

    /// <summary>The id that the session is to have.</summary>
    public string SessionId { get; set; } = "";

    /// <summary>There is a session now: it gives the place back.</summary>
    public void Opened() => _isOpened = true;

    public void Dispose()
    {
        if (!_isOpened)
        {
            _isOpened = true;
            all.Leave();
        }
    }
}
