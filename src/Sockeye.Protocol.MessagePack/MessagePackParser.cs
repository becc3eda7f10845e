using System.Buffers;
using Sockeye.MessagePack.Incoming;
using Sockeye.MessagePack.Outgoing;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.MessagePack;

/// <summary>
/// The format of npm <c>socket.io-msgpack-parser</c> 3. Each packet is one binary message: a MessagePack map with the keys <c>type</c>,
/// <c>data</c>, <c>id</c> and <c>nsp</c>. Binary values are inside it.
/// </summary>
/// <remarks>
/// Listeners get the arguments as they would from JSON: a <c>Date</c> as its ISO 8601 text, <c>undefined</c> as <see langword="null"/> or
/// left out, and binary values as <see cref="byte"/>[].
/// </remarks>
public sealed class MessagePackParser : PacketParser
{
    private MessagePackParser()
    {
    }

    /// <summary>The parser, which has no state.</summary>
    public static MessagePackParser Instance { get; } = new();

    /// <inheritdoc/>
    public override PacketDecoder CreateDecoder(PacketDecoderOptions options) => new MessagePackDecoder(options);

    /// <inheritdoc/>
    /// <exception cref="System.Text.Json.JsonException">The payload is nested deeper than 1000 levels.</exception>
    public override EncodedForm Encode(in Packet packet, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        new MessagePackEncoder(output, packet.Attachments).Write(packet);
        return EncodedForm.Binary;
    }
}
