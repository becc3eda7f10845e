using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Protocol.Tests.SocketIO.Json;

public sealed partial class ArgumentSerializerWriteTests
{
    private const string First = "{\"_placeholder\":true,\"num\":0}";
    private const string Second = "{\"_placeholder\":true,\"num\":1}";

    private interface IShape
    {
        int Sides { get; }
    }

    public static TheoryData<object?, string> PlainValues => new()
    {
        { null, "null" },
        { 1, "1" },
        { "é<\"", "\"é<\\\"\"" },
        { true, "true" },
        { 1.5, "1.5" },
        { new List<int> { 1, 2 }, "[1,2]" },
        { new Message("a", null), "{\"text\":\"a\",\"data\":null}" },
        { JsonDocument.Parse("{\"A\": [1]}").RootElement, "{\"A\":[1]}" },
        { JsonDocument.Parse("[1 ]"), "[1]" },
        { JsonNode.Parse("{\"a\":1}"), "{\"a\":1}" },
        { new object(), "{}" },
    };

    [Theory]
    [MemberData(nameof(PlainValues))]
    public void Serialize_ObjectWithoutBinary_WritesRuntimeTypeAndCollectsNothing(object? value, string expected)
    {
        (string json, List<ReadOnlyMemory<byte>>? attachments) = Arguments.Write(value);

        Assert.Equal(expected, json);
        Assert.Null(attachments);
    }

    [Fact]
    public void Serialize_BinaryOfEachType_WritesPlaceholderForTheSameMemory()
    {
        byte[] bytes = [1, 2, 3];

        AssertOne(Arguments.Write(bytes));
        AssertOne(Arguments.Write<object>(bytes));
        AssertOne(Arguments.Write<IEnumerable<byte>>(bytes));
        AssertOne(Arguments.Write<Memory<byte>>(bytes));
        AssertOne(Arguments.Write<ReadOnlyMemory<byte>>(bytes));
        AssertOne(Arguments.Write<ReadOnlyMemory<byte>?>(bytes));
        AssertOne(Arguments.Write<ArraySegment<byte>>(bytes));

        void AssertOne((string Json, List<ReadOnlyMemory<byte>>? Attachments) result)
        {
            Assert.Equal(First, result.Json);
            Assert.True(Assert.Single(result.Attachments!).Equals(bytes.AsMemory()));
        }
    }

    [Fact]
    public void Serialize_BinaryDeepInside_NumbersInOrder()
    {
        var value = new Dictionary<string, object?>
        {
            ["a"] = new object?[] { 1, new Message("m", [7]), null },
            ["b"] = new ReadOnlyMemory<byte>([8, 9]),
        };

        (string json, List<ReadOnlyMemory<byte>>? attachments) = Arguments.Write(value);

        Assert.Equal($"{{\"a\":[1,{{\"text\":\"m\",\"data\":{First}}},null],\"b\":{Second}}}", json);
        Assert.Equal([[7], [8, 9]], attachments!.Select(a => a.ToArray()));
    }

