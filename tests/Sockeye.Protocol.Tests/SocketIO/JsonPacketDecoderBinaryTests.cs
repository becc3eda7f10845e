using System.Text;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.Protocol.Tests.SocketIO;

public sealed class JsonPacketDecoderBinaryTests
{
    private const string First = "{\"_placeholder\":true,\"num\":0}";
    private const string Second = "{\"_placeholder\":true,\"num\":1}";

    private readonly JsonPacketDecoder _decoder = new(new PacketDecoderOptions());

    [Fact]
    public void Decode_BinaryEvent_CompletesWithLastAttachment()
    {
        Decoded text = Decoded.Text(_decoder, $"52-/a,3[\"x\",{First},{{\"b\":{Second}}}]");
        Assert.Equal(DecodeStatus.NeedMore, text.Status);
        Assert.True(_decoder.IsIncomplete);

        Assert.Equal(DecodeStatus.NeedMore, Decoded.Binary(_decoder, 1, 2).Status);
        Decoded packet = Decoded.Binary(_decoder);

        Assert.Equal(DecodeStatus.Complete, packet.Status);
        Assert.Equal((PacketType.Event, "/a", 3L), (packet.Type, packet.Namespace, packet.Id));
        Assert.Equal($"[\"x\",{First},{{\"b\":{Second}}}]", packet.Payload);
        Assert.Equal([[1, 2], []], packet.Attachments);
        Assert.False(_decoder.IsIncomplete);
    }

    [Fact]
    public void Decode_BinaryAck_IsFoldedIntoAck()
    {
        Decoded.Text(_decoder, $"61-0[{First}]");

        Decoded packet = Decoded.Binary(_decoder, 9);

        Assert.Equal((DecodeStatus.Complete, PacketType.Ack, 0L), (packet.Status, packet.Type, packet.Id));
    }

    [Fact]
    public void Decode_CallersBuffersReused_PacketKeepsItsOwn()
    {
        byte[] text = Encoding.UTF8.GetBytes($"51-[\"x\",{First}]");
        byte[] data = [1, 2, 3];
        _decoder.Decode(text, isBinary: false, out _);
        Array.Clear(text);

        _decoder.Decode(data, isBinary: true, out Packet packet);
        Array.Clear(data);

        Assert.Equal($"[\"x\",{First}]", Encoding.UTF8.GetString(packet.Payload));
        Assert.Equal([1, 2, 3], packet.Attachments[0].ToArray());
    }

    [Theory]
    [InlineData("5")]
    [InlineData("51")]
    [InlineData("51[\"x\"]")]
    [InlineData("5-[\"x\"]")]
    [InlineData("5-1-[\"x\"]")]
    [InlineData("50-[\"a\"]")] // CVE-2026-69185
    [InlineData("500-[\"a\"]")]
    [InlineData("60-[]")]
    [InlineData("5x-[\"x\"]")]
    [InlineData("51x-[\"x\"]")]
    [InlineData("51.5-[\"x\"]")]
    [InlineData("51e9-[\"x\"]")]
    [InlineData("5 1-[\"x\"]")]
    [InlineData("5+1-[\"x\"]")]
    [InlineData("599999999999999999999-[\"x\"]")]
    public void Decode_BadCount_IsIllegalAttachments(string text) => AssertInvalid(PacketError.IllegalAttachments, text);

    [Theory]
    [InlineData("511-[\"x\"]")]
    [InlineData("51000000-[\"a\",{\"_placeholder\":true,\"num\":0}]")] // CVE-2026-33151
    [InlineData("52147483648-[\"x\"]")]
    [InlineData("59999999999-[\"x\"]")]
    public void Decode_CountBeyondLimit_IsTooManyAttachments(string text) => AssertInvalid(PacketError.TooManyAttachments, text);

    [Theory]
    [InlineData("51-")]
    [InlineData("61-")]
    [InlineData("51-/a,")]
    [InlineData("51-[{\"_placeholder\":true,\"num\":0}]")]
    [InlineData("51-[\"x\"")]
    public void Decode_BadPayload_IsInvalidPayload(string text) => AssertInvalid(PacketError.InvalidPayload, text);

    [Theory]
    [InlineData("{\"_placeholder\":true,\"num\":\"splice\"}")] // CVE-2022-2421
    [InlineData("{\"_placeholder\":true,\"num\":\"0\"}")]
    [InlineData("{\"_placeholder\":true,\"num\":-1}")]
    [InlineData("{\"_placeholder\":true,\"num\":1}")]
    [InlineData("{\"_placeholder\":true,\"num\":99}")]
    [InlineData("{\"_placeholder\":true,\"num\":1.5}")]
    [InlineData("{\"_placeholder\":true,\"num\":99999999999}")]
    [InlineData("{\"_placeholder\":true,\"num\":null}")]
    [InlineData("{\"_placeholder\":true,\"num\":[0]}")]
    [InlineData("{\"_placeholder\":true,\"num\":{\"num\":0}}")]
    [InlineData("{\"_placeholder\":true}")]
    [InlineData("{\"num\":-1,\"_placeholder\":true}")]
    [InlineData("{\"num\":0,\"_placeholder\":true,\"num\":1}")]
    [InlineData("{\"_\\u0070laceholder\":true,\"num\":7}")]
    [InlineData("[[{\"a\":{\"_placeholder\":true,\"num\":7}}]]")]
    public void Decode_BadPlaceholder_IsIllegalAttachments(string argument) =>
        AssertInvalid(PacketError.IllegalAttachments, $"51-[\"h\",{argument}]");

