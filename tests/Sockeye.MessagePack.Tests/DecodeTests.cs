using System.Text;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.MessagePack.Tests;

/// <summary>The bytes are those of npm socket.io-msgpack-parser 3.0.2, where nothing else is said.</summary>
public sealed class DecodeTests
{
    [Theory]
    [InlineData("83a47479706502a46461746192a2686901a36e7370a12f", """Event / -1 ["hi",1]""")]
    [InlineData("83a47479706500a36e7370a12fa464617461d40000", "Connect / -1 ")]
    [InlineData(
        "84a47479706500a46461746181a5746f6b656ea178a36e7370a62f61646d696ea76f7074696f6e7381a8636f6d7072657373c3",
        """Connect /admin -1 {"token":"x"}""")]
    [InlineData("82a47479706501a36e7370a22f61", "Disconnect /a -1 ")]
    [InlineData("83a47479706501a36e7370a22f61a464617461d40000", "Disconnect /a -1 ")]
    [InlineData("84a47479706503a46461746190a26964cd012ca36e7370a12f", "Ack / 300 []")]
    [InlineData("84a47479706502a4646174619163a26964d40000a36e7370a12f", "Event / -1 [99]")]
    [InlineData("84a26964cb4008000000000000a47479706502a46461746191a178a36e7370a12f", """Event / 3 ["x"]""")] // an id of 3.0, as other encoders may write it
    [InlineData("83a47479706504a464617461a16da36e7370a12f", """ConnectError / -1 "m" """)]
    [InlineData("82a36e7370a22f61a47479706500", "Connect /a -1 ")]
    [InlineData("84a36e7370a22f61a47479706501a36e7370a12fa47479706500", "Connect / -1 ")] // the last of equal keys counts
    [InlineData("8401c0920102c0a36e7370a12fa47479706500", "Connect / -1 ")] // keys that are no strings
    public void Decode_Packets_GivesTheirParts(string hex, string expected) => Assert.Equal(expected.TrimEnd(), Wire.Decode(hex).TrimEnd());

    [Fact]
    public void Decode_KeysInAnyOrder_IsTheSame()
    {
        string[] pairs = ["a47479706502", "a46461746191a178", "a2696401", "a36e7370a12f"];
        foreach (var order in Orders(pairs))
        {
            Assert.Equal("""Event / 1 ["x"]""", Wire.Decode("84" + string.Concat(order)));
        }
    }

