namespace Sockeye.Protocol.EngineIO;

/// <summary>Why an Engine.IO packet or payload was refused.</summary>
public enum EnginePacketError
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>A packet, or the whole payload, is empty.</summary>
    EmptyPacket,

    /// <summary>The packet type is none of <see cref="EnginePacketType"/>.</summary>
    UnknownPacketType,

    /// <summary>The length before a packet of Engine.IO v3 is no number, or there is less than it says.</summary>
    InvalidLength,

    /// <summary>A text packet is not valid UTF-8.</summary>
    InvalidText,
}
