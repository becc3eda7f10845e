using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Protocol.Tests.SocketIO.Json;

/// <summary>Types that say nothing of what is in them.</summary>
public sealed class LooseTypeTests
{
    private const string First = "{\"_placeholder\":true,\"num\":0}";

    private static readonly byte[] Bytes = [1, 2, 3];

    [Fact]
    public void Object_IsReadAsWhatItIs()
    {
        Assert.Equal(JsonValueKind.Number, Assert.IsType<JsonElement>(Arguments.Read<object>("1")).ValueKind);
        Assert.Null(Arguments.Read<object>("null"));
        Assert.Same(Bytes, Arguments.Read<object>(First, Bytes));
        Assert.Equal([null, true], Arguments.Read<object?[]>("[null,true]")!.Select(static item => item is JsonElement element ? element.GetBoolean() : item));
    }

    [Fact]
    public void Object_AsNode_IsReadSo()
    {
        var serializer = new ArgumentSerializer(new JsonSerializerOptions { UnknownTypeHandling = JsonUnknownTypeHandling.JsonNode });

        Assert.IsType<JsonObject>(serializer.Deserialize<object>("{\"a\":1}"u8, []), exactMatch: true);
        Assert.Null(serializer.Deserialize<object>("null"u8, []));
    }

    [Fact]
    public void ExtensionData_OfEachKind_HoldsTheRest()
    {
        const string Json = "{\"a\":1,\"file\":{\"_placeholder\":true,\"num\":0}}";

        AssertRoundTrip<WithObjects>();
        AssertRoundTrip<WithElements>();
        Assert.Equal("\ufffd", Arguments.Read<WithNode>("{\"a\":[\"\\ud83d\"]}")!.Rest!["a"]![0]!.GetValue<string>());

        static void AssertRoundTrip<T>()
        {
            (string json, List<ReadOnlyMemory<byte>>? attachments) = Arguments.Write(Arguments.Read<T>(Json, Bytes));
            Assert.Equal(Json, json);
            Assert.Equal(Bytes, Assert.Single(attachments!).ToArray());
        }
    }

    [Fact]
    public void NodesInOtherTypes_KeepTheirBytes()
    {
        const string Json = "{\"object\":{\"a\":{\"_placeholder\":true,\"num\":0}},\"node\":[{\"_placeholder\":true,\"num\":1}]}";

        (string json, List<ReadOnlyMemory<byte>>? attachments) = Arguments.Write(Arguments.Read<WithNodes>(Json, Bytes, Bytes));

        Assert.Equal(Json, json);
        Assert.Equal(2, attachments!.Count);
    }

    [Fact]
    public void JsonObjects_WhereverTheyStand_KeepTheirBytes()
    {
        const string Json = "[{\"a\":{\"_placeholder\":true,\"num\":0}}]";

        AssertRoundTrip(Arguments.Read<List<JsonObject>>(Json, Bytes));
        AssertRoundTrip(Arguments.Read<JsonObject[]>(Json, Bytes));
        AssertRoundTrip(new object[] { Arguments.Read<JsonObject>(Json[1..^1], Bytes)! });
        AssertRoundTrip(new List<object> { Arguments.Read<JsonNode>(Json[1..^1], Bytes)! });
        AssertRoundTrip<object>(new[] { new Dictionary<string, object> { ["a"] = Arguments.Read<JsonObject>(Json[1..^1], Bytes)!["a"]! } });

        static void AssertRoundTrip<T>(T value)
        {
            (string json, List<ReadOnlyMemory<byte>>? attachments) = Arguments.Write(value);
            Assert.Equal(Json, json);
            Assert.Equal(Bytes, Assert.Single(attachments!).ToArray());
        }
    }

    [Fact]
    public void Element_DeeperThanTheStack_IsJsonException()
    {
        string json = new string('[', 20_000) + First + new string(']', 20_000);

        Assert.Throws<JsonException>(() =>
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json), new JsonReaderOptions { MaxDepth = int.MaxValue });
            new ArgumentSerializer().Deserialize<JsonElement>(ref reader, [Bytes]);
        });
    }

    [Fact]
    public void Object_InACycle_IsRefused()
    {
        var cycle = new Holder();
        cycle.Value = cycle;

        Assert.Throws<JsonException>(() => Arguments.Write(cycle));
    }

    [Fact]
    public void Object_WithAConverterOfTheApplication_IsReadByThat()
    {
        var options = new JsonSerializerOptions();
        options.Converters.Add(new Answer());

        Assert.Equal(42, new ArgumentSerializer(options).Deserialize<object>("{}"u8, []));
    }

    [Fact]
    public void Node_OfAnotherKind_IsJsonException()
    {
        Assert.Throws<JsonException>(() => Arguments.Read<JsonArray>("{}"));
        Assert.Throws<JsonException>(() => Arguments.Read<JsonObject>("[]"));
        Assert.Throws<JsonException>(() => Arguments.Read<JsonValue>("[]"));
        Assert.Null(Arguments.Read<JsonNode>("null"));
    }

    [Fact]
    public void Node_MadeOfValues_IsWrittenAsTheyAre()
    {
        var node = new JsonObject { ["a"] = 1, ["_placeholder"] = true, ["b"] = new JsonArray("x", null), ["c"] = JsonValue.Create(new DateOnly(2026, 1, 2)) };

        Assert.Equal("{\"a\":1,\"\\u005Fplaceholder\":true,\"b\":[\"x\",null],\"c\":\"2026-01-02\"}", Arguments.Write(node).Json);
    }

    [Theory]
    [InlineData("{\"_placeholder\":true,\"base64\":\"AQID\"}", true)]
    [InlineData("{\"_placeholder\":true,\"base64\":\"!\"}", false)]
    [InlineData("{\"_placeholder\":true,\"base64\":\"\\ud83d\"}", false)]
    [InlineData("{\"_placeholder\":true,\"base64\":1}", false)]
    [InlineData("{\"_placeholder\":1,\"base64\":\"AQID\"}", false)]
    public void Element_ThatCarriesBytes_IsBinaryWhenItIsWritten(string json, bool isBinary)
    {
        (string written, List<ReadOnlyMemory<byte>>? attachments) = Arguments.Write(JsonElement.Parse(json));

        Assert.Equal(isBinary ? First : json.Replace("_placeholder", "\\u005Fplaceholder", StringComparison.Ordinal), written);
        Assert.Equal(isBinary, attachments is not null);
    }

    private sealed class Holder
    {
        public object? Value { get; set; }
    }

    private sealed record WithNodes(JsonObject Object, JsonNode Node);

    private sealed class WithObjects
    {
        [JsonExtensionData]
        public Dictionary<string, object>? Rest { get; set; }
    }

    private sealed class WithElements
    {
        [JsonExtensionData]
        public Dictionary<string, JsonElement>? Rest { get; set; }
    }

    private sealed class WithNode
    {
        [JsonExtensionData]
        public JsonObject? Rest { get; set; }
    }

    private sealed class Answer : JsonConverter<object>
    {
        public override object Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            reader.Skip();
            return 42;
        }

        public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options) => writer.WriteNumberValue(42);
    }
}
