namespace Sockeye.Protocol.SocketIO;

/// <summary>The type of a Socket.IO packet, as its digit on the wire (Socket.IO protocol v5, "Packet encoding").</summary>
public enum PacketType : byte
{
    /// <summary>Asks to join a namespace, or confirms it.</summary>
    Connect = 0,

    /// <summary>Leaves a namespace.</summary>
    Disconnect = 1,

    /// <summary>An event with its arguments.</summary>
    Event = 2,

    /// <summary>The answer to an event.</summary>
    Ack = 3,

    /// <summary>The refusal of a <see cref="Connect"/>.</summary>
    ConnectError = 4,

    /// <summary>An event with binary attachments.</summary>
    BinaryEvent = 5,

    /// <summary>An answer with binary attachments.</summary>
    BinaryAck = 6,
}
