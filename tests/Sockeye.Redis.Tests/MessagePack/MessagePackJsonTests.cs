using System.Text;
using Sockeye.Emitters.MessagePack;

namespace Sockeye.Redis.Tests.MessagePack;

/// <summary>JSON to MessagePack and back.</summary>
public sealed class MessagePackJsonTests
{
    [Theory]
    [InlineData("null", "c0")]
    [InlineData("true", "c3")]
    [InlineData("0", "00")]
    [InlineData("127", "7f")]
    [InlineData("128", "cc80")]
    [InlineData("256", "cd0100")]
    [InlineData("65536", "ce00010000")]
    [InlineData("4294967296", "cf0000000100000000")]
    [InlineData("18446744073709551615", "cfffffffffffffffff")]
    [InlineData("-1", "ff")]
    [InlineData("-32", "e0")]
    [InlineData("-33", "d0df")]
    [InlineData("-129", "d1ff7f")]
    [InlineData("-32769", "d2ffff7fff")]
    [InlineData("-2147483649", "d3ffffffff7fffffff")]
    [InlineData("1.5", "cb3ff8000000000000")]
    [InlineData("\"\"", "a0")]
    [InlineData("\"a\"", "a161")]
    [InlineData("[]", "90")]
    [InlineData("{}", "80")]
    [InlineData("{\"a\":[1,{\"b\":null}]}", "81a161920181a162c0")]
    public void Values_BothWays_AreTheSame(string json, string hex)
    {
        Assert.Equal(hex, Convert.ToHexStringLower(JsonToMessagePack.Convert(Messages.Json(json))));
        Assert.Equal(json, Back(hex));
    }

    [Theory]
    [InlineData("1.0", "01")] // JavaScript has one kind of number
    [InlineData("1e3", "cd03e8")]
    [InlineData("\"\\u0041\\n\"", "a2410a")]
    [InlineData("{\"\\u0041\":1}", "81a14101")]
    [InlineData("[\"a\\udc00b\",{\"\\ud83d\":1}]", "92a561edb0806281a3eda0bd01")]
    [InlineData("\"\\ud800\"", "a3eda080")] // what packages for Node write
    [InlineData("{\"_placeholder\":true,\"num\":0}", "82ac5f706c616365686f6c646572c3a36e756d00")] // without an attachment it is an object as any other
    public void Json_OfAnotherForm_IsWrittenAsItsValue(string json, string hex) =>
        Assert.Equal(hex, Convert.ToHexStringLower(JsonToMessagePack.Convert(Messages.Json(json))));

    [Fact]
    public void Placeholder_ThatPointsNowhere_StaysAnObject()
    {
        var json = """[{"_placeholder":true,"num":1},{"_placeholder":true,"num":-1},{"_placeholder":true,"num":"0"}]""";

        var back = MessagePackToJson.Convert(JsonToMessagePack.Convert(Messages.Json(json, new byte[] { 1 })))!.Value;

        Assert.Equal(json.Replace("_placeholder", "\\u005Fplaceholder", StringComparison.Ordinal), Encoding.UTF8.GetString(back.Json.Span));
        Assert.Empty(back.Attachments);
    }

    [Theory]
    [InlineData("d40000", "null")] // undefined
    [InlineData("d70001020304050607ff", "null")] // an extension that nobody knows
    [InlineData("d6ff65920080", "\"2024-01-01T00:00:00.000Z\"")]
    [InlineData("cb7ff8000000000000", "null")]
    [InlineData("ca3fc00000", "1.5")]
    [InlineData("8101c3", "{\"1\":true}")]
    [InlineData("a1ff", "\"\uFFFD\"")]
    public void MessagePack_ThatJsonDoesNotHave_BecomesWhatJavaScriptMakesOfIt(string hex, string json) => Assert.Equal(json, Back(hex));

    [Theory]
    [InlineData("")]
    [InlineData("c1")]
    [InlineData("0000")]
    [InlineData("a5")]
    [InlineData("ddffffffff")]
    [InlineData("dfffffffff00")]
    [InlineData("c6ffffffff")]
    [InlineData("dbffffffff")]
    [InlineData("81c0c0")]
    [InlineData("81c4010000")]
    [InlineData("c9ffffffff01")]
    public void Convert_WhatIsBroken_GivesNothing(string hex) => Assert.Null(MessagePackToJson.Convert(Convert.FromHexString(hex)));

    private static string Back(string hex) => Encoding.UTF8.GetString(MessagePackToJson.Convert(Convert.FromHexString(hex))!.Value.Json.Span);
}
