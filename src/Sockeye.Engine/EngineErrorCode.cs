namespace Sockeye.Engine;

/// <summary>Why a request is refused. The codes are the same as in Node, and are sent as <c>{"code":N,"message":"..."}</c>.</summary>
public enum EngineErrorCode
{
    /// <summary>The transport is missing, unknown or disabled: <c>Transport unknown</c>.</summary>
    TransportUnknown = 0,

    /// <summary>There is no session with this id: <c>Session ID unknown</c>.</summary>
    SessionIdUnknown = 1,

    /// <summary>The handshake is not a GET request: <c>Bad handshake method</c>.</summary>
    BadHandshakeMethod = 2,

    /// <summary>The request violates the protocol in another way, or its origin is not allowed: <c>Bad request</c>.</summary>
    BadRequest = 3,

    /// <summary><see cref="EngineOptions.AllowRequest"/> has refused the request: <c>Forbidden</c>.</summary>
    Forbidden = 4,

    /// <summary>This revision of the protocol is not enabled: <c>Unsupported protocol version</c>.</summary>
    UnsupportedProtocolVersion = 5,
}
