namespace Sockeye.Protocol.SocketIO;

/// <summary>Why a packet was refused.</summary>
public enum PacketError
{
    /// <summary>There is no error.</summary>
    None,

    /// <summary>The packet type is not one of the seven.</summary>
    UnknownPacketType,

    /// <summary>The number of attachments is not a positive integer, or a placeholder has no attachment.</summary>
    IllegalAttachments,

    /// <summary>
    /// There are more attachments, or more placeholders for them, than <see cref="PacketDecoderOptions.MaxAttachments"/>.
    /// </summary>
    TooManyAttachments,

    /// <summary>The namespace is longer than <see cref="PacketDecoderOptions.MaxNamespaceLength"/> or not valid text.</summary>
    InvalidNamespace,

    /// <summary>The acknowledgement id is out of range.</summary>
    InvalidAckId,

    /// <summary>The payload is not valid in the format of the parser, or does not have the shape that the packet type requires.</summary>
    InvalidPayload,

    /// <summary>The payload is nested deeper than <see cref="PacketDecoderOptions.MaxDepth"/>.</summary>
    TooDeep,

    /// <summary>The packet and its attachments together are larger than <see cref="PacketDecoderOptions.MaxPacketBytes"/>.</summary>
    TooLarge,

    /// <summary>The event name is reserved.</summary>
    ReservedEventName,

    /// <summary>A text message arrived while attachments were expected, or the parser accepts only binary messages.</summary>
    UnexpectedText,

    /// <summary>A binary message arrived while none was expected.</summary>
    UnexpectedBinary,
}
