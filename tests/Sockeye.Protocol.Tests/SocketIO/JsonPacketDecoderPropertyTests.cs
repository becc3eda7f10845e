using System.Diagnostics;
using System.Text;
using CsCheck;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.Protocol.Tests.SocketIO;

public sealed class JsonPacketDecoderPropertyTests
{
    private const int Megabyte = 1_000_000;

    private static readonly byte[][] Seeds = Array.ConvertAll(
        [
            "0/admin,{\"token\":\"x\"}",
            "2/a,12[\"event\",{\"a\":[1,2.5,null,true]},\"\\ud83d\\ude00\"]",
            "52-/a,3[\"x\",{\"_placeholder\":true,\"num\":0},{\"b\":{\"_placeholder\":true,\"num\":1}}]",
            "61-7[{\"num\":0,\"_placeholder\":true}]",
            "4{\"message\":\"m\"}",
        ],
        Encoding.UTF8.GetBytes);

    private static readonly Gen<byte[]> Mutated =
        Gen.Select(Gen.Int[0, Seeds.Length - 1], Gen.Select(Gen.Int[0, 200], Gen.Byte, Gen.Int[0, 3]).Array[0, 4])
            .Select((seed, changes) => changes.Aggregate(Seeds[seed], (bytes, change) => Mutate(bytes, change.Item1, change.Item2, change.Item3)));

    private static readonly Gen<byte[]> FromAlphabet =
        Pick.From([.. "0123456-/,[]{}\":\\un_placeholdertrue .e"u8]).Array[0, 60];

    private static readonly Gen<(byte[] Data, bool IsBinary)[]> Conversation =
        Gen.Select(Gen.OneOf(Gen.Byte.Array[0, 100], FromAlphabet, Mutated, Pick.From(Seeds)), Gen.Bool).Array[1, 20];

    [Fact]
    public void Decode_AnyMessages_NeverThrowsAndStaysBounded() => Conversation.Sample(
        messages =>
        {
            var options = new PacketDecoderOptions { MaxPacketBytes = 300, MaxDepth = 5 };
            var decoder = new JsonPacketDecoder(options);
            int pending = 0;
            foreach ((byte[] data, bool isBinary) in messages)
            {
                DecodeStatus status = decoder.Decode(data, isBinary, out Packet packet);
                pending = status == DecodeStatus.NeedMore ? pending + 1 : 0;
                if (decoder.IsIncomplete != (status == DecodeStatus.NeedMore)
                    || pending > options.MaxAttachments
                    || (decoder.Error != PacketError.None) != (status == DecodeStatus.Invalid)
                    || (status == DecodeStatus.Complete && !IsSound(packet)))
                {
                    return false;
                }
            }

            return true;
        },
        iter: 20_000);

    [Fact]
    public void Decode_HeaderFollowedByPayload_GivesItsPartsBack() =>
        Gen.Select(
            Pick.From(PacketType.Event, PacketType.Ack),
            Gen.Char.AlphaNumeric.Array[0, 20],
            Gen.OneOf(Gen.Const(-1L), Gen.Long[0, (1L << 53) - 1]),
            Gen.Int[0, 10]).Sample(
            (type, name, id, attachments) =>
            {
                byte[] @namespace = Encoding.UTF8.GetBytes("/" + new string(name));
                var text = new byte[PacketHeader.GetLength(type, @namespace, id, attachments) + 5];
                int length = PacketHeader.Write(text, type, @namespace, id, attachments);
                "[\"x\"]"u8.CopyTo(text.AsSpan(length));

                var decoder = new JsonPacketDecoder(new PacketDecoderOptions());
                Decoded result = Decoded.Decode(decoder, text, isBinary: false);
                for (int i = 0; i < attachments; i++)
                {
                    result = Decoded.Binary(decoder, (byte)i);
                }

                return length == text.Length - 5
                    && result.Status == DecodeStatus.Complete
                    && result.Type == type
                    && result.Namespace == "/" + new string(name)
                    && result.Id == id
                    && result.Payload == "[\"x\"]"
                    && result.Attachments.Length == attachments;
            });

    // CVE-2020-36049 and its kind: what is a megabyte long is refused or taken in one pass.
    [Theory]
    [InlineData("5", '1', "-[\"x\"]", PacketError.IllegalAttachments)]
    [InlineData("5", '0', "-[\"x\"]", PacketError.IllegalAttachments)]
    [InlineData("2", '9', "[\"x\"]", PacketError.InvalidAckId)]
    [InlineData("2", '0', "[\"x\"]", PacketError.InvalidAckId)]
    [InlineData("4/", 'a', "", PacketError.InvalidNamespace)]
    [InlineData("4/", 'a', ",{}", PacketError.InvalidNamespace)]
    [InlineData("2[\"", 'a', "\"", PacketError.InvalidPayload)]
    [InlineData("2[", ' ', "", PacketError.InvalidPayload)]
    [InlineData("2[", '9', "]x", PacketError.InvalidPayload)]
    [InlineData("51-[\"x\",", '{', "", PacketError.InvalidPayload)]
    [InlineData("51-[\"x\",", '[', "", PacketError.TooDeep)]
    public void Decode_MegabyteOfOneCharacter_IsRefusedInLinearTime(string before, char character, string after, PacketError error)
    {
        var decoder = new JsonPacketDecoder(new PacketDecoderOptions());
        byte[] text = Encoding.UTF8.GetBytes(before + new string(character, Megabyte) + after);
        var stopwatch = Stopwatch.StartNew();

        Assert.Equal(DecodeStatus.Invalid, decoder.Decode(text, isBinary: false, out _));

        Assert.Equal(error, decoder.Error);
        Assert.True(stopwatch.Elapsed < TimeSpan.FromSeconds(2), $"took {stopwatch.Elapsed}");
    }

    [Fact]
    public void Decode_ManyStrayBinaryFrames_RetainsNothing()
    {
        var decoder = new JsonPacketDecoder(new PacketDecoderOptions());
        var frame = new byte[100_000];
        decoder.Decode("50-[\"a\"]"u8, isBinary: false, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();

        bool allRefused = true;
        for (int i = 0; i < 10_000; i++)
        {
            allRefused &= decoder.Decode(frame, isBinary: true, out _) == DecodeStatus.Invalid;
        }

        // Where another thread collects garbage meanwhile, what is left of this thread's piece of the heap counts as allocated.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000);
        Assert.True(allRefused);
    }

    private static bool IsSound(in Packet packet) =>
        packet.Type <= PacketType.ConnectError
        && packet.Id is >= Packet.NoId and < 1L << 53
        && packet.Namespace.StartsWith("/"u8)
        && packet.Attachments.Length <= 10;

    private static byte[] Mutate(byte[] bytes, int at, byte value, int how)
    {
        at %= bytes.Length + 1;
        return how switch
        {
            0 => [.. bytes[..at], value, .. bytes[at..]],
            1 when at < bytes.Length => [.. bytes[..at], .. bytes[(at + 1)..]],
            2 when at < bytes.Length => [.. bytes[..at], value, .. bytes[(at + 1)..]],
            _ => bytes[..at],
        };
    }
}
