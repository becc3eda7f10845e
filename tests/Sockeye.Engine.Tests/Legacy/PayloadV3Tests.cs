using System.Buffers;
using System.Text;
using CsCheck;
using Sockeye.Engine.Legacy;
using Sockeye.Protocol.EngineIO;
using Sockeye.Protocol.Tests;
using Sockeye.Protocol.Tests.EngineIO;

namespace Sockeye.Engine.Tests.Legacy;

public sealed class PayloadV3Tests
{
    private static readonly Gen<string> AnyText = Gen.OneOf(
        Gen.String[Pick.From([.. "az:0129€ß\u07ff\u0800\uffff"]), 0, 30],
        Pick.From("😀", "a😀b", "\U0010ffff€", "1:4x", ""));

    [Theory]
    [InlineData("6:4hello", "Message:hello")]
    [InlineData("6:4hello2:4€", "Message:hello Message:€")]
    [InlineData("3:4😀1:2", "Message:😀 Ping:")]
    [InlineData("6:2probe", "Ping:probe")]
    [InlineData("1:1", "Close:")]
    [InlineData("10:b4AQIDBA==", "Message#01020304")]
    [InlineData("6:4hello10:b4AQIDBA==1:6", "Message:hello Message#01020304 Noop:")]
    [InlineData("2:b4", "Message#")]
    [InlineData("6:b44A==", "Message#E0")]
    [InlineData("0:", "")]
    [InlineData("0:0:1:30:", "Pong:")]
    [InlineData("007:4:4:4:4", "Message::4:4:4")]
    public void Read_Text_GivesThePackets(string payload, string expected) =>
        Assert.Equal(expected, Describe(Encoding.UTF8.GetBytes(payload), isBinary: false));

    [Theory]
    [InlineData("0004FF34E282AC0105FF0401020304", "Message:€ Message#01020304")]
    [InlineData("0001FF32", "Ping:")]
    [InlineData("0101FF04", "Message#")]
    [InlineData("000000000000000001FF31", "Close:")]
    [InlineData("00010000FF", "!InvalidLength")]
    [InlineData("", "")]
    public void Read_Bytes_GivesThePackets(string payload, string expected) =>
        Assert.Equal(expected, Describe(Convert.FromHexString(payload), isBinary: true));

    [Theory]
    [InlineData("", "!EmptyPacket")]
    [InlineData("999999999:4x", "!InvalidLength")]
    [InlineData("9999999999:4x", "!InvalidLength")]
    [InlineData("99999999999999999999:4x", "!InvalidLength")]
    [InlineData("18446744073709551618:4x", "!InvalidLength")]
    [InlineData(":4", "!InvalidLength")]
    [InlineData("-1:4", "!InvalidLength")]
    [InlineData("+1:4", "!InvalidLength")]
    [InlineData(" 1:4", "!InvalidLength")]
    [InlineData("1e0:4", "!InvalidLength")]
    [InlineData("1.0:4", "!InvalidLength")]
    [InlineData("1", "!InvalidLength")]
    [InlineData("2:4", "!InvalidLength")]
    [InlineData("2:4😀", "!InvalidLength")]
    [InlineData("4:4😀", "!InvalidLength")]
    [InlineData("abc", "!InvalidLength")]
    [InlineData("2:4a2", "Message:a !InvalidLength")]
    [InlineData("2:4a1:71:2", "Message:a !UnknownPacketType")]
    [InlineData("1:b", "!EmptyPacket")]
    [InlineData("2:b9", "!UnknownPacketType")]
    public void Read_HostileText_EndsWithError(string payload, string expected) =>
        Assert.Equal(expected, Describe(Encoding.UTF8.GetBytes(payload), isBinary: false));

