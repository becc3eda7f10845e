using System.Text.Json;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Protocol.Tests.SocketIO.Json;

public sealed class ArgumentSerializerReadTests
{
    private const string First = "{\"_placeholder\":true,\"num\":0}";

    private static readonly byte[] Bytes = [1, 2, 3];

    [Fact]
    public void Deserialize_PlainValues_GivesThem()
    {
        Assert.Equal(1, Arguments.Read<int>("1"));
        Assert.Equal("é", Arguments.Read<string>("\"\\u00e9\""));
        Assert.Null(Arguments.Read<string>("null"));
        Assert.Null(Arguments.Read<byte[]>("null"));
        Assert.Equal(1.5, Arguments.Read<double>("\"1.5\"")); // the web defaults read numbers from strings
        Assert.Equal(-1e3f, Arguments.Read<float>("\"-1e3\""));
        Assert.Throws<JsonException>(() => Arguments.Read<double>("\"x\""));
        Assert.Throws<JsonException>(() => Arguments.Read<double>("\"\\ud800\""));
        Assert.Throws<JsonException>(() => Arguments.Read<double>("null"));
        Assert.Equal(0.5f, Arguments.Read<float?>("0.5"));
        Assert.Equal(2.5, Arguments.Read<Dictionary<double, double>>("{\"1.5\":2.5}")![1.5]);
    }

    [Fact]
    public void Deserialize_Placeholder_GivesAttachmentWithoutCopy()
    {
        Assert.Same(Bytes, Arguments.Read<byte[]>(First, Bytes));
        Assert.True(Arguments.Read<ReadOnlyMemory<byte>>(First, Bytes).Equals(Bytes.AsMemory()));
        Assert.True(Arguments.Read<Memory<byte>?>(First, Bytes)!.Value.Equals(Bytes.AsMemory()));
        Assert.Same(Bytes, Arguments.Read<ArraySegment<byte>>(First, Bytes).Array);
        Assert.Empty(Arguments.Read<byte[]>(First, default(ReadOnlyMemory<byte>))!);
        Assert.Equal([2], Arguments.Read<byte[]>(First, Bytes.AsMemory(1, 1))!);
    }

    [Theory]
    [InlineData("{\"num\":0,\"_placeholder\":true}")]
    [InlineData("{\"num\":{\"a\":1},\"_placeholder\":true,\"x\":[1,{}],\"num\":0}")]
    [InlineData("{\"_placeholder\":[],\"_placeholder\":true,\"num\":0}")]
    public void Deserialize_UnusualPlaceholder_GivesAttachment(string json) =>
        Assert.Same(Bytes, Arguments.Read<byte[]>(json, Bytes));

    [Theory]
    [InlineData("\"AQID\"")] // base64 is a string like any other
    [InlineData("[1,2,3]")]
    [InlineData("1")]
    [InlineData("{}")]
    [InlineData("{\"num\":0}")]
    [InlineData("{\"_placeholder\":false,\"num\":0}")]
    [InlineData("{\"_placeholder\":true}")]
    [InlineData("{\"_placeholder\":true,\"num\":1}")]
    [InlineData("{\"_placeholder\":true,\"num\":-1}")]
    [InlineData("{\"_placeholder\":true,\"num\":0.5}")]
    [InlineData("{\"_placeholder\":true,\"num\":\"0\"}")]
    [InlineData("{\"_placeholder\":true,\"num\":0,\"num\":[]}")]
    public void Deserialize_NoAttachmentMeant_IsJsonException(string json)
    {
        Assert.Throws<JsonException>(() => Arguments.Read<byte[]>(json, Bytes));
        Assert.Throws<JsonException>(() => Arguments.Read<ReadOnlyMemory<byte>>(json, Bytes));
        Assert.Throws<JsonException>(() => Arguments.Read<Memory<byte>>(json, Bytes));
        Assert.Throws<JsonException>(() => Arguments.Read<ArraySegment<byte>>(json, Bytes));
    }

    [Fact]
    public void Deserialize_PlaceholderWithoutAttachments_IsJsonException() =>
        Assert.Throws<JsonException>(() => Arguments.Read<byte[]>(First));

    [Fact]
    public void Deserialize_BinaryInsideOfType_IsFilledIn()
    {
        Message? message = Arguments.Read<Message>($"{{\"text\":\"a\",\"data\":{First}}}", Bytes);

        Assert.Equal("a", message!.Text);
        Assert.Same(Bytes, message.Data);
    }

    [Fact]
    public void Deserialize_JsonElement_KeepsPlaceholderAndContent()
    {
        var element = Arguments.Read<JsonElement>(First, Bytes);

        Assert.True(element.GetProperty("_placeholder").GetBoolean());
        Assert.Equal(0, element.GetProperty("num").GetInt32());
        Assert.Equal(Bytes, element.GetProperty("base64").GetBytesFromBase64());
    }

    [Theory]
    [InlineData("1")]
    [InlineData("{}")]
    [InlineData("\"a")]
    [InlineData("")]
    [InlineData("nul")]
    public void Deserialize_NotThatType_IsJsonException(string json)
    {
        Assert.ThrowsAny<JsonException>(() => Arguments.Read<string>(json));
        Assert.ThrowsAny<JsonException>(() =>
        {
            var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes("[" + json + "]"));
            reader.Read();
            reader.Read();
            new ArgumentSerializer().Deserialize<string>(ref reader, []);
        });
    }

    [Fact]
    public void Deserialize_Reader_TakesOneValueAfterTheOther()
    {
        var serializer = new ArgumentSerializer();
        var reader = new Utf8JsonReader("[\"x\",{\"text\":\"a\",\"data\":{\"_placeholder\":true,\"num\":0}},2]"u8);
        reader.Read();
        reader.Read();

        Assert.Equal("x", serializer.Deserialize<string>(ref reader, []));
        reader.Read();
        Assert.Same(Bytes, serializer.Deserialize<Message>(ref reader, [Bytes])!.Data);
        reader.Read();
        Assert.Equal(2, serializer.Deserialize<int>(ref reader, []));
        reader.Read();
        Assert.Equal(JsonTokenType.EndArray, reader.TokenType);
    }

    private sealed record Message(string Text, byte[]? Data);
}
