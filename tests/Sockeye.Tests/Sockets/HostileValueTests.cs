using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sockeye.MessagePack;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.Tests.Sockets;

/// <summary>The same values on every way that they can take. A failure names its seed: <c>SOCKEYE_SEED</c> plays it again.</summary>
public sealed class HostileValueTests(ITestOutputHelper output)
{
    private const int Count = 200;

    /// <summary>Each sends back what it got; those of the second list as it came.</summary>
    private static readonly string[] Reading =
        ["element", "document", "node", "object", "dictionary", "elements", "nodes", "object-record", "node-record", "data", "get-element", "ask-element"];

    private static readonly string[] Forwarding = ["event", "ack", "ask", "renamed"];

    [Fact]
    public async Task Value_OnEveryWayThroughAServer_IsWhatItWas()
    {
        await using var server = await TestServer.StartAsync(Listen);
        await using var client = await server.ConnectAsync();
        foreach (var seed in HostileJson.Seeds(Count))
        {
            output.WriteLine($"seed {seed}");
            var values = new HostileJson(seed);
            var withBinary = seed % 3 == 0;
            var value = $$"""{"v":{{values.Value(withBinary)}}}""";
            foreach (var name in (string[])[.. Reading, .. Forwarding])
            {
                var (answer, attachments) = await AskAsync(client, name, value, values.Attachments);
                var readable = Reading.Contains(name);
                Assert.True(
                    HostileJson.Meaning(value, values.Attachments, readable) == HostileJson.Meaning(answer, attachments, readable),
                    $"seed {seed}, {name}: {value} became {answer}");
            }
        }
    }

    [Fact]
    public async Task Text_AsNameOfAnything_IsOneTextEverywhere()
    {
        var cluster = new LoopbackCluster { Credentials = ClusterCredentials.Always };
        Action<SocketIOServer> io = static io =>
        {
            var history = io.MainNamespace.UseHistory();
            io.OnConnection(socket =>
            {
                socket.On("join", (string room, Acknowledgement ack) => JoinAsync(socket, room, ack));
                socket.On("keep", async (string name, JsonElement value, Acknowledgement ack) =>
                {
                    await history.EmitAsync("tea", "kept " + name, value);
                    var page = await history.ReadAsync("tea", last: 1);
                    await ack.SendAsync(page.Messages[0].EventName, page.Messages[0].Arguments.Get<JsonElement>(0));
                });
                socket.OnUnhandled(e => e.Acknowledgement.SendAsync(e.Name).AsTask());
            });
        };
        await using var here = await TestServer.StartAsync(io, services: cluster.Services + RoomSettings.With(static options => options.AllowUnshared = true));
        await using var there = await TestServer.StartAsync(services: cluster.Services);
        foreach (var seed in HostileJson.Seeds(Count / 4))
        {
            output.WriteLine($"seed {seed}");
            var values = new HostileJson(seed);
            var (text, value) = (values.Text(), values.Value(withBinary: false));
            var read = JsonSerializer.Deserialize<string>(Readable(text))!;
            await using var client = await here.ConnectAsync(auth: $$"""{"token":{{text}},"v":{{value}}}""");

            // As an event, whose own names are taken.
            await client.SendAsync($"421[\"x{text[1..^1]}\"]");
            Assert.Equal("x" + read, JsonElement.Parse((await client.ReceiveAsync())[3..])[0].GetString());

            // As a room, in which somebody is found and spoken to from another server.
            await client.SendAsync($"""421["join",{text}]""");
            Assert.Equal(read, JsonElement.Parse((await client.ReceiveAsync())[3..])[0].GetString());
            var found = await there.IO.To(read).FetchSocketsAsync();
            var socket = Assert.Single(found);
            Assert.Equal(read, socket.Handshake.GetProperty("auth").GetProperty("token").GetString());
            Assert.Equal(read, socket.Data.GetString());
            Assert.Equal(
                HostileJson.Meaning(value, [], readable: true),
                HostileJson.Meaning(AsSent(socket.Handshake.GetProperty("auth").GetProperty("v")), [], readable: true));
            await there.IO.To(read).EmitAsync("found", read);
            Assert.Equal(read, JsonElement.Parse((await client.ReceiveAsync())[2..])[1].GetString());

            // In the history of a room.
            await client.SendAsync($"""421["keep",{text},{value}]""");
            var answer = JsonElement.Parse((await client.ReceiveAsync())[3..], new JsonDocumentOptions { MaxDepth = 1000 });
            Assert.Equal("kept " + read, answer[0].GetString());
            Assert.Equal(HostileJson.Meaning(value, [], readable: true), HostileJson.Meaning(answer[1].GetRawText(), [], readable: true));
        }
    }

