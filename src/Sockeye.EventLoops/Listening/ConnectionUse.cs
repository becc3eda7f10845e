namespace Sockeye.EventLoops;

/// <summary>What may be done with the socket of a connection beside what the web server does with it.</summary>
public enum ConnectionUse
{
    /// <summary>
    /// Nothing: TLS, connection middleware that changes bytes, or another protocol is between the web server and the socket. Read from and write to what the web server gives.
    /// </summary>
    LeaveAlone,

    /// <summary>
    /// The socket may be written to, since what the web server writes goes on the wire as it is. But there is connection middleware, or a limit that counts: the request stays open until the
    /// connection is over, and all reading goes through what the web server gives.
    /// </summary>
    WriteDirectly,

    /// <summary>The socket is the caller's. The web server has let the connection go: the request has to end, and nothing is read or written through it any more.</summary>
    TakeOver,
}
