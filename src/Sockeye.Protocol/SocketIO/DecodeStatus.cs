namespace Sockeye.Protocol.SocketIO;

/// <summary>What became of the bytes given to a <see cref="PacketDecoder"/>.</summary>
public enum DecodeStatus
{
    /// <summary>A packet is complete.</summary>
    Complete,

    /// <summary>The packet waits for binary attachments.</summary>
    NeedMore,

    /// <summary>The bytes break the protocol; <see cref="PacketDecoder.Error"/> says how. The connection has to be closed.</summary>
    Invalid,
}