    // An element that looks as if it carried bytes says that it does not.
    private static string AsSent(JsonElement element) => element.GetRawText().Replace("\"base64\":\"=", "\"base64\":\"", StringComparison.Ordinal);

    [Fact]
    public void Value_ThroughBothParsers_IsWhatItWas()
    {
        foreach (var seed in HostileJson.Seeds(Count * 5))
        {
            var values = new HostileJson(seed);
            var value = values.Value(seed % 3 == 0);
            var json = Roundtrip(JsonPacketParser.Instance, $"[\"x\",{value}]", values.Attachments);
            Same(seed, "JSON", value, values.Attachments, json, readable: false);

            // From what the decoder of the default parser gives, as servers do.
            var pack = Roundtrip(MessagePackParser.Instance, json.Payload, json.Attachments);
            Same(seed, "MessagePack", value, values.Attachments, pack, readable: true);
        }
    }

    private static void Same(int seed, string way, string value, byte[][] attachments, (string Payload, byte[][] Attachments) packet, bool readable)
    {
        var expected = HostileJson.Meaning($"[\"x\",{value}]", attachments, readable);
        var actual = HostileJson.Meaning(packet.Payload, packet.Attachments, readable);
        Assert.True(expected == actual, $"seed {seed}, {way}: {value} became {packet.Payload}");
    }

    private static (string Payload, byte[][] Attachments) Roundtrip(PacketParser parser, string payload, byte[][] attachments)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        var form = parser.Encode(
            new Packet(PacketType.Event, "/"u8, Packet.NoId, System.Text.Encoding.UTF8.GetBytes(payload), Array.ConvertAll(attachments, static bytes => (ReadOnlyMemory<byte>)bytes)), output);
        var decoder = parser.CreateDecoder(new PacketDecoderOptions { MaxDepth = 200 });
        var status = decoder.Decode(output.WrittenSpan, form is EncodedForm.Binary, out var packet);
        foreach (var attachment in form == EncodedForm.TextAndAttachments ? attachments : [])
        {
            Assert.Equal(DecodeStatus.NeedMore, status);
            status = decoder.Decode(attachment, isBinary: true, out packet);
        }

