using System.Buffers;
using System.Text.Json;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.MessagePack.Tests;

/// <summary>The bytes are those of npm socket.io-msgpack-parser 3.0.2.</summary>
public sealed class EncodeTests
{
    [Theory]
    [InlineData(PacketType.Event, "/", """["hi",1]""", -1, "83a47479706502a46461746192a2686901a36e7370a12f")]
    [InlineData(PacketType.Event, "/", """["q",null,true,false]""", 12, "84a47479706502a46461746194a171c0c3c2a269640ca36e7370a12f")]
    [InlineData(PacketType.Ack, "/", "[]", 300, "84a47479706503a46461746190a26964cd012ca36e7370a12f")]
    [InlineData(PacketType.Disconnect, "/a", "", -1, "82a47479706501a36e7370a22f61")]
    [InlineData(
        PacketType.Connect,
        "/",
        """{"sid":"wZX3oN0bSVIhsaknAAAI"}""",
        -1,
        "83a47479706500a46461746181a3736964b4775a58336f4e30625356496873616b6e41414149a36e7370a12f")]
    [InlineData(
        PacketType.ConnectError,
        "/auth",
        """{"message":"Unauthorized","data":{"code":"E_AUTH"}}""",
        -1,
        "83a47479706504a46461746182a76d657373616765ac556e617574686f72697a6564a46461746181a4636f6465a6455f41555448a36e7370a52f61757468")]
    public void Encode_Packets_AreTheBytesOfTheReference(PacketType type, string ns, string payload, long id, string hex) =>
        Assert.Equal(hex, Wire.Encode(type, ns, payload, id));

    [Theory]
    [InlineData("0", "00")]
    [InlineData("127", "7f")]
    [InlineData("128", "cc80")]
    [InlineData("255", "ccff")]
    [InlineData("256", "cd0100")]
    [InlineData("65535", "cdffff")]
    [InlineData("65536", "ce00010000")]
    [InlineData("4294967295", "ceffffffff")]
    [InlineData("4294967296", "cf0000000100000000")]
    [InlineData("9007199254740991", "cf001fffffffffffff")]
    [InlineData("9223372036854775807", "cf7fffffffffffffff")]
    [InlineData("18446744073709551615", "cfffffffffffffffff")]
    [InlineData("-1", "ff")]
    [InlineData("-32", "e0")]
    [InlineData("-33", "d0df")]
    [InlineData("-128", "d080")]
    [InlineData("-129", "d1ff7f")]
    [InlineData("-32768", "d18000")]
    [InlineData("-32769", "d2ffff7fff")]
    [InlineData("-2147483648", "d280000000")]
    [InlineData("-2147483649", "d3ffffffff7fffffff")]
    [InlineData("-9007199254740991", "d3ffe0000000000001")]
    [InlineData("1.5", "cb3ff8000000000000")]
    [InlineData("-0.1", "cbbfb999999999999a")]
    [InlineData("1e-7", "cb3e7ad7f29abcaf48")]
    [InlineData("1.0", "01")]
    [InlineData("1e3", "cd03e8")]
    [InlineData("-0.0", "00")]
    [InlineData("1e300", "cb7e37e43c8800759c")]
    public void Encode_Numbers_TakeTheSmallestForm(string json, string hex) =>
        Assert.Equal(Wire.Event("91" + hex), Wire.Encode(PacketType.Event, "/", $"[{json}]"));

    [Theory]
    [InlineData(31, "bf")]
    [InlineData(32, "d920")]
    [InlineData(255, "d9ff")]
    [InlineData(256, "da0100")]
    [InlineData(65536, "db00010000")]
    public void Encode_Strings_TakeTheSmallestHeader(int length, string header) =>
        Assert.Equal(
            Wire.Event("91" + header + string.Concat(Enumerable.Repeat("78", length))),
            Wire.Encode(PacketType.Event, "/", $"""["{new string('x', length)}"]"""));

