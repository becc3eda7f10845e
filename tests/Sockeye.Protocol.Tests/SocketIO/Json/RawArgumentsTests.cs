using System.Text;
using System.Text.Json;
using CsCheck;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Protocol.Tests.SocketIO.Json;

public sealed class RawArgumentsTests
{
    [Theory]
    [InlineData("", 0, "[0,9]")]
    [InlineData("[]", 0, "[0,9]")]
    [InlineData("[\"x\"]", 1, "[0,9]")]
    [InlineData("[\"x\"]", 5, "[0,9]")]
    [InlineData("[\"x\"]", 0, "[0,\"x\",9]")]
    [InlineData("[\"x\",1,{\"a\":[1]}]", 1, "[0,1,{\"a\":[1]},9]")]
    [InlineData(" [ \"x\" , 1 , \"]\" ] ", 1, "[0,1 , \"]\" ,9]")]
    [InlineData("[[[1]],{\"b\":{}},3]", 2, "[0,3,9]")]
    public void Copy_WithoutAttachments_CopiesBytesAsTheyAre(string payload, int skip, string expected)
    {
        List<ReadOnlyMemory<byte>>? attachments = null;

        Assert.Equal(expected, Copy(payload, skip, [], ref attachments));
        Assert.Null(attachments);
    }

    [Fact]
    public void Copy_FirstAttachments_KeepTheirNumbers()
    {
        List<ReadOnlyMemory<byte>>? attachments = null;

        string json = Copy("[\"x\",{\"_placeholder\":true,\"num\":1},{\"num\":0,\"_placeholder\":true}]", 1, [new byte[1], new byte[2]], ref attachments);

        Assert.Equal("[0,{\"_placeholder\":true,\"num\":1},{\"num\":0,\"_placeholder\":true},9]", json);
        Assert.Equal([1, 2], attachments!.Select(a => a.Length));
    }

    [Theory]
    [InlineData("[\"x\",{\"_placeholder\":true,\"num\":0},1]", "[0,{\"_placeholder\":true,\"num\":9},1,9]")]
    [InlineData("[\"x\",{\"num\":1,\"_placeholder\":true}]", "[0,{\"num\":10,\"_placeholder\":true},9]")]
    [InlineData("[\"x\",{\"num\":1}]", "[0,{\"num\":1},9]")]
    [InlineData("[\"x\",{\"num\":7,\"_placeholder\":true,\"num\" : 1 }]", "[0,{\"num\":7,\"_placeholder\":true,\"num\" : 10 },9]")]
    [InlineData("[{\"_placeholder\":true,\"num\":0},[{\"a\":{\"_placeholder\":true,\"num\":1}},{\"_placeholder\":true,\"num\":0}]]", "[0,[{\"a\":{\"_placeholder\":true,\"num\":10}},{\"_placeholder\":true,\"num\":9}],9]")]
    [InlineData("[1,{\"num\":0,\"x\":{\"_placeholder\":true,\"num\":1},\"_placeholder\":true}]", "[0,{\"num\":9,\"x\":{\"_placeholder\":true,\"num\":10},\"_placeholder\":true},9]")]
    public void Copy_FurtherAttachments_AreRenumbered(string payload, string expected)
    {
        List<ReadOnlyMemory<byte>>? attachments = [.. new ReadOnlyMemory<byte>[9]];

        Assert.Equal(expected, Copy(payload, 1, [new byte[1], new byte[2]], ref attachments));
        Assert.Equal([1, 2], attachments!.Skip(9).Select(a => a.Length));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("1")]
    [InlineData("[")]
    [InlineData("x")]
    public void Copy_NoArray_IsJsonException(string payload)
    {
        List<ReadOnlyMemory<byte>>? attachments = null;
        Assert.ThrowsAny<JsonException>(() => Copy(payload, 0, [], ref attachments));
    }

    [Fact]
    public void Copy_SerializedTwice_EveryBinaryIsFoundAgain() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 5], Gen.Int[0, 20]).Sample((before, count, depth) =>
        {
            var serializer = new ArgumentSerializer();
            object[] values = [.. Enumerable.Range(0, count).Select(i => Nest(new[] { (byte)i }, depth))];
            (string json, List<ReadOnlyMemory<byte>>? source) = Arguments.Write(serializer, values);
            List<ReadOnlyMemory<byte>>? attachments = [.. new ReadOnlyMemory<byte>[before]];
            string copy = Copy(json, 0, source is null ? [] : [.. source], ref attachments);

            using JsonDocument document = JsonDocument.Parse(copy);
            for (int i = 0; i < count; i++)
            {
                JsonElement element = document.RootElement[i + 1];
                for (int level = 0; level < depth; level++)
                {
                    element = element[0].GetProperty("num");
                }

                byte[]? read = serializer.Deserialize<byte[]>(Encoding.UTF8.GetBytes(element.GetRawText()), [.. attachments!]);
                if (read![0] != i)
                {
                    return false;
                }
            }

            return document.RootElement.GetArrayLength() == count + 2;
        });

    private static object Nest(object value, int depth) =>
        depth == 0 ? value : new object[] { new Dictionary<string, object> { ["num"] = Nest(value, depth - 1) } };

    private static string Copy(string payload, int skip, ReadOnlySpan<ReadOnlyMemory<byte>> from, ref List<ReadOnlyMemory<byte>>? attachments)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new ArgumentSerializer().WriterOptions))
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(0);
            RawArguments.Copy(writer, Encoding.UTF8.GetBytes(payload), skip, from, ref attachments);
            writer.WriteNumberValue(9);
            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