    [Fact]
    public void Serialize_SeveralArguments_GoOnCounting()
    {
        var serializer = new ArgumentSerializer();
        List<ReadOnlyMemory<byte>>? attachments = null;
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, serializer.WriterOptions))
        {
            writer.WriteStartArray();
            serializer.Serialize(writer, "x", ref attachments);
            serializer.Serialize(writer, new byte[] { 1 }, ref attachments);
            serializer.Serialize(writer, new byte[] { 2 }, ref attachments);
            writer.WriteEndArray();
        }

        Assert.Equal($"[\"x\",{First},{Second}]", System.Text.Encoding.UTF8.GetString(stream.ToArray()));
        Assert.Equal(2, attachments!.Count);
    }

    [Fact]
    public void Serialize_InterfaceOrAbstractType_WritesRuntimeType()
    {
        Assert.Equal("{\"side\":2,\"sides\":4}", Arguments.Write<IShape>(new Square(2)).Json);
        Assert.Equal("[1,2]", Arguments.Write(Enumerable.Range(1, 2).Where(_ => true)).Json);
        Assert.Equal("{\"a\":1}", Arguments.Write<IReadOnlyDictionary<string, int>>(new Dictionary<string, int> { ["a"] = 1 }).Json);
        Assert.Equal("{\"kind\":\"dog\",\"name\":\"r\"}", Arguments.Write<Animal>(new Dog("r")).Json);
    }

    [Fact]
    public void Serialize_NotFiniteNumbers_WritesNullAsJsonStringify()
    {
        Assert.Equal("null", Arguments.Write(double.NaN).Json);
        Assert.Equal("null", Arguments.Write(float.PositiveInfinity).Json);
        Assert.Equal("[null,1.5]", Arguments.Write(new double?[] { double.NegativeInfinity, 1.5 }).Json);
        Assert.Equal("{\"1.5\":0.1}", Arguments.Write(new Dictionary<double, float> { [1.5] = 0.1f }).Json);
        var named = new JsonSerializerOptions { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };
        Assert.Equal("\"NaN\"", Arguments.Write(double.NaN, named).Json);
    }

    [Fact]
    public void Serialize_UsersOptions_AreCopiedAndKept()
    {
        var options = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseUpper, Encoder = JavaScriptEncoder.Default };
        var serializer = new ArgumentSerializer(options);
        options.PropertyNamingPolicy = null;

        Assert.Equal("{\"TEXT\":\"\\u00E9\",\"DATA\":null}", Arguments.Write(serializer, new Message("é", null)).Json);
        Assert.Empty(options.Converters);
        Assert.Null(options.TypeInfoResolver);
    }

    [Fact]
    public void Serialize_SourceGeneratedOnly_KnowsItsTypesAndPlainOnes()
    {
        var serializer = new ArgumentSerializer(new JsonSerializerOptions { TypeInfoResolver = TestContext.Default });

        Assert.Equal($"{{\"Text\":\"a\",\"Data\":{First}}}", Arguments.Write(serializer, new Message("a", [1])).Json);
        Assert.Equal($"[1,\"a\",{First},null]", Arguments.Write(serializer, new object?[] { 1, "a", new byte[1], null }).Json);
        NotSupportedException exception = Assert.Throws<NotSupportedException>(() => Arguments.Write(serializer, new Square(1)));
        Assert.Contains(nameof(Square), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Serialize_ReentrantConverter_KeepsAttachmentsApart()
    {
        var inner = new ArgumentSerializer();
        var outer = new ArgumentSerializer(new JsonSerializerOptions { Converters = { new NestingConverter(inner) } });

        (string json, List<ReadOnlyMemory<byte>>? attachments) = Arguments.Write(outer, new object[] { new byte[] { 1 }, new Nested(), new byte[] { 2 } });

        Assert.Equal($"[{First},1,{Second}]", json);
        Assert.Equal([[1], [2]], attachments!.Select(a => a.ToArray()));
    }

    [Fact]
    public void Serialize_ConverterThrows_NextCallStartsClean()
    {
        var serializer = new ArgumentSerializer(new JsonSerializerOptions { Converters = { new ThrowingConverter() } });

        Assert.Throws<FormatException>(() => Arguments.Write(serializer, new object[] { new byte[] { 1 }, new Nested() }));

        Assert.Equal(First, Arguments.Write(serializer, new byte[] { 2 }).Json);
    }

    private sealed record Message(string Text, byte[]? Data);

    private sealed record Square(int Side) : IShape
    {
        public int Sides => 4;
    }

    [JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
    [JsonDerivedType(typeof(Dog), "dog")]
    private abstract record Animal(string Name);

    private sealed record Dog(string Name) : Animal(Name);

    private sealed record Nested;

    private sealed class NestingConverter(ArgumentSerializer inner) : JsonConverter<Nested>
    {
        public override Nested Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, Nested value, JsonSerializerOptions options)
        {
            (_, List<ReadOnlyMemory<byte>>? attachments) = Arguments.Write(inner, new byte[] { 9 });
            byte[]? read = inner.Deserialize<byte[]>("{\"_placeholder\":true,\"num\":0}"u8, [attachments![0]]);
            writer.WriteNumberValue(attachments.Count * read!.Length);
        }
    }

    private sealed class ThrowingConverter : JsonConverter<Nested>
    {
        public override Nested Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new FormatException();

        public override void Write(Utf8JsonWriter writer, Nested value, JsonSerializerOptions options) => throw new FormatException();
    }

    [JsonSerializable(typeof(Message))]
    private sealed partial class TestContext : JsonSerializerContext;
}
