using System.Buffers;
using System.Text;
using CsCheck;
using Sockeye.Protocol.EngineIO;

namespace Sockeye.Protocol.Tests.EngineIO;

public sealed class PayloadReaderTests
{
    [Fact]
    public void MoveNext_SeveralPackets_GivesThemInOrder()
    {
        var reader = new PayloadReader("40{\"sid\":1}\u001e2\u001e451-[\"hi\"]\u001ebAQID\u001e6"u8);

        Assert.True(reader.MoveNext());
        Assert.Equal((EnginePacketType.Message, false, "0{\"sid\":1}"), (reader.Type, reader.IsBinary, Encoding.UTF8.GetString(reader.Data)));
        Assert.True(reader.MoveNext());
        Assert.Equal((EnginePacketType.Ping, 0), (reader.Type, reader.Data.Length));
        Assert.True(reader.MoveNext());
        Assert.Equal("51-[\"hi\"]", Encoding.UTF8.GetString(reader.Data));
        Assert.True(reader.MoveNext());
        Assert.Equal((EnginePacketType.Message, true, 3), (reader.Type, reader.IsBinary, reader.BinaryLength));
        Span<byte> decoded = stackalloc byte[3];
        Assert.True(reader.TryDecodeBinary(decoded, out int written));
        Assert.Equal([1, 2, 3], decoded[..written].ToArray());
        Assert.True(reader.MoveNext());
        Assert.Equal((EnginePacketType.Noop, false), (reader.Type, reader.IsBinary));
        Assert.False(reader.MoveNext());
        Assert.Equal(EnginePacketError.None, reader.Error);
        Assert.False(reader.MoveNext());
    }

    [Theory]
    [InlineData("", EnginePacketError.EmptyPacket)]
    [InlineData("\u001e", EnginePacketError.EmptyPacket)]
    [InlineData("4a\u001e", EnginePacketError.EmptyPacket)]
    [InlineData("4a\u001e\u001e4b", EnginePacketError.EmptyPacket)]
    [InlineData("7", EnginePacketError.UnknownPacketType)]
    [InlineData("x", EnginePacketError.UnknownPacketType)]
    [InlineData("4a\u001eB", EnginePacketError.UnknownPacketType)]
    [InlineData("/", EnginePacketError.UnknownPacketType)]
    public void MoveNext_Fault_EndsWithError(string payload, EnginePacketError expected)
    {
        var reader = new PayloadReader(Encoding.UTF8.GetBytes(payload));
        while (reader.MoveNext())
        {
        }

        Assert.Equal(expected, reader.Error);
        Assert.False(reader.MoveNext());
        Assert.Equal(expected, reader.Error);
    }

    [Fact]
    public void MoveNext_Base64StartingWithDigit_IsBinary()
    {
        // The bytes e0 encode to "4A==": the digit is data, not a type.
        var reader = new PayloadReader("b4A=="u8);

        Assert.True(reader.MoveNext());
        Span<byte> decoded = stackalloc byte[1];
        Assert.True(reader.TryDecodeBinary(decoded, out _));
        Assert.Equal(0xe0, decoded[0]);
    }

    /// <summary>What <c>Buffer.from(text, "base64")</c> of Node 20 makes of each.</summary>
    [Theory]
    [MemberData(nameof(ClientBase64.Texts), MemberType = typeof(ClientBase64))]
    public void MoveNext_AnyBase64_IsReadAsTheReferenceDoes(string base64, string expected)
    {
        var reader = new PayloadReader(Encoding.UTF8.GetBytes("b" + base64 + "\u001e4after"));

        Assert.True(reader.MoveNext());
        byte[] decoded = new byte[reader.BinaryLength];
        Assert.True(reader.TryDecodeBinary(decoded, out int written));
        Assert.Equal((expected, decoded.Length), (Convert.ToHexStringLower(decoded), written));
        Assert.True(reader.MoveNext());
        Assert.Equal("after", Encoding.UTF8.GetString(reader.Data));
    }

    [Fact]
    public void MoveNext_Base64InLinesOf76_IsReadWithoutAllocating()
    {
        byte[] data = new byte[3000];
        new Random(1).NextBytes(data);
        byte[] payload = Encoding.UTF8.GetBytes("b" + Convert.ToBase64String(data, Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\n") + "\n");
        byte[] decoded = new byte[data.Length];
        Base64Text.Decode("YQ"u8, decoded); // its table is made
        long before = GC.GetAllocatedBytesForCurrentThread();
        var reader = new PayloadReader(payload);
        bool found = reader.MoveNext();
        bool copied = reader.TryDecodeBinary(decoded, out int written);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal((true, true, data.Length), (found, copied, written));
        Assert.Equal(data, decoded);
    }

    [Fact]
    public void MoveNext_EmptyBinary_IsAMessageOfNoBytes()
    {
        var reader = new PayloadReader("b"u8);

        Assert.True(reader.MoveNext());
        Assert.True(reader.IsBinary);
        Assert.True(reader.TryDecodeBinary([], out int written));
        Assert.Equal(0, written);
    }

    [Fact]
    public void TryDecodeBinary_TextOrShortDestination_IsFalse()
    {
        var reader = new PayloadReader("4abcd\u001ebAQID"u8);

        Assert.True(reader.MoveNext());
        Assert.False(reader.TryDecodeBinary(new byte[10], out _));
        Assert.True(reader.MoveNext());
        Assert.False(reader.TryDecodeBinary(new byte[2], out _));
    }

    [Fact]
    public void MoveNext_AnyBytes_NeverThrowsAndDecodesWhatItAccepts() =>
        Gen.OneOf(Gen.Byte.Array[0, 100], Pick.From([.. "b46A=Q/+ \u001e"u8]).Array[0, 40]).Sample(
            payload =>
            {
                var reader = new PayloadReader(payload);
                while (reader.MoveNext())
                {
                    if (reader.IsBinary
                        && (!reader.TryDecodeBinary(new byte[reader.BinaryLength], out int written) || written != reader.BinaryLength))
                    {
                        return false;
                    }
                }

                return true;
            },
            iter: 20_000);

    [Fact]
    public void MoveNext_WrittenPackets_GivesThemBack() => Gen.Select(Gen.Byte.Array[0, 50], Gen.Bool).Array[1, 8].Sample(
        packets =>
        {
            var payload = new ArrayBufferWriter<byte>();
            foreach ((byte[] data, bool isBinary) in packets)
            {
                if (payload.WrittenCount > 0)
                {
                    payload.Write([EnginePacket.Separator]);
                }

                if (isBinary)
                {
                    EnginePacket.WriteBase64(payload, data);
                }
                else
                {
                    EnginePacket.Write(payload, EnginePacketType.Message, Encoding.UTF8.GetBytes(Convert.ToHexString(data)));
                }
            }

            var reader = new PayloadReader(payload.WrittenSpan);
            foreach ((byte[] data, bool isBinary) in packets)
            {
                var read = new byte[data.Length];
                bool isSame = reader.MoveNext()
                    && reader.IsBinary == isBinary
                    && (isBinary
                        ? reader.TryDecodeBinary(read, out _) && read.AsSpan().SequenceEqual(data)
                        : Encoding.UTF8.GetString(reader.Data) == Convert.ToHexString(data));
                if (!isSame)
                {
                    return false;
                }
            }

            return !reader.MoveNext() && reader.Error == EnginePacketError.None;
        });
}
