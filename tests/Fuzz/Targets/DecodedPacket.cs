using System.Buffers;
using System.Text;
using System.Text.Json;
using Sockeye.Protocol.SocketIO;
using static Sockeye.Fuzz.InvariantException;

namespace Sockeye.Fuzz.Targets;

/// <summary>A packet, copied out of its lifetime and checked for what the server takes for granted.</summary>
internal sealed record DecodedPacket(PacketType Type, string Namespace, long Id, string Payload, byte[][] Attachments)
{
    public static DecodedPacket Of(in Packet packet, PacketDecoderOptions options)
    {
        Require(packet.Type <= PacketType.ConnectError, "a type that decoders do not give");
        Require(packet.Id is >= Packet.NoId and < 1L << 53, "an id out of range");
        Require(packet.Namespace.StartsWith("/"u8) && packet.Namespace.Length <= options.MaxNamespaceLength, "a namespace that is none");
        long bytes = packet.Payload.Length;
        var attachments = new byte[packet.Attachments.Length][];
        for (var i = 0; i < attachments.Length; i++)
        {
            attachments[i] = packet.Attachments[i].ToArray();
            bytes += attachments[i].Length;
        }

        Require(bytes <= options.MaxPacketBytes, "a packet larger than allowed");
        CheckPayload(packet, options);
        return new DecodedPacket(packet.Type, Encoding.UTF8.GetString(packet.Namespace), packet.Id, Encoding.UTF8.GetString(packet.Payload), attachments);
    }

    public bool HasDataThatLooksBinary => Attachments.Length > 0 && Payload.Contains("\"\\u005Fplaceholder\"", StringComparison.Ordinal);

    public (byte[] Message, EncodedForm Form) Encode(PacketParser parser)
    {
        var output = new ArrayBufferWriter<byte>();
        var packet = new Packet(
            Type,
            Encoding.UTF8.GetBytes(Namespace),
            Id,
            Encoding.UTF8.GetBytes(Payload),
            Array.ConvertAll(Attachments, static bytes => new ReadOnlyMemory<byte>(bytes)));
        var form = parser.Encode(packet, output);
        return (output.WrittenSpan.ToArray(), form);
    }

    public bool IsSame(DecodedPacket? other) =>
        other is not null
        && (Type, Namespace, Id, Payload) == (other.Type, other.Namespace, other.Id, other.Payload)
        && Attachments.Length == other.Attachments.Length
        && Attachments.Zip(other.Attachments).All(static pair => pair.First.AsSpan().SequenceEqual(pair.Second));

    private static void CheckPayload(in Packet packet, PacketDecoderOptions options)
    {
        if (packet.Payload.IsEmpty)
        {
            Require(packet.Type is not PacketType.Event, "an event without a name");
            return;
        }

        // Throws where the JSON is none, or too deep.
        var reader = new Utf8JsonReader(packet.Payload, new JsonReaderOptions { MaxDepth = options.MaxDepth });
        reader.Read();
        var first = reader.TokenType;
        while (reader.Read())
        {
            Require(reader.CurrentDepth <= options.MaxDepth, "a payload deeper than allowed");
        }

        Require(
            first switch
            {
                JsonTokenType.StartObject => packet.Type is PacketType.Connect or PacketType.ConnectError,
                JsonTokenType.String => packet.Type is PacketType.ConnectError,
                JsonTokenType.StartArray => packet.Type is PacketType.Event or PacketType.Ack,
                _ => false,
            },
            "a payload of the wrong shape");
    }
}
