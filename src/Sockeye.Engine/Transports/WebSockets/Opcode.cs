namespace Sockeye.Engine.Transports.WebSockets;

/// <summary>The kinds of WebSocket frames (RFC 6455, section 11.8).</summary>
internal enum Opcode : byte
{
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}