    [Theory]
    [InlineData("d40000", "null")] // undefined
    [InlineData("82a161d40000a16201", """{"b":1}""")]
    [InlineData("d7000000019b76de6583", "\"2026-01-01T00:04:05.123Z\"")] // Date
    [InlineData("d700ffffffffffffffff", "\"1969-12-31T23:59:59.999Z\"")]
    [InlineData("d7000000000000000000", "\"1970-01-01T00:00:00.000Z\"")] // also an invalid Date
    [InlineData("d700001eb208c2dc0000", "null")] // year 275760
    [InlineData("d6ff6955bc85", "\"2026-01-01T00:15:01.000Z\"")] // the timestamps of the specification
    [InlineData("d7ffee2e1f006955bc85", "\"2026-01-01T00:15:01.999Z\"")]
    [InlineData("c70cff00000064fffffffffffffffe", "\"1969-12-31T23:59:58.0000001Z\"")]
    [InlineData("c70cff3b9aca000000000000000000", "null")] // a billion nanoseconds
    [InlineData("c70cff000000007fffffffffffffff", "null")]
    [InlineData("c70300010203", "{\"_placeholder\":true,\"num\":0}|010203")] // ArrayBuffer
    [InlineData("c7010009", "{\"_placeholder\":true,\"num\":0}|09")]
    [InlineData("c403010203", "{\"_placeholder\":true,\"num\":0}|010203")]
    [InlineData("c400", "{\"_placeholder\":true,\"num\":0}|")]
    [InlineData("d40507", "[5,{\"_placeholder\":true,\"num\":0}]|07")] // an extension of the user's
    [InlineData("c0", "null")]
    [InlineData("c2", "false")]
    [InlineData("c3", "true")]
    [InlineData("7f", "127")]
    [InlineData("e0", "-32")]
    [InlineData("cfffffffffffffffff", "18446744073709551615")]
    [InlineData("d38000000000000000", "-9223372036854775808")]
    [InlineData("cb3ff8000000000000", "1.5")]
    [InlineData("ca3fc00000", "1.5")]
    [InlineData("cb7ff8000000000000", "null")] // NaN
    [InlineData("cb7ff0000000000000", "null")] // Infinity
    [InlineData("a0", "\"\"")]
    [InlineData("a4f09f9880", "\"\\uD83D\\uDE00\"")]
    [InlineData("d9022261", "\"\\\"a\"")]
    [InlineData("8105a161", """{"5":"a"}""")] // a key that is a number
    [InlineData("8281c0c080", "InvalidPayload")] // a key that is a map
    [InlineData("81c0c0", "InvalidPayload")]
    [InlineData("a2ffff", "\"\uFFFD\uFFFD\"")] // no UTF-8
    [InlineData("a561eda0bd62", "\"a\\ud83db\"")] // half of a surrogate pair, as packages for Node write it
    [InlineData("81a4eda0bd6101", "{\"\\ud83da\":1}")]
    [InlineData("a2eda0", "\"\uFFFD\uFFFD\"")] // not even that
    [InlineData("c1", "InvalidPayload")]
    public void Decode_Values_AreAsInJson(string hex, string json)
    {
        var decoded = Wire.Decode(Wire.Event("92a176" + hex));
        var bar = json.IndexOf('|', StringComparison.Ordinal);
        var expected = json == "InvalidPayload" ? json : bar < 0 ? $"""Event / -1 ["v",{json}]""" : $"""Event / -1 ["v",{json[..bar]}]{json[bar..]}""";
        Assert.Equal(expected.Replace("\\uD83D\\uDE00", "😀", StringComparison.Ordinal), decoded.Replace("\\uD83D\\uDE00", "😀", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", PacketError.InvalidPayload)]
    [InlineData("c0", PacketError.InvalidPayload)]
    [InlineData("91a178", PacketError.InvalidPayload)]
    [InlineData("80", PacketError.UnknownPacketType)]
    [InlineData("82a47479706505a36e7370a12f", PacketError.UnknownPacketType)]
    [InlineData("82a474797065ffa36e7370a12f", PacketError.UnknownPacketType)]
    [InlineData("82a474797065a130a36e7370a12f", PacketError.UnknownPacketType)]
    [InlineData("82a474797065cb3fe0000000000000a36e7370a12f", PacketError.UnknownPacketType)]
    [InlineData("81a47479706500", PacketError.InvalidNamespace)]
    [InlineData("82a47479706500a36e7370c0", PacketError.InvalidNamespace)]
    [InlineData("82a47479706500a36e7370a0", PacketError.InvalidNamespace)]
    [InlineData("82a47479706500a36e7370a161", PacketError.InvalidNamespace)]
    [InlineData("83a47479706500a36e7370a12fa464617461c0", PacketError.InvalidPayload)]
    [InlineData("83a47479706500a36e7370a12fa46461746190", PacketError.InvalidPayload)]
    [InlineData("83a47479706501a36e7370a12fa46461746180", PacketError.InvalidPayload)]
    [InlineData("82a47479706502a36e7370a12f", PacketError.InvalidPayload)]
    [InlineData("83a47479706502a46461746180a36e7370a12f", PacketError.InvalidPayload)]
    [InlineData("83a47479706502a46461746190a36e7370a12f", PacketError.InvalidPayload)]
    [InlineData("83a47479706502a46461746191c0a36e7370a12f", PacketError.InvalidPayload)]
    [InlineData("83a47479706502a46461746191cb7ff8000000000000a36e7370a12f", PacketError.InvalidPayload)]
    [InlineData("83a47479706502a46461746191a7636f6e6e656374a36e7370a12f", PacketError.ReservedEventName)]
    [InlineData("83a47479706503a464617461a178a36e7370a12f", PacketError.InvalidPayload)]
    [InlineData("82a47479706504a36e7370a12f", PacketError.InvalidPayload)]
    [InlineData("83a47479706504a46461746101a36e7370a12f", PacketError.InvalidPayload)]
    [InlineData("84a47479706503a46461746190a26964c0a36e7370a12f", PacketError.InvalidAckId)]
    [InlineData("84a47479706503a46461746190a26964ffa36e7370a12f", PacketError.InvalidAckId)]
    [InlineData("84a47479706503a46461746190a26964a131a36e7370a12f", PacketError.InvalidAckId)]
    [InlineData("84a47479706503a46461746190a26964cf0020000000000000a36e7370a12f", PacketError.InvalidAckId)]
    [InlineData("83a47479706502a46461746192a2686901a36e7370a12f00", PacketError.InvalidPayload)] // trailing bytes
    public void Decode_WhatIsNoPacket_IsRefused(string hex, PacketError error) => Assert.Equal(error.ToString(), Wire.Decode(hex));

    [Fact]
    public void Decode_ObjectThatLooksBinaryBesideBinary_StaysAnObject() =>
        Assert.Equal(
            """Event / -1 ["x",{"\u005Fplaceholder":true},{"_placeholder":true,"num":0}]|""",
            Wire.Decode("83a47479706502a46461746193a17881ac5f706c616365686f6c646572c3c400a36e7370a12f"));

    [Fact]
    public void Decode_NamespaceThatIsNotUtf8_HasReplacementCharacters() =>
        Assert.Equal("Connect /\ufffd\ufffd\ufffd -1 ", Wire.Decode("82a47479706500a36e7370a42feda0bd"));

    [Fact]
    public void Decode_Text_IsRefused()
    {
        var decoder = MessagePackParser.Instance.CreateDecoder(new PacketDecoderOptions());

        Assert.Equal(DecodeStatus.Invalid, decoder.Decode("40"u8, isBinary: false, out _));

        Assert.Equal(PacketError.UnexpectedText, decoder.Error);
        Assert.False(decoder.IsIncomplete);
    }

    [Fact]
    public void Decode_AfterAFault_GoesOn()
    {
        var decoder = MessagePackParser.Instance.CreateDecoder(new PacketDecoderOptions());
        decoder.Decode([0xc1], isBinary: true, out _);

        var status = decoder.Decode(Convert.FromHexString(Wire.Event("91a178")), isBinary: true, out var packet);

        Assert.Equal((DecodeStatus.Complete, PacketError.None), (status, decoder.Error));
        Assert.Equal("""["x"]""", Encoding.UTF8.GetString(packet.Payload));
    }

    [Fact]
    public void Decode_OneAfterTheOther_LeavesTheAttachmentsOfTheFirstAlone()
    {
        var decoder = MessagePackParser.Instance.CreateDecoder(new PacketDecoderOptions());
        decoder.Decode(Convert.FromHexString(Wire.Event("92a178c40101")), isBinary: true, out var first);
        var kept = first.Attachments[0];
        decoder.Decode(Convert.FromHexString(Wire.Event("92a178c40102")), isBinary: true, out var second);

        Assert.Equal([1], kept.ToArray());
        Assert.Equal([2], second.Attachments[0].ToArray());
    }

    private static IEnumerable<string[]> Orders(string[] items) =>
        items.Length == 1 ? [items] : items.SelectMany(first => Orders([.. items.Where(item => item != first)]).Select(rest => (string[])[first, .. rest]));
}
