namespace Sockeye.EventLoops;

/// <summary>What may be done with the socket of a connection, besides what the web server does with it.</summary>
public enum ConnectionUse
{
    /// <summary>
    /// Nothing, because TLS, connection middleware that changes bytes, or another protocol is between the web server and the socket. Use
    /// the stream of the web server.
    /// </summary>
    LeaveAlone,

    /// <summary>
    /// You may write directly to the socket, because bytes that the web server writes are sent unchanged. But there is connection
    /// middleware, or a limit that counts connections: the request stays open until the connection has ended, and you read from the stream
    /// of the web server.
    /// </summary>
    WriteDirectly,

    /// <summary>
    /// The socket is yours. The web server has let the connection go: the request has to end, and nothing is read or written through it any
    /// more.
    /// </summary>
    TakeOver,
}
