using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sockeye.Tests.Sockets;

public sealed class SerializationTests
{
    [Fact]
    public async Task Arguments_NestedAsDeepAsAPacketMayBe_AreReadAndWritten()
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket =>
            socket.On("e", async (JsonElement value) => await socket.EmitAsync("back", value))));
        await using var client = await server.ConnectAsync();
        var deep = new string('[', 120) + new string(']', 120);

        await client.SendAsync($"""42["e",{deep}]""");

        await client.ExpectAsync($"""42["back",{deep}]""");
    }

    [Fact]
    public async Task Emit_InsideAConverter_DoesNotMixThePackets()
    {
        await using var server = await TestServer.StartAsync(options: static options =>
            options.JsonSerializerOptions = new JsonSerializerOptions(JsonSerializerDefaults.Web) { Converters = { new EmittingConverter() } });
        await using var client = await server.ConnectAsync();
        var socket = server.IO.Sockets[client.Id];

        await socket.EmitAsync("outer", 1, new Emitting(socket), new byte[] { 1 });
        await socket.EmitAsync("next");

        await client.ExpectAsync("""451-["inner",{"_placeholder":true,"num":0}]""");
        Assert.Equal([2], await client.ReceiveBinaryAsync());
        await client.ExpectAsync("""451-["outer",1,"written",{"_placeholder":true,"num":0}]""");
        Assert.Equal([1], await client.ReceiveBinaryAsync());
        await client.ExpectAsync("""42["next"]""");
    }

    [Fact]
    public async Task Emit_OfALargePacket_IsWhole()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var text = string.Concat(Enumerable.Range(0, 60_000).Select(static i => (char)('a' + (i % 26))));
        var bytes = new byte[300_000];
        Random.Shared.NextBytes(bytes);

        await server.IO.EmitAsync("large", text + text, bytes);
        await server.IO.EmitAsync("small", 1);

        await client.ExpectAsync($$"""451-["large","{{text}}{{text}}",{"_placeholder":true,"num":0}]""");
        Assert.Equal(bytes, await client.ReceiveBinaryAsync());
        await client.ExpectAsync("""42["small",1]""");
    }

    [Fact]
    public async Task Emit_OfBytesThatChangeAfterwards_SendsThemAsTheyWere()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        byte[] bytes = [1, 2, 3];

        await server.IO.EmitAsync("e", bytes);
        bytes[0] = 9;

        await client.ReceiveAsync();
        Assert.Equal([1, 2, 3], await client.ReceiveBinaryAsync());
    }

    private sealed record Emitting(Socket Socket);

    private sealed class EmittingConverter : JsonConverter<Emitting>
    {
        public override Emitting Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, Emitting value, JsonSerializerOptions options)
        {
            Assert.True(value.Socket.EmitAsync("inner", new byte[] { 2 }).AsTask().IsCompletedSuccessfully);
            writer.WriteStringValue("written");
        }
    }
}