    [Theory]
    [InlineData("FF", "!InvalidLength")]
    [InlineData("00", "!InvalidLength")]
    [InlineData("01", "!InvalidLength")]
    [InlineData("00FF", "!InvalidLength")]
    [InlineData("0005", "!InvalidLength")]
    [InlineData("0002FF34", "!InvalidLength")]
    [InlineData("0009090909090909090909FF34", "!InvalidLength")]
    [InlineData("000909090909090909090909FF34", "!InvalidLength")]
    [InlineData("000AFF34", "!InvalidLength")]
    [InlineData("0031FF34", "!InvalidLength")]
    [InlineData("0200FF", "!InvalidLength")]
    [InlineData("0000FF", "!EmptyPacket")]
    [InlineData("0100FF", "!EmptyPacket")]
    [InlineData("0102FF0701", "!UnknownPacketType")]
    [InlineData("0101FF34", "!UnknownPacketType")]
    [InlineData("0002FF34FF", "!InvalidText")]
    [InlineData("0001FF320101", "Ping: !InvalidLength")]
    public void Read_HostileBytes_EndsWithError(string payload, string expected) =>
        Assert.Equal(expected, Describe(Convert.FromHexString(payload), isBinary: true));

    [Theory]
    [MemberData(nameof(ClientBase64.Texts), MemberType = typeof(ClientBase64))]
    public void Read_AnyBase64_IsReadAsTheReferenceDoes(string base64, string expected)
    {
        byte[] packet = Encoding.UTF8.GetBytes("b4" + base64);
        string payload = $"{2 + base64.Length}:b4{base64}2:4a";

        Assert.Equal(EnginePacketError.None, PayloadReaderV3.ReadBase64(packet, out _, out int length));
        Assert.Equal(expected.Length / 2, length);
        Assert.Equal($"Message#{expected.ToUpperInvariant()} Message:a", Describe(Encoding.UTF8.GetBytes(payload), isBinary: false));
    }

    [Fact]
    public void Read_ManyDigits_StopsAtOnce()
    {
        byte[] digits = new byte[1_000_000];
        digits.AsSpan().Fill((byte)'1');
        long before = GC.GetAllocatedBytesForCurrentThread();
        var text = new PayloadReaderV3(digits, isBinaryPayload: false);
        Assert.False(text.MoveNext());
        digits.AsSpan().Fill(1);
        digits[0] = 0;
        var bytes = new PayloadReaderV3(digits, isBinaryPayload: true);
        Assert.False(bytes.MoveNext());
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal((EnginePacketError.InvalidLength, EnginePacketError.InvalidLength), (text.Error, bytes.Error));
    }

    [Fact]
    public void Read_InPieces_ContinuesWhereItStopped()
    {
        byte[] payload = "6:4hello0:3:4😀10:b4AQIDBA=="u8.ToArray();
        string all = "";
        for (int position = 0; position < payload.Length;)
        {
            var reader = new PayloadReaderV3(payload.AsSpan(position), isBinaryPayload: false);
            all += reader.MoveNext() ? Describe(reader) + " " : "";
            Assert.True(reader.Consumed > 0);
            position += reader.Consumed;
        }

        Assert.Equal("Message:hello Message:😀 Message#01020304 ", all);
    }

    [Fact]
    public void Read_AnyBytes_NeverThrowsAndDecodesWhatItAccepts() =>
        Gen.Select(Gen.OneOf(Gen.Byte.Array[0, 100], Pick.From([.. "b46A=:01/+\u0000\u0001\u0002\u00ff"u8]).Array[0, 40]), Gen.Bool).Sample(
            (payload, isBinary) =>
            {
                if (!isBinary && !System.Text.Unicode.Utf8.IsValid(payload))
                {
                    return true;
                }

                var reader = new PayloadReaderV3(payload, isBinary);
                int consumed = 0;
                while (reader.MoveNext())
                {
                    if (reader.Consumed <= consumed || reader.Consumed > payload.Length)
                    {
                        return false;
                    }

                    consumed = reader.Consumed;
                    if (reader.IsBinary
                        && (!reader.TryDecodeBinary(new byte[reader.BinaryLength], out int written) || written != reader.BinaryLength))
                    {
                        return false;
                    }
                }

                return !reader.MoveNext() && (reader.Error != EnginePacketError.None || reader.Consumed == payload.Length);
            },
            iter: 20_000);

