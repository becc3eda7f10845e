namespace Sockeye.Engine.Sessions;

/// <summary>Why a session ended, in the reference's terms.</summary>
public enum EngineCloseReason
{
    /// <summary>The connection broke, or the client broke the rules of the transport: <c>transport error</c>.</summary>
    TransportError,

    /// <summary>The client closed the connection: <c>transport close</c>.</summary>
    TransportClose,

    /// <summary>The server closed the session: <c>forced close</c>.</summary>
    ForcedClose,

    /// <summary>No pong in time: <c>ping timeout</c>.</summary>
    PingTimeout,

    /// <summary>An undecodable Engine.IO packet: <c>parse error</c>.</summary>
    ParseError,

    /// <summary>The whole server is being shut down.</summary>
    ServerShutdown,
}
