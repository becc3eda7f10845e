using System.Buffers;

namespace Sockeye.Protocol.SocketIO;

/// <summary>
/// A wire format of Socket.IO packets (<c>parser</c> in Node). All packets of a server use the same one, and its clients need the matching
/// parser. It has no state between packets and is thread-safe; the state of a connection belongs to its decoder.
/// </summary>
public abstract class PacketParser
{
    /// <summary>Creates the decoder of one connection.</summary>
    /// <param name="options">The limits, which the decoder must enforce.</param>
    public abstract PacketDecoder CreateDecoder(PacketDecoderOptions options);

    /// <summary>Encodes a packet. It is called once, however many sockets receive the packet.</summary>
    /// <param name="packet">
    /// The packet. The binary types have become <see cref="PacketType.Event"/> and <see cref="PacketType.Ack"/>. Binary values are
    /// placeholders in its payload. CONNECT, DISCONNECT and CONNECT_ERROR packets are encoded here too.
    /// </param>
    /// <param name="output">The buffer for the first message of the packet, which is usually the only one.</param>
    /// <returns>How that message is sent, and whether the attachments of the packet follow it as separate messages.</returns>
    public abstract EncodedForm Encode(in Packet packet, IBufferWriter<byte> output);
}
