namespace Sockeye;

/// <summary>The exception if a socket disconnected before it acknowledged an event.</summary>
public sealed class SocketDisconnectedException : IOException
{
    /// <summary>Creates the exception, with the same message as in Node.</summary>
    public SocketDisconnectedException()
        : base("socket has been disconnected")
    {
    }
}
