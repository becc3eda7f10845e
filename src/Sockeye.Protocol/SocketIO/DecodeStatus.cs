namespace Sockeye.Protocol.SocketIO;

/// <summary>The result of passing bytes to a <see cref="PacketDecoder"/>.</summary>
public enum DecodeStatus
{
    /// <summary>A packet is complete.</summary>
    Complete,

    /// <summary>The packet waits for binary attachments.</summary>
    NeedMore,

    /// <summary>The bytes violate the protocol; <see cref="PacketDecoder.Error"/> says how. Close the connection.</summary>
    Invalid,
}