        Assert.True(status == DecodeStatus.Complete, $"{decoder.Error}: {payload}");
        return (System.Text.Encoding.UTF8.GetString(packet.Payload), [.. packet.Attachments.ToArray().Select(static bytes => bytes.ToArray())]);
    }

    private static ReadOnlySpan<byte> Readable(string json) => Protocol.SocketIO.Json.JsonText.Readable(System.Text.Encoding.UTF8.GetBytes(json));

    private static async Task JoinAsync(Socket socket, string room, Acknowledgement ack)
    {
        await socket.JoinAsync(room);
        socket.Data.Set(room);
        await ack.SendAsync(room);
    }

    private static void Listen(SocketIOServer io) => io.OnConnection(static socket =>
    {
        socket.On("element", static (JsonElement value, Acknowledgement ack) => ack.SendAsync(value));
        socket.On("document", static (JsonDocument value, Acknowledgement ack) => ack.SendAsync(value));
        socket.On("node", static (JsonNode value, Acknowledgement ack) => ack.SendAsync(value));
        socket.On("object", static (object value, Acknowledgement ack) => ack.SendAsync(value));
        socket.On("dictionary", static (Dictionary<string, object> value, Acknowledgement ack) => ack.SendAsync(value));
        socket.On("elements", static (Dictionary<string, JsonElement> value, Acknowledgement ack) => ack.SendAsync(value));
        socket.On("nodes", static (Dictionary<string, JsonNode> value, Acknowledgement ack) => ack.SendAsync(value));
        socket.On("object-record", static (ObjectRecord value, Acknowledgement ack) => ack.SendAsync(value));
        socket.On("node-record", static (NodeRecord value, Acknowledgement ack) => ack.SendAsync(value));
        socket.On("data", (object value, Acknowledgement ack) =>
        {
            socket.Data.Set(value);
            return ack.SendAsync(socket.Data.ToJson());
        });
        socket.On("get-element", static (IncomingEvent e) => e.Acknowledgement.SendAsync(e.Arguments.Get<JsonElement>(0)).AsTask());
        socket.On("ask-element", async (JsonElement value, Acknowledgement ack) => await ack.SendAsync((await socket.EmitWithAckAsync("question", value)).Get<JsonElement>(0)));
        socket.On("event", static (IncomingEvent e) => e.Acknowledgement.SendAsync(e.Arguments).AsTask());
        socket.On("ack", async (IncomingEvent e) => await e.Acknowledgement.SendAsync(await socket.EmitWithAckAsync("question", e.Arguments)));
        socket.On("ask", async (IncomingEvent e) => await e.Acknowledgement.SendAsync(await socket.EmitWithAckAsync("question", e.Arguments)));
        socket.Use(static e =>
        {
            if (e.Name == "renamed")
            {
                e.Rewrite("event", e.Arguments);
            }
        });
    });

    private static async Task<(string Value, byte[][] Attachments)> AskAsync(TestClient client, string name, string value, byte[][] attachments)
    {
        await SendAsync(client, '2', "7", $"\"{name}\",", value, attachments);
        while (true)
        {
            var (type, id, payload, binary) = await ReceiveAsync(client);
            if (type == '3')
            {
                Assert.Equal("7", id);
                return (payload[1..^1], binary);
            }

            // A question, which is answered with what it asks.
            Assert.StartsWith("[\"question\",", payload, StringComparison.Ordinal);
            await SendAsync(client, '3', id, string.Empty, payload["[\"question\",".Length..^1], binary);
        }
    }

    private static async Task SendAsync(TestClient client, char type, string id, string name, string value, byte[][] attachments)
    {
        var head = attachments.Length == 0 ? $"4{type}{id}" : $"4{(type == '2' ? '5' : '6')}{attachments.Length}-{id}";
        await client.SendAsync([$"{head}[{name}{value}]", .. attachments.Select(static bytes => (Frame)bytes)]);
    }

    private static async Task<(char Type, string Id, string Payload, byte[][] Attachments)> ReceiveAsync(TestClient client)
    {
        var packet = await client.ReceiveAsync();
        var (type, rest) = (packet[1], packet[2..]);
        var count = 0;
        if (type is '5' or '6')
        {
            var dash = rest.IndexOf('-', StringComparison.Ordinal);
            count = int.Parse(rest[..dash], CultureInfo.InvariantCulture);
            (type, rest) = ((char)(type - 3), rest[(dash + 1)..]);
        }

        var start = rest.IndexOf('[', StringComparison.Ordinal);
        var attachments = new byte[count][];
        for (var i = 0; i < count; i++)
        {
            attachments[i] = await client.ReceiveBinaryAsync();
        }

        return (type, rest[..start], rest[start..], attachments);
    }

    private sealed record ObjectRecord(object? V);

    private sealed record NodeRecord(JsonNode? V);
}