    [Theory]
    [InlineData("{\"num\":0,\"_placeholder\":true}")]
    [InlineData("{\"num\":5,\"_placeholder\":true,\"num\":0}")]
    [InlineData("{\"_placeholder\":true,\"x\":{\"num\":9},\"num\":0}")]
    [InlineData("{\"_placeholder\":false,\"num\":9}")]
    [InlineData("{\"_placeholder\":1,\"num\":9}")]
    [InlineData("{\"_placeholder\":true,\"_placeholder\":{},\"num\":9}")]
    [InlineData("{\"num\":9}")]
    [InlineData("[{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":0}]")] // referenced twice
    [InlineData("1")] // not at all
    public void Decode_AcceptablePlaceholder_WaitsForAttachment(string argument)
    {
        Assert.Equal(DecodeStatus.NeedMore, Decoded.Text(_decoder, $"51-[\"h\",{argument}]").Status);
        Assert.Equal(DecodeStatus.Complete, Decoded.Binary(_decoder, 1).Status);
    }

    [Fact]
    public void Decode_PlaceholderDeepInside_IsFound()
    {
        string open = string.Concat(Enumerable.Repeat("{\"a\":", 100));
        string close = new('}', 100);

        Assert.Equal(DecodeStatus.NeedMore, Decoded.Text(_decoder, $"51-[\"h\",{open}{First}{close}]").Status);
        _decoder.Reset();
        AssertInvalid(PacketError.IllegalAttachments, $"51-[\"h\",{open}{Second}{close}]");
    }

    [Fact]
    public void Decode_TextWhilePending_IsUnexpectedTextAndForgetsThePacket()
    {
        Decoded.Text(_decoder, $"51-[\"x\",{First}]");

        AssertInvalid(PacketError.UnexpectedText, "2[\"x\"]");
        AssertInvalid(PacketError.UnexpectedBinary, null);
        Assert.Equal(DecodeStatus.Complete, Decoded.Text(_decoder, "2[\"x\"]").Status);
    }

    [Fact]
    public void Decode_BinaryWithoutHeader_IsUnexpectedBinary()
    {
        AssertInvalid(PacketError.UnexpectedBinary, null);

        // CVE-2026-69185: an empty binary packet must not arm anything.
        AssertInvalid(PacketError.IllegalAttachments, "50-[\"a\"]");
        AssertInvalid(PacketError.UnexpectedBinary, null);
    }

    [Fact]
    public void Decode_AttachmentsBeyondMaxPacketBytes_IsTooLarge()
    {
        var decoder = new JsonPacketDecoder(new PacketDecoderOptions { MaxPacketBytes = 100 });
        Decoded.Text(decoder, $"52-[\"x\",{First}]");
        Assert.Equal(DecodeStatus.NeedMore, Decoded.Binary(decoder, new byte[40]).Status);

        Decoded result = Decoded.Binary(decoder, new byte[40]);

        Assert.Equal((DecodeStatus.Invalid, PacketError.TooLarge), (result.Status, result.Error));
        Assert.False(decoder.IsIncomplete);
    }

    [Fact]
    public void Decode_ManyPlaceholdersOfOneAttachment_IsTooManyAttachments()
    {
        string placeholders = string.Join(',', Enumerable.Repeat(First, 11));

        AssertInvalid(PacketError.TooManyAttachments, $"51-[\"x\",{placeholders}]");
    }

    // An element carries the bytes once for each placeholder, and an emit sends them as often.
    [Theory]
    [InlineData(First + "," + First + "," + First, 40, false)]
    [InlineData(First + "," + Second + "," + First, 60, false)]
    [InlineData(Second + "," + Second + "," + Second, 1, true)]
    [InlineData(Second + "," + First, 1, true)]
    [InlineData("0", 90, true)]
    public void Decode_AttachmentThatIsPointedToOften_CountsAsOften(string arguments, int bytes, bool fits)
    {
        var decoder = new JsonPacketDecoder(new PacketDecoderOptions { MaxPacketBytes = 200 });
        Decoded.Text(decoder, $"52-[\"x\",{arguments}]");

        Assert.Equal(fits, Decoded.Binary(decoder, new byte[bytes]).Status == DecodeStatus.NeedMore);
        Assert.Equal(fits, decoder.IsIncomplete);
    }

    [Fact]
    public void Decode_MaxAttachmentsRaised_AcceptsMoreAndReservesNothing()
    {
        var decoder = new JsonPacketDecoder(new PacketDecoderOptions { MaxAttachments = int.MaxValue });
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(DecodeStatus.NeedMore, Decoded.Text(decoder, "52147483647-[\"x\"]").Status);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 10_000);
        decoder.Reset();

        Decoded.Text(decoder, "540-[\"x\"]");
        for (byte i = 0; i < 39; i++)
        {
            Assert.Equal(DecodeStatus.NeedMore, Decoded.Binary(decoder, i).Status);
        }

        Decoded packet = Decoded.Binary(decoder, 39);
        Assert.Equal(Enumerable.Range(0, 40).Select(i => (byte)i), packet.Attachments.Select(a => a[0]));
    }

    private void AssertInvalid(PacketError error, string? text)
    {
        Decoded result = text is null ? Decoded.Binary(_decoder, 1) : Decoded.Text(_decoder, text);
        Assert.Equal((DecodeStatus.Invalid, error), (result.Status, result.Error));
        Assert.False(_decoder.IsIncomplete);
    }
}
