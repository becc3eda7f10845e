namespace Sockeye.Engine.Transports.WebSockets;

/// <summary>The statuses that the server closes with (RFC 6455, section 7.4).</summary>
internal enum CloseStatus
{
    /// <summary>A close frame without a status, as the reference sends it.</summary>
    None = 0,
    ProtocolError = 1002,
    InvalidPayload = 1007,
    PolicyViolation = 1008,
    MessageTooBig = 1009,
}
