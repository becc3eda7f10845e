using System.Buffers;
using System.Text;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.Protocol.Tests.SocketIO;

public sealed class PacketHeaderTests
{
    [Theory]
    [InlineData(PacketType.Connect, "/", -1, 0, "0")]
    [InlineData(PacketType.Connect, "", -1, 0, "0")]
    [InlineData(PacketType.Connect, "/admin", -1, 0, "0/admin,")]
    [InlineData(PacketType.Disconnect, "/a", -1, 0, "1/a,")]
    [InlineData(PacketType.Event, "/", -1, 0, "2")]
    [InlineData(PacketType.Event, "/", 0, 0, "20")]
    [InlineData(PacketType.Event, "/a", 12, 0, "2/a,12")]
    [InlineData(PacketType.Event, "/a", 3, 2, "52-/a,3")]
    [InlineData(PacketType.BinaryEvent, "/", -1, 10, "510-")]
    [InlineData(PacketType.BinaryEvent, "/", -1, 0, "2")]
    [InlineData(PacketType.Ack, "/", 9007199254740991, 0, "39007199254740991")]
    [InlineData(PacketType.Ack, "/", 7, 1, "61-7")]
    [InlineData(PacketType.ConnectError, "/é", -1, 0, "4/é,")]
    public void Write_Parts_GivesWireForm(PacketType type, string @namespace, long id, int attachments, string expected)
    {
        byte[] name = Encoding.UTF8.GetBytes(@namespace);
        var buffer = new byte[PacketHeader.GetLength(type, name, id, attachments)];
        var writer = new ArrayBufferWriter<byte>();

        Assert.Equal(buffer.Length, PacketHeader.Write(buffer, type, name, id, attachments));
        PacketHeader.Write(writer, type, name, id, attachments);

        Assert.Equal(expected, Encoding.UTF8.GetString(buffer));
        Assert.Equal(expected, Encoding.UTF8.GetString(writer.WrittenSpan));
    }

    [Fact]
    public void Write_BadArguments_Throws()
    {
        Assert.Throws<ArgumentException>(() => PacketHeader.Write(new byte[2], PacketType.Event, "/a"u8, 1, 0));
        Assert.Throws<ArgumentException>(() => PacketHeader.GetLength(PacketType.Connect, "/"u8, -1, 1));
        Assert.Throws<ArgumentException>(() => PacketHeader.GetLength((PacketType)7, "/"u8, -1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => PacketHeader.GetLength(PacketType.Event, "/"u8, -1, -1));
    }
}