    [Theory]
    [InlineData(255, "c4ff")]
    [InlineData(256, "c50100")]
    [InlineData(65536, "c600010000")]
    public void Encode_Binary_TakesTheSmallestHeader(int length, string header) =>
        Assert.Equal(
            Wire.Event("92a178" + header + new string('0', length * 2)),
            Wire.Encode(PacketType.Event, "/", """["x",{"_placeholder":true,"num":0}]""", Packet.NoId, new byte[length]));

    [Theory]
    [InlineData(15, "9f", "8f")]
    [InlineData(16, "dc0010", "de0010")]
    [InlineData(65536, "dd00010000", "df00010000")]
    public void Encode_Containers_TakeTheSmallestHeader(int count, string array, string map)
    {
        Assert.Equal(
            Wire.Event(array + string.Concat(Enumerable.Repeat("00", count))),
            Wire.Encode(PacketType.Event, "/", $"[{string.Join(',', Enumerable.Repeat('0', count))}]"));
        Assert.Equal(
            Wire.Event("91" + map + string.Concat(Enumerable.Repeat("a16b00", count))),
            Wire.Encode(PacketType.Event, "/", $"[{{{string.Join(',', Enumerable.Repeat("\"k\":0", count))}}}]"));
    }

    [Theory]
    [InlineData("\"€ 😀 \u2028 \\u0000 \\\" \\\\\"", "b2e282ac20f09f988020e280a820002022205c")]
    [InlineData("\"\\ud83d\\ude00\"", "a4f09f9880")]
    [InlineData("{\"a\\n\":1}", "81a2610a01")]
    [InlineData("\"a\\ud83db\"", "a561efbfbd62")] // half of a surrogate pair: clients are to get valid text
    [InlineData("{\"\\udc00\":1}", "81a3efbfbd01")]
    [InlineData("{\"\\u005fplaceholder\":true}", "81ac5f706c616365686f6c646572c3")]
    public void Encode_Text_IsUnescaped(string json, string hex) =>
        Assert.Equal(Wire.Event("91" + hex), Wire.Encode(PacketType.Event, "/", $"[{json}]"));

    [Fact]
    public void Encode_DataThatLooksBinaryBesideBinary_StaysData() =>
        Assert.Equal(
            Wire.Event("9282ac5f706c616365686f6c646572c3a36e756d00c40109"),
            Wire.Encode(
                PacketType.Event, "/", """[{"\u005fplaceholder":true,"num":0},{"_placeholder":true,"num":0}]""", Packet.NoId, [9]));

    [Fact]
    public void Encode_NestedBinary_StandsInThePacket() =>
        Assert.Equal(
            Wire.Event("93a162c402010281a16191c400"),
            Wire.Encode(
                PacketType.Event, "/", """["b",{"_placeholder":true,"num":0},{"a":[{"num":1,"_placeholder":true}]}]""", Packet.NoId, [1, 2], []));

    [Fact]
    public void Encode_OneAttachmentTwice_WritesItTwice() =>
        Assert.Equal(
            Wire.Event("92c40107c40107"),
            Wire.Encode(PacketType.Event, "/", """[{"_placeholder":true,"num":0},{"_placeholder":true,"num":0}]""", Packet.NoId, [7]));

    [Theory]
    [InlineData("""{"_placeholder":true,"num":1}""", "82ac5f706c616365686f6c646572c3a36e756d01")]
    [InlineData("""{"_placeholder":false,"num":0}""", "82ac5f706c616365686f6c646572c2a36e756d00")]
    public void Encode_WhatOnlyLooksLikeAPlaceholder_IsAMap(string json, string hex) =>
        Assert.Equal(
            Wire.Event($"92{hex}c40107"),
            Wire.Encode(PacketType.Event, "/", $$"""[{{json}},{"_placeholder":true,"num":0}]""", Packet.NoId, [7]));

    [Fact]
    public void Encode_DeeperThanAThousand_Throws() =>
        Assert.ThrowsAny<JsonException>(() => Wire.EncodeBytes(PacketType.Event, "/", new string('[', 1001) + new string(']', 1001)));

    [Fact]
    public void Encode_WithoutOutput_Throws() =>
        Assert.Throws<ArgumentNullException>(() => MessagePackParser.Instance.Encode(default, (IBufferWriter<byte>)null!));
}
