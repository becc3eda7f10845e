namespace Sockeye.Sockets;

/// <summary>Where a socket is in its life; it only goes forward.</summary>
internal enum SocketState
{
    /// <summary>The middlewares are deciding.</summary>
    Connecting,

    /// <summary>In the namespace.</summary>
    Connected,

    /// <summary>Gone, or refused.</summary>
    Disconnected,
}