    [Fact]
    public void Read_WrittenPackets_GivesThemBack() =>
        Gen.Select(Gen.Select(AnyText, Gen.Byte.Array[0, 40], Gen.Bool).Array[1, 8], Gen.Bool).Sample((packets, isBinaryPayload) =>
        {
            var payload = new ArrayBufferWriter<byte>();
            var expected = new StringBuilder();
            foreach ((string text, byte[] data, bool isBinary) in packets)
            {
                byte[] packet = Encoding.UTF8.GetBytes("4" + text);
                switch (isBinaryPayload, isBinary)
                {
                    case (true, true):
                        PayloadWriterV3.WriteBinary(payload, data);
                        break;
                    case (true, false):
                        PayloadWriterV3.WriteTextOfBytes(payload, packet);
                        break;
                    case (false, true):
                        PayloadWriterV3.WriteBase64(payload, data);
                        break;
                    default:
                        PayloadWriterV3.WriteText(payload, packet);
                        break;
                }

                expected.Append(expected.Length > 0 ? " " : "").Append(isBinary ? "Message#" + Convert.ToHexString(data) : "Message:" + text);
            }

            return Describe(payload.WrittenSpan, isBinaryPayload) == expected.ToString();
        });

    [Fact]
    public void Write_Text_CountsUnitsOfUtf16()
    {
        Assert.Equal("6:4hello", Written(w => PayloadWriterV3.WriteText(w, "4hello"u8)));
        Assert.Equal("2:4€", Written(w => PayloadWriterV3.WriteText(w, "4€"u8)));
        Assert.Equal("3:4😀", Written(w => PayloadWriterV3.WriteText(w, "4😀"u8)));
        Assert.Equal("10:b4AQIDBA==", Written(w => PayloadWriterV3.WriteBase64(w, [1, 2, 3, 4])));
    }

    [Fact]
    public void Write_Bytes_CountsBytes()
    {
        var payload = new ArrayBufferWriter<byte>();
        PayloadWriterV3.WriteTextOfBytes(payload, "4€"u8);
        PayloadWriterV3.WriteBinary(payload, [1, 2, 3, 4]);
        PayloadWriterV3.WriteBinary(payload, new byte[119]);
        Assert.Equal("0004FF34E282AC0105FF040102030401010200FF04", Convert.ToHexString(payload.WrittenSpan[..^119]));
    }

    [Fact]
    public void WriteBase64_ShortDestination_Throws() =>
        Assert.Throws<ArgumentException>(() => PayloadWriterV3.WriteBase64(new byte[9], [1, 2, 3, 4, 5, 6, 7]));

    private static string Written(Action<ArrayBufferWriter<byte>> write)
    {
        var writer = new ArrayBufferWriter<byte>();
        write(writer);
        return Encoding.UTF8.GetString(writer.WrittenSpan);
    }

    private static string Describe(ReadOnlySpan<byte> payload, bool isBinary)
    {
        var packets = new List<string>();
        var reader = new PayloadReaderV3(payload, isBinary);
        while (reader.MoveNext())
        {
            packets.Add(Describe(reader));
        }

        if (reader.Error != EnginePacketError.None)
        {
            packets.Add("!" + reader.Error);
        }

        return string.Join(' ', packets);
    }

    private static string Describe(PayloadReaderV3 reader)
    {
        if (!reader.IsBinary)
        {
            Assert.False(reader.TryDecodeBinary(new byte[100], out _));
            return $"{reader.Type}:{Encoding.UTF8.GetString(reader.Data)}";
        }

        byte[] data = new byte[reader.BinaryLength];
        Assert.True(reader.TryDecodeBinary(data, out int written));
        Assert.Equal(data.Length, written);
        Assert.True(data.Length == 0 || !reader.TryDecodeBinary(new byte[data.Length - 1], out _));
        return $"{reader.Type}#{Convert.ToHexString(data)}";
    }
}
