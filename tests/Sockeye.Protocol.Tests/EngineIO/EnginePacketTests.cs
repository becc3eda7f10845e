using System.Text;
using Sockeye.Protocol.EngineIO;

namespace Sockeye.Protocol.Tests.EngineIO;

public sealed class EnginePacketTests
{
    [Theory]
    [InlineData("0{}", EnginePacketType.Open)]
    [InlineData("1", EnginePacketType.Close)]
    [InlineData("2probe", EnginePacketType.Ping)]
    [InlineData("3probe", EnginePacketType.Pong)]
    [InlineData("42[]", EnginePacketType.Message)]
    [InlineData("5", EnginePacketType.Upgrade)]
    [InlineData("6", EnginePacketType.Noop)]
    public void Read_Text_GivesType(string packet, EnginePacketType expected)
    {
        Assert.Equal(EnginePacketError.None, EnginePacket.Read(Encoding.UTF8.GetBytes(packet), out EnginePacketType type, out bool isBinary));
        Assert.Equal((expected, false), (type, isBinary));
        Assert.Equal(packet[0], (char)EnginePacket.ToByte(type));
    }

    [Fact]
    public void Read_BinaryMarker_IsBinaryMessage()
    {
        Assert.Equal(EnginePacketError.None, EnginePacket.Read("b4A=="u8, out EnginePacketType type, out bool isBinary));
        Assert.Equal((EnginePacketType.Message, true), (type, isBinary));
    }

    [Theory]
    [InlineData("", EnginePacketError.EmptyPacket)]
    [InlineData("7", EnginePacketError.UnknownPacketType)]
    [InlineData("-", EnginePacketError.UnknownPacketType)]
    [InlineData("é", EnginePacketError.UnknownPacketType)]
    public void Read_BadText_SaysWhy(string packet, EnginePacketError expected) =>
        Assert.Equal(expected, EnginePacket.Read(Encoding.UTF8.GetBytes(packet), out _, out _));

    [Fact]
    public void WriteBase64_Bytes_GivesMarkerAndBase64()
    {
        var buffer = new byte[EnginePacket.GetBase64Length(4)];

        Assert.Equal(9, EnginePacket.WriteBase64(buffer, [1, 2, 3, 4]));

        Assert.Equal("bAQIDBA==", Encoding.UTF8.GetString(buffer));
        Assert.Throws<ArgumentException>(() => EnginePacket.WriteBase64(new byte[8], [1, 2, 3, 4]));
    }
}
