namespace Sockeye.Engine;

/// <summary>Why a request is refused: the codes of the reference, sent as <c>{"code":N,"message":"..."}</c>.</summary>
public enum EngineErrorCode
{
    /// <summary>No transport, an unknown or a disabled one: <c>Transport unknown</c>.</summary>
    TransportUnknown = 0,

    /// <summary>No session of that id: <c>Session ID unknown</c>.</summary>
    SessionIdUnknown = 1,

    /// <summary>A handshake that is not a GET: <c>Bad handshake method</c>.</summary>
    BadHandshakeMethod = 2,

    /// <summary>Anything else that breaks the protocol: <c>Bad request</c>.</summary>
    BadRequest = 3,

    /// <summary>Refused by <see cref="EngineOptions.AllowRequest"/> or for its origin: <c>Forbidden</c>.</summary>
    Forbidden = 4,

    /// <summary>A revision of the protocol that is not enabled: <c>Unsupported protocol version</c>.</summary>
    UnsupportedProtocolVersion = 5,
}
