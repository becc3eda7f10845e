using System.Text;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.Protocol.Tests.SocketIO;

public sealed class JsonPacketDecoderTextTests
{
    [Theory]
    [InlineData("", PacketType.Connect, "/", -1, "")] // Number("") is 0 in the reference
    [InlineData("0", PacketType.Connect, "/", -1, "")]
    [InlineData("0{}", PacketType.Connect, "/", -1, "{}")]
    [InlineData("0/admin", PacketType.Connect, "/admin", -1, "")]
    [InlineData("0/admin,", PacketType.Connect, "/admin", -1, "")]
    [InlineData("0/admin,{\"token\":1}", PacketType.Connect, "/admin", -1, "{\"token\":1}")]
    [InlineData("0/admin?x=1,", PacketType.Connect, "/admin?x=1", -1, "")]
    [InlineData("0/,{}", PacketType.Connect, "/", -1, "{}")]
    [InlineData("1", PacketType.Disconnect, "/", -1, "")]
    [InlineData("1/a,", PacketType.Disconnect, "/a", -1, "")]
    [InlineData("2[\"x\"]", PacketType.Event, "/", -1, "[\"x\"]")]
    [InlineData("2[\"\"]", PacketType.Event, "/", -1, "[\"\"]")]
    [InlineData("2[1]", PacketType.Event, "/", -1, "[1]")]
    [InlineData("2[-1.5e3,2]", PacketType.Event, "/", -1, "[-1.5e3,2]")]
    [InlineData("20[\"a\"]", PacketType.Event, "/", 0, "[\"a\"]")]
    [InlineData("20012[\"x\"]", PacketType.Event, "/", 12, "[\"x\"]")]
    [InlineData("21234567890123[\"x\"]", PacketType.Event, "/", 1234567890123, "[\"x\"]")]
    [InlineData("29007199254740991[\"x\"]", PacketType.Event, "/", 9007199254740991, "[\"x\"]")]
    [InlineData("2/a/b,7[\"x\",{\"y\":[1,null]}]", PacketType.Event, "/a/b", 7, "[\"x\",{\"y\":[1,null]}]")]
    [InlineData("2/é,[\"é\"]", PacketType.Event, "/é", -1, "[\"é\"]")]
    [InlineData("2[\"error\"]", PacketType.Event, "/", -1, "[\"error\"]")] // CVE-2024-38355: an event like any other
    [InlineData("2[\"error\",{}]", PacketType.Event, "/", -1, "[\"error\",{}]")]
    [InlineData("2[\"Connect\"]", PacketType.Event, "/", -1, "[\"Connect\"]")]
    [InlineData("2[\"x\",\"\\ud800\",\"\\u2028\\u0000\"]", PacketType.Event, "/", -1, "[\"x\",\"\\ud800\",\"\\u2028\\u0000\"]")]
    [InlineData("2[\"x\",1e400,-0,9007199254740993]", PacketType.Event, "/", -1, "[\"x\",1e400,-0,9007199254740993]")]
    [InlineData("2[\"x\",{\"__proto__\":1,\"a\":1,\"a\":2}]", PacketType.Event, "/", -1, "[\"x\",{\"__proto__\":1,\"a\":1,\"a\":2}]")]
    [InlineData("2[\"\\ud800\"]", PacketType.Event, "/", -1, "[\"\\ud800\"]")]
    [InlineData("2[\"x\",{\"\\ud800placeholder\":\"\\udc00\"}]", PacketType.Event, "/", -1, "[\"x\",{\"\\ud800placeholder\":\"\\udc00\"}]")]
    [InlineData("2[\"x\",{\"_placeholder\":true,\"num\":9}]", PacketType.Event, "/", -1, "[\"x\",{\"\\u005Fplaceholder\":true,\"num\":9}]")]
    [InlineData("2[ \"x\" ] ", PacketType.Event, "/", -1, "[ \"x\" ] ")]
    [InlineData("31", PacketType.Ack, "/", 1, "")]
    [InlineData("31[]", PacketType.Ack, "/", 1, "[]")]
    [InlineData("3999[]", PacketType.Ack, "/", 999, "[]")]
    [InlineData("3[]", PacketType.Ack, "/", -1, "[]")]
    [InlineData("3/a,0[null,{}]", PacketType.Ack, "/a", 0, "[null,{}]")]
    [InlineData("31[\"connect\"]", PacketType.Ack, "/", 1, "[\"connect\"]")]
    [InlineData("4", PacketType.ConnectError, "/", -1, "")]
    [InlineData("4\"no\"", PacketType.ConnectError, "/", -1, "\"no\"")]
    [InlineData("4/a,{\"message\":\"no\"}", PacketType.ConnectError, "/a", -1, "{\"message\":\"no\"}")]
    public void Decode_ValidText_GivesPacket(string text, PacketType type, string @namespace, long id, string payload)
    {
        Decoded result = Decoded.Text(text);

        Assert.Equal(DecodeStatus.Complete, result.Status);
        Assert.Equal(PacketError.None, result.Error);
        Assert.Equal((type, @namespace, id, payload), (result.Type, result.Namespace, result.Id, result.Payload));
        Assert.Empty(result.Attachments);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("9[\"x\"]")]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData(" ")]
    [InlineData("[\"x\"]")]
    [InlineData("\u0662[\"x\"]")] // a digit, but not of ASCII
    public void Decode_BadType_IsUnknownPacketType(string text) => AssertInvalid(PacketError.UnknownPacketType, text);

    [Theory]
    [InlineData("0null")]
    [InlineData("0[]")]
    [InlineData("0\"a\"")]
    [InlineData("0{")]
    [InlineData("0{}x")]
    [InlineData("0true")]
    [InlineData("1{}")]
    [InlineData("1/a,x")]
    [InlineData("2")]
    [InlineData("21")]
    [InlineData("2/a")]
    [InlineData("2/a,")]
    [InlineData("2/a1[\"x\"]")] // no comma: all of it is the namespace
    [InlineData("2[]")]
    [InlineData("2{}")]
    [InlineData("2\"x\"")]
    [InlineData("2[\"x\"")]
    [InlineData("2[\"x\"]]")]
    [InlineData("2[\"x\"][]")]
    [InlineData("2[\"x\",]")]
    [InlineData("2[\"x\",01]")]
    [InlineData("2[\"x\",NaN]")]
    [InlineData("2[\"x\"] // no")]
    [InlineData("2[null]")]
    [InlineData("2[true]")]
    [InlineData("2[{\"toString\":\"foo\"}]")] // CVE-2023-32695
    [InlineData("2[[\"a\"]]")]
    [InlineData("2 [\"x\"]")]
    [InlineData("2 1[\"x\"]")]
    [InlineData("2-1[\"x\"]")]
    [InlineData("21.5[\"x\"]")]
    [InlineData("31{}")]
    [InlineData("31null")]
    [InlineData("31\"x\"")]
    [InlineData("31[")]
    [InlineData("4[]")]
    [InlineData("4null")]
    [InlineData("4\"a")]
    public void Decode_BadPayload_IsInvalidPayload(string text) => AssertInvalid(PacketError.InvalidPayload, text);

    [Theory]
    [InlineData("connect")]
    [InlineData("connect_error")]
    [InlineData("disconnect")]
    [InlineData("disconnecting")]
    [InlineData("newListener")]
    [InlineData("removeListener")]
    [InlineData("\\u0063onnect")]
    [InlineData("connect\\u005ferror")]
    [InlineData("\\u0072\\u0065\\u006d\\u006f\\u0076\\u0065\\u004c\\u0069\\u0073\\u0074\\u0065\\u006e\\u0065\\u0072")]
    public void Decode_ReservedEventName_IsRefused(string name)
    {
        AssertInvalid(PacketError.ReservedEventName, $"2[\"{name}\"]");
        AssertInvalid(PacketError.ReservedEventName, $"2/a,1[\"{name}\",1]");
        AssertInvalid(PacketError.ReservedEventName, $"51-[\"{name}\",{{\"_placeholder\":true,\"num\":0}}]");
    }

    [Theory]
    [InlineData("29007199254740992[\"x\"]")]
    [InlineData("299999999999999999999[\"x\"]")]
    [InlineData("2000000000000000000000000000000001[\"x\"]")]
    [InlineData("318446744073709551616[]")]
    public void Decode_AckIdOutOfRange_IsInvalidAckId(string text) => AssertInvalid(PacketError.InvalidAckId, text);

    [Fact]
    public void Decode_NamespaceAtLimit_IsAccepted()
    {
        string longest = "/" + new string('a', 511);

        Assert.Equal(longest, Decoded.Text("0" + longest).Namespace);
        Assert.Equal(longest, Decoded.Text("0" + longest + ",{}").Namespace);
        AssertInvalid(PacketError.InvalidNamespace, "0" + longest + "a");
        AssertInvalid(PacketError.InvalidNamespace, "0" + longest + "a,{}");
    }

    [Fact]
    public void Decode_NotUtf8_IsInvalid()
    {
        var decoder = new JsonPacketDecoder(new PacketDecoderOptions());

        Assert.Equal(PacketError.InvalidNamespace, Decoded.Decode(decoder, [.. "0/"u8, 0xff], false).Error);
        Assert.Equal(PacketError.InvalidPayload, Decoded.Decode(decoder, [.. "2[\"x\",\""u8, 0xff, .. "\"]"u8], false).Error);
    }

    [Fact]
    public void Decode_DepthAtLimit_IsAcceptedAndBeyondIsTooDeep()
    {
        AssertDepth(128, new PacketDecoderOptions());
        AssertDepth(1, new PacketDecoderOptions { MaxDepth = 1 });
        AssertDepth(1000, new PacketDecoderOptions { MaxDepth = 1000 });

        static void AssertDepth(int limit, PacketDecoderOptions options)
        {
            var decoder = new JsonPacketDecoder(options);
            Assert.Equal(DecodeStatus.Complete, Decoded.Text(decoder, Nested(limit)).Status);
            Assert.Equal(PacketError.TooDeep, Decoded.Text(decoder, Nested(limit + 1)).Error);
            Assert.Equal(PacketError.TooDeep, Decoded.Text(decoder, "5" + "1-" + Nested(limit + 1)[1..]).Error);
        }

        static string Nested(int depth) =>
            "2[\"x\"" + (depth > 1 ? "," : "") + new string('[', depth - 1) + new string(']', depth - 1) + "]";
    }

    [Fact]
    public void Decode_MegabyteOfOpeningBrackets_IsTooDeepWithoutStackOverflow() =>
        AssertInvalid(PacketError.TooDeep, "2[\"x\"," + new string('[', 1_000_000));

    [Fact]
    public void Decode_TextBeyondMaxPacketBytes_IsTooLarge()
    {
        var decoder = new JsonPacketDecoder(new PacketDecoderOptions { MaxPacketBytes = 8 });

        Assert.Equal(DecodeStatus.Complete, Decoded.Text(decoder, "2[\"abc\"]").Status);
        Assert.Equal(PacketError.TooLarge, Decoded.Text(decoder, "2[\"abcd\"]").Error);
    }

    [Fact]
    public void Decode_PlainEvent_DoesNotAllocate()
    {
        var decoder = new JsonPacketDecoder(new PacketDecoderOptions());
        byte[] text = Encoding.UTF8.GetBytes("2/chat,12[\"message\",{\"user\":\"a\\n\",\"list\":[1,2,3]}]");
        decoder.Decode(text, isBinary: false, out _);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            decoder.Decode(text, isBinary: false, out _);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Constructor_BadLimits_Throws()
    {
        Assert.Throws<ArgumentNullException>(() => new JsonPacketDecoder(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => new JsonPacketDecoder(new PacketDecoderOptions { MaxDepth = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new JsonPacketDecoder(new PacketDecoderOptions { MaxAttachments = -1 }));
    }

    private static void AssertInvalid(PacketError error, string text)
    {
        Decoded result = Decoded.Text(text);
        Assert.Equal((DecodeStatus.Invalid, error), (result.Status, result.Error));
    }
}
