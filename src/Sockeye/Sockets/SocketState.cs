namespace Sockeye.Sockets;

/// <summary>The state of a socket. It only goes forward.</summary>
internal enum SocketState
{
    /// <summary>The middlewares are running.</summary>
    Connecting,

    /// <summary>The socket is in the namespace.</summary>
    Connected,

    /// <summary>The socket has left, or was refused.</summary>
    Disconnected,
}
