namespace Sockeye.Engine.Sessions;

/// <summary>Why a session ended, with the same reasons as in Node.</summary>
public enum EngineCloseReason
{
    /// <summary>The connection broke, or the client violated the protocol of the transport: <c>transport error</c>.</summary>
    TransportError,

    /// <summary>The client closed the connection: <c>transport close</c>.</summary>
    TransportClose,

    /// <summary>The server closed the session: <c>forced close</c>.</summary>
    ForcedClose,

    /// <summary>The client did not answer a ping in time: <c>ping timeout</c>.</summary>
    PingTimeout,

    /// <summary>The client sent bytes that are not an Engine.IO packet: <c>parse error</c>.</summary>
    ParseError,

    /// <summary>The server is shutting down.</summary>
    ServerShutdown,
}
