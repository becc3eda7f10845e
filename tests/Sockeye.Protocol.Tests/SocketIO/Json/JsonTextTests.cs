using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsCheck;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Protocol.Tests.SocketIO.Json;

public sealed class JsonTextTests
{
    // Any string of JavaScript: halves of surrogate pairs are as likely as characters.
    private static readonly Gen<string> Strings =
        Gen.OneOf(Gen.Char['\0', '\u00ff'], Gen.Char['\ud800', '\udfff'], Gen.Char, Pick.From([.. "\"\\/_placeho"])).Array[0, 20].Select(static chars => new string(chars));

    [Theory]
    [InlineData("\"a\"", "\"a\"")]
    [InlineData(@"""\ud83d\ude00""", @"""\ud83d\ude00""")]
    [InlineData(@"""\ud83d""", @"""\ufffd""")]
    [InlineData(@"""\uDC00x""", @"""\ufffdx""")]
    [InlineData(@"""\ud83d\ud83d\ude00""", @"""\ufffd\ud83d\ude00""")]
    [InlineData(@"""\ude00\ud83d""", @"""\ufffd\ufffd""")]
    [InlineData(@"""\ud83d\n\ude00""", @"""\ufffd\n\ufffd""")]
    [InlineData(@"""\\ud83d""", @"""\\ud83d""")]
    [InlineData(@"{""\ud83d"":[""\\\ud83d""]}", @"{""\ufffd"":[""\\\ufffd""]}")]
    public void Readable_HasReplacementCharactersInThePlaceOfHalves(string json, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(json);

        Assert.Equal(expected, Encoding.UTF8.GetString(JsonText.Readable((ReadOnlySpan<byte>)bytes)));
        Assert.Equal(json != expected, JsonText.HasHalves(bytes));
        Assert.Equal(json, Encoding.UTF8.GetString(bytes));
    }

    [Fact]
    public void Readable_WithoutHalves_IsTheSameMemory()
    {
        ReadOnlyMemory<byte> json = "[\"\\u00e9 \\ud83d\\ude00\"]"u8.ToArray();

        Assert.True(JsonText.Readable(json).Equals(json));
        Assert.True(JsonText.Readable(json.Span) == json.Span);
    }

    [Fact]
    public void AnyString_WrittenAndRead_IsTheSameButForHalves() => Strings.Sample(
        static text =>
        {
            var json = Written(text, JsonText.WriterOptions);
            var read = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)); // as .NET replaces halves
            var element = JsonElement.Parse(JsonText.Readable((ReadOnlySpan<byte>)json));
            var reader = new Utf8JsonReader(json);
            reader.Read();
            var kept = new byte[json.Length];
            var length = JsonText.Unescape(json.AsSpan()[1..^1], kept, keepHalves: true);

            // What keeps the halves is written as the text is.
            return element.GetString() == read
                && JsonText.GetString(reader) == read
                && JsonText.Equals(reader, Encoding.UTF8.GetBytes(read))
                && Written(kept.AsSpan(0, length)).AsSpan().SequenceEqual(json);
        },
        iter: 20_000);

    // With a search through the rest of the text for each of them, this took minutes.
    [Fact]
    public void TextOfHalves_IsWrittenInLinearTime()
    {
        const int Count = 2_000_000;
        var halves = new byte[Count];
        halves.AsSpan().Fill(0xff);

        var time = Stopwatch.StartNew();
        Assert.Equal((6 * Count) + 2, Written(new string('\ud83d', Count), JsonText.WriterOptions).Length);
        Assert.Equal((3 * Count) + 2, Written(halves.AsSpan()).Length);
        Assert.InRange(time.Elapsed.TotalSeconds, 0, 10);
    }

    // Attributes cannot hold halves.
    public static TheoryData<string, string> Escaped => new()
    {
        { "é€😀𝄞\u2028\u2029\u007f<>&'+\uffff", "é€😀𝄞\u2028\u2029\u007f<>&'+\uffff" },
        { "\b\f\n\r\t\0\u001f\"\\/", @"\b\f\n\r\t\u0000\u001f\""\\/" },
        { "a\ud83db", @"a\ud83db" },
        { "\udc00\ud83d\ude00\ud83d", @"\udc00😀\ud83d" },
        { "_placeholder", @"\u005Fplaceholder" },
        { "_placeholders", "_placeholders" },
    };

    [Theory]
    [MemberData(nameof(Escaped))]
    public void Encoder_EscapesWhatJsonStringifyDoes(string text, string expected)
    {
        Assert.Equal($"\"{expected}\"", Encoding.UTF8.GetString(Written(text, JsonText.WriterOptions)));
    }

    [Fact]
    public void Encoder_OfBytesThatAreNoText_WritesReplacementCharacters() =>
        Assert.Equal("\"a\ufffd\ufffdb\"", Encoding.UTF8.GetString(Written([(byte)'a', 0xff, 0xc3, (byte)'b'])));

    [Fact]
    public void Encoder_OfTheApplication_DecidesWhatElseIsEscaped()
    {
        var options = new JsonSerializerOptions { Encoder = JavaScriptEncoder.Default };

        (string json, _) = Arguments.Write(new Dictionary<string, string> { ["_placeholder"] = "é<😀\ud83d" }, options);

        Assert.Equal("""{"\u005Fplaceholder":"\u00E9\u003C\uD83D\uDE00\uFFFD"}""", json);
        (json, _) = Arguments.Write("é<😀", new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        Assert.Equal("\"é<😀\"", json);
    }

    private static byte[] Written(string text, JsonWriterOptions options)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            writer.WriteStringValue(text);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static byte[] Written(ReadOnlySpan<byte> utf8)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            writer.WriteStringValue(utf8);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
