namespace Sockeye.Protocol.SocketIO;

/// <summary>
/// How a packet that a <see cref="PacketParser"/> has encoded is sent. The messages of one packet are always sent together.
/// </summary>
public enum EncodedForm
{
    /// <summary>One text message, valid UTF-8.</summary>
    Text,

    /// <summary>One text message, valid UTF-8, followed by each attachment as a binary message.</summary>
    TextAndAttachments,

    /// <summary>One binary message.</summary>
    Binary,

    /// <summary>One binary message, followed by each attachment as a binary message.</summary>
    BinaryAndAttachments,
}
