using System.Text;
using Sockeye.Engine.Delivery;

namespace Sockeye.Engine.Tests.Delivery;

public sealed class EncodedPacketTests
{
    [Fact]
    public void FromText_Short_IsOneFrame()
    {
        EncodedPacket packet = EncodedPacket.FromText("hi"u8);
        Assert.Equal([0x81, 3, (byte)'4', (byte)'h', (byte)'i'], packet.Frames.ToArray());
        Assert.Equal(5, packet.Size);
        Assert.Equal("4hi"u8.ToArray(), packet.PollingForm.ToArray());
    }

    [Theory]
    [InlineData(124, 2)]
    [InlineData(125, 4)]
    [InlineData(65_534, 4)]
    [InlineData(65_535, 10)]
    public void FromText_EachLength_HasTheShortestHeader(int length, int header)
    {
        EncodedPacket packet = EncodedPacket.FromText(new byte[length].AsSpan());
        Assert.Equal(header + 1 + length, packet.Size);
        Assert.Equal(1 + length, packet.PollingForm.Length);
    }

    [Fact]
    public void FromText_Attachments_FollowInBothForms()
    {
        EncodedPacket packet = EncodedPacket.FromText("x"u8, [new byte[] { 1, 2, 3 }, Array.Empty<byte>(), new byte[] { 255 }]);
        Assert.Equal([0x81, 2, (byte)'4', (byte)'x', 0x82, 3, 1, 2, 3, 0x82, 0, 0x82, 1, 255], packet.Frames.ToArray());
        Assert.Equal("4x\u001ebAQID\u001eb\u001eb/w==", Encoding.UTF8.GetString(packet.PollingForm.Span));
        Assert.True(packet.PollingForm.Equals(packet.PollingForm));
    }

    [Fact]
    public void FromBinary_IsBase64InPolling()
    {
        EncodedPacket packet = EncodedPacket.FromBinary([1, 2, 3, 4]);
        Assert.Equal("bAQIDBA==", Encoding.UTF8.GetString(packet.PollingForm.Span));
    }

    [Fact]
    public void Outbox_Growing_KeepsOrder()
    {
        Outbox outbox = default;
        EncodedPacket[] packets = [.. Enumerable.Range(0, 100).Select(i => EncodedPacket.FromText(Encoding.UTF8.GetBytes($"{i}")))];
        foreach (EncodedPacket packet in packets)
        {
            outbox.Add(packet);
        }

        Outbox taken = outbox.Take();
        Assert.True(outbox.IsEmpty);
        Assert.Equal(packets.Sum(p => (long)p.Size), taken.Bytes);
        for (int i = 0; i < packets.Length; i++)
        {
            Assert.Same(packets[i], taken[i]);
        }

        taken.Release();
        Assert.Equal(0, taken.Count);
    }
}
