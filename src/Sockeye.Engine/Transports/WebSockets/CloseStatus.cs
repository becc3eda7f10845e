namespace Sockeye.Engine.Transports.WebSockets;

/// <summary>The statuses of close frames that the server sends (RFC 6455, section 7.4).</summary>
internal enum CloseStatus
{
    /// <summary>A close frame without a status, which Node sends too.</summary>
    None = 0,
    ProtocolError = 1002,
    InvalidPayload = 1007,
    PolicyViolation = 1008,
    MessageTooBig = 1009,
}
