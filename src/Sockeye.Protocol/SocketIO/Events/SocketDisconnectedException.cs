namespace Sockeye;

/// <summary>The socket disconnected before it acknowledged.</summary>
public sealed class SocketDisconnectedException : IOException
{
    /// <summary>Makes the exception, with the reference's message.</summary>
    public SocketDisconnectedException()
        : base("socket has been disconnected")
    {
    }
}
