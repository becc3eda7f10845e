namespace Sockeye.Protocol.EngineIO;

/// <summary>Why an Engine.IO packet or payload was refused.</summary>
public enum EnginePacketError
{
    /// <summary>There is no error.</summary>
    None,

    /// <summary>A packet, or the whole payload, is empty.</summary>
    EmptyPacket,

    /// <summary>The packet type is not an <see cref="EnginePacketType"/>.</summary>
    UnknownPacketType,

    /// <summary>The length before a packet of Engine.IO v3 is not a number, or there is less data than it says.</summary>
    InvalidLength,

    /// <summary>A text packet is not valid UTF-8.</summary>
    InvalidText,
}
