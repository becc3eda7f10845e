namespace Sockeye.Protocol.SocketIO;

/// <summary>Why a packet was refused.</summary>
public enum PacketError
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>The packet type is not one of the seven.</summary>
    UnknownPacketType,

    /// <summary>The attachment count is not a positive integer, or a placeholder points nowhere.</summary>
    IllegalAttachments,

    /// <summary>More attachments, or more placeholders for them, than <see cref="PacketDecoderOptions.MaxAttachments"/>.</summary>
    TooManyAttachments,

    /// <summary>The namespace is longer than <see cref="PacketDecoderOptions.MaxNamespaceLength"/> or not valid text.</summary>
    InvalidNamespace,

    /// <summary>The acknowledgement id is out of range.</summary>
    InvalidAckId,

    /// <summary>The payload is not valid in the format of the parser, or not of the shape that the packet type asks for.</summary>
    InvalidPayload,

    /// <summary>The payload is nested deeper than <see cref="PacketDecoderOptions.MaxDepth"/>.</summary>
    TooDeep,

    /// <summary>The packet and its attachments together are larger than <see cref="PacketDecoderOptions.MaxPacketBytes"/>.</summary>
    TooLarge,

    /// <summary>The event name is one of the reserved ones.</summary>
    ReservedEventName,

    /// <summary>A text message came while attachments were due, or where the parser takes only binary ones.</summary>
    UnexpectedText,

    /// <summary>A binary message came while none was due.</summary>
    UnexpectedBinary,
}
