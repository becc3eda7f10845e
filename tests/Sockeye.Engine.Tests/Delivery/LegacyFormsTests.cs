using System.Text;
using Sockeye.Engine.Delivery;

namespace Sockeye.Engine.Tests.Delivery;

public sealed class LegacyFormsTests
{
    private static readonly EncodedPacket TextOnly = EncodedPacket.FromText("€"u8);
    private static readonly EncodedPacket Mixed = EncodedPacket.FromText("x"u8, [new byte[] { 1, 2, 3 }, Array.Empty<byte>()]);

    [Fact]
    public void FramedFor_Text_IsThePacketItself()
    {
        foreach (WireFormat format in Enum.GetValues<WireFormat>())
        {
            Assert.Same(TextOnly, TextOnly.FramedFor(format));
        }
    }

    [Theory]
    [InlineData("V4", "81023478" + "8203010203" + "8200")]
    [InlineData("V3", "81023478" + "820404010203" + "820104")]
    [InlineData("V4Base64", "81023478" + "81056241514944" + "810162")]
    [InlineData("V3Base64", "81023478" + "8106623441514944" + "81026234")]
    public void FramedFor_Binary_IsMadeOnceForEachFormat(string format, string frames)
    {
        WireFormat wire = Enum.Parse<WireFormat>(format);
        Assert.Equal(frames, Convert.ToHexString(Mixed.FramedFor(wire).FramesSpan));
        Assert.Same(Mixed.FramedFor(wire), Mixed.FramedFor(wire));
    }

    [Fact]
    public void InPayload_EachForm_IsMadeOnce()
    {
        Assert.Equal("4x\u001ebAQID\u001eb", Encoding.UTF8.GetString(Mixed.InPayload(PayloadForm.V4).Span));
        Assert.Equal("2:4x6:b4AQID2:b4", Encoding.UTF8.GetString(Mixed.InPayload(PayloadForm.V3Text).Span));
        Assert.Equal("0002FF34780104FF040102030101FF04", Convert.ToHexString(Mixed.InPayload(PayloadForm.V3Bytes).Span));
        Assert.Equal("2:4€", Encoding.UTF8.GetString(TextOnly.InPayload(PayloadForm.V3Text).Span));
        Assert.Equal("0004FF34E282AC", Convert.ToHexString(TextOnly.InPayload(PayloadForm.V3Bytes).Span));
        foreach (PayloadForm form in Enum.GetValues<PayloadForm>())
        {
            Assert.True(Mixed.InPayload(form).Equals(Mixed.InPayload(form)));
        }
    }

    [Fact]
    public void FramedFor_LargeBinary_HasTheHeaderOfItsNewLength()
    {
        EncodedPacket packet = EncodedPacket.FromBinary(new byte[125]).FramedFor(WireFormat.V3);
        Assert.Equal([0x82, 126, 0, 126, 4, 0], packet.FramesSpan[..6].ToArray());
        Assert.Equal(4 + 126, packet.Size);
    }

    [Fact]
    public void Outbox_FrameFor_KeepsOrderAndAccount()
    {
        Outbox outbox = default;
        outbox.Add(Mixed);
        outbox.Add(TextOnly);
        outbox.Add(Mixed);
        long bytes = outbox.Bytes;
        outbox.FrameFor(WireFormat.V3);
        Assert.Equal([Mixed.FramedFor(WireFormat.V3), TextOnly, Mixed.FramedFor(WireFormat.V3)], [outbox[0], outbox[1], outbox[2]]);
        Assert.Equal((3, bytes), (outbox.Count, outbox.Bytes));
        outbox.Release();
    }
}
