using System.Buffers;

namespace Sockeye.Protocol.SocketIO;

/// <summary>
/// A wire format of Socket.IO packets, the reference's <c>parser</c>. All packets of a server go through the same one, and its clients have to be
/// set up with its counterpart. It keeps nothing between packets and is safe for concurrent use; what a connection has to remember is its decoder's.
/// </summary>
public abstract class PacketParser
{
    /// <summary>Makes the decoder of one connection.</summary>
    /// <param name="options">The limits, which the decoder has to keep.</param>
    public abstract PacketDecoder CreateDecoder(PacketDecoderOptions options);

    /// <summary>Encodes a packet, once however many receive it.</summary>
    /// <param name="packet">
    /// The packet, its binary types folded into <see cref="PacketType.Event"/> and <see cref="PacketType.Ack"/>. Binary values stand in its payload as
    /// placeholders. CONNECT, DISCONNECT and CONNECT_ERROR come this way too.
    /// </param>
    /// <param name="output">Takes the first message of the packet, usually the only one.</param>
    /// <returns>How that message is sent, and whether the packet's attachments follow it as messages of their own.</returns>
    public abstract EncodedForm Encode(in Packet packet, IBufferWriter<byte> output);
}
