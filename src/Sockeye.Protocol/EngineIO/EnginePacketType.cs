namespace Sockeye.Protocol.EngineIO;

/// <summary>The type of an Engine.IO packet, as its digit on the wire (Engine.IO protocol v4, "Packet encoding").</summary>
public enum EnginePacketType : byte
{
    /// <summary>The handshake, from the server.</summary>
    Open = 0,

    /// <summary>The session ends.</summary>
    Close = 1,

    /// <summary>Asks for a <see cref="Pong"/>.</summary>
    Ping = 2,

    /// <summary>The answer to a <see cref="Ping"/>.</summary>
    Pong = 3,

    /// <summary>A message of the application.</summary>
    Message = 4,

    /// <summary>The new transport takes over.</summary>
    Upgrade = 5,

    /// <summary>Has no meaning. It ends a pending poll.</summary>
    Noop = 6,
}
