using System.Buffers;
using System.Text;
using System.Text.Json;
using Sockeye.Protocol.SocketIO;
using Sockeye.Protocol.SocketIO.Json;
using static Sockeye.Fuzz.InvariantException;

namespace Sockeye.Fuzz.Targets;

/// <summary>The messages of one connection to the default parser: set apart by 0x1e, those that begin with <c>b</c> binary.</summary>
internal sealed class JsonPacketTarget : IFuzzTarget
{
    private const byte Separator = 0x1e;

    public string Name => "json";

    public IReadOnlyList<byte[]> Seeds { get; } = Array.ConvertAll(
        [
            "0", "0/admin,{\"token\":\"x\"}", "1", "1/admin,", "4{\"message\":\"m\",\"data\":{}}", "4/a,\"m\"",
            "2[\"event\",{\"a\":[1,2.5,null,true,false,-1e-7]},\"\\ud83d\\ude00€\"]", "2/a,12[\"\"]", "2[1,\"numeric name\"]", "3/a,0[]", "39007199254740991[1]",
            "52-/a,3[\"x\",{\"_placeholder\":true,\"num\":0},{\"b\":{\"_placeholder\":true,\"num\":1}}]\u001ebAB\u001eb\u0001\u0002",
            "61-7[{\"num\":0,\"_placeholder\":true}]\u001eb\u0000", "51-[\"a\",{\"_placeholder\":true,\"num\":0}]\u001e2[\"b\"]",
            "2[\"x\",[[[[[[{\"a\":{\"b\":{\"c\":[[]]}}}]]]]]]]",
        ],
        Encoding.UTF8.GetBytes);

    public void Run(byte[] input)
    {
        var options = new PacketDecoderOptions { MaxPacketBytes = 8000, MaxDepth = 20, MaxNamespaceLength = 100 };
        var decoder = JsonPacketParser.Instance.CreateDecoder(options);
        var pending = 0;
        ReadOnlySpan<byte> rest = input;
        while (true)
        {
            var end = rest.IndexOf(Separator);
            var message = end < 0 ? rest : rest[..end];
            var isBinary = message.StartsWith((byte)'b');
            var status = decoder.Decode(isBinary ? message[1..] : message, isBinary, out var packet);
            pending = status == DecodeStatus.NeedMore ? pending + 1 : 0;
            Require(decoder.IsIncomplete == (status == DecodeStatus.NeedMore), "incomplete or not");
            Require(pending <= options.MaxAttachments, "more attachments than allowed");
            Require((decoder.Error == PacketError.None) == (status != DecodeStatus.Invalid), "an error and none");
            if (status == DecodeStatus.Complete)
            {
                Require(packet.Attachments.Length <= options.MaxAttachments, "more attachments than allowed");
                RoundTrip(DecodedPacket.Of(packet, options), options);
                Relay(packet);
            }

            if (end < 0)
            {
                return;
            }

            rest = rest[(end + 1)..];
        }
    }

    private static void RoundTrip(DecodedPacket packet, PacketDecoderOptions options)
    {
        var (text, form) = packet.Encode(JsonPacketParser.Instance);
        Require((form == EncodedForm.TextAndAttachments) == (packet.Attachments.Length > 0), "attachments forgotten");

        // Leading zeros of the id and the comma of the namespace may have been left out, or be there now.
        var larger = new PacketDecoderOptions { MaxDepth = options.MaxDepth, MaxNamespaceLength = options.MaxNamespaceLength };
        var decoder = JsonPacketParser.Instance.CreateDecoder(larger);
        var status = decoder.Decode(text, isBinary: false, out var again);
        foreach (var attachment in packet.Attachments)
        {
            Require(status == DecodeStatus.NeedMore, "an attachment too many");
            status = decoder.Decode(attachment, isBinary: true, out again);
        }

        Require(status == DecodeStatus.Complete, "encoded it is no packet");
        var decoded = DecodedPacket.Of(again, larger);

        // Data that looks binary to clients, beside something that is, goes out as data to all of them: then it stays what it is.
        Require(
            packet.IsSame(decoded) || (packet.HasDataThatLooksBinary && decoded.Encode(JsonPacketParser.Instance).Message.AsSpan().SequenceEqual(text)),
            "encoded and decoded it is another packet");
    }

    // As a server does that passes arguments on, behind an attachment of its own.
    private static void Relay(in Packet packet)
    {
        if (packet.Type is not (PacketType.Event or PacketType.Ack))
        {
            return;
        }

        var output = new ArrayBufferWriter<byte>();
        List<ReadOnlyMemory<byte>>? attachments = [new byte[1]];
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true });
        writer.WriteStartArray();
        RawArguments.Copy(writer, packet.Payload, packet.Type == PacketType.Event ? 1 : 0, packet.Attachments, ref attachments);
        writer.WriteEndArray();
        writer.Flush();
        Require(attachments?.Count == 1 || attachments?.Count == packet.Attachments.Length + 1, "attachments lost on the way");
        using var document = JsonDocument.Parse(output.WrittenMemory, new JsonDocumentOptions { MaxDepth = 1000 });
    }
}
