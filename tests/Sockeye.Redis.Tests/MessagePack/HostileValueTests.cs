using System.Text;
using System.Text.Json;
using Sockeye.Emitters.MessagePack;
using Sockeye.Emitters.Redis.PubSub;
using Sockeye.Emitters.Redis.Sharded;
using Sockeye.Emitters.Redis.Streams;
using Sockeye.Protocol.SocketIO.Json;
using Sockeye.Redis.PubSub;
using Sockeye.Redis.Streams;

namespace Sockeye.Redis.Tests.MessagePack;

/// <summary>What clients say, in the messages between servers: what is forwarded stays what it was. A failure names its seed: <c>SOCKEYE_SEED</c> plays it again.</summary>
public sealed class HostileValueTests
{
    private static readonly (string Name, Func<ClusterMessage, ClusterMessage?> Relay)[] Formats =
    [
        ("pub/sub", static message => PubSubDecoder.DecodeBroadcast(PubSubEncoder.EncodeBroadcast(message))),
        ("sharded", static message => Envelope.Decode(ShardedEncoder.Encode(message))),
        ("streams", static message => StreamFormat.Decode(StreamEntryEncoder.Encode(message))),
        ("MessagePack", static message => Envelope.Decode(JsonToMessagePack.Convert(ClusterMessageJson.Write(message)))),
    ];

    [Fact]
    public void Broadcast_InEachFormat_IsWhatItWas()
    {
        foreach (var seed in HostileJson.Seeds(1000))
        {
            var values = new HostileJson(seed);
            var payload = HostileJson.Payload(values.Value(seed % 3 == 0), values.Attachments);
            var room = JsonElement.Parse(JsonText.Readable(Encoding.UTF8.GetBytes(values.Text()))).GetString()!;
            var message = Messages.Of(ClusterMessageType.Broadcast) with { Payload = payload, Options = new BroadcastOptions { Rooms = [room], Except = [room + "x"] } };
            foreach (var (name, relay) in Formats)
            {
                var received = relay(message);
                Assert.True(received is not null, $"seed {seed}, {name}: nothing came of {Encoding.UTF8.GetString(payload.Json.Span)}");
                Assert.True(
                    HostileJson.Meaning(payload, readable: false) == HostileJson.Meaning(received.Payload, readable: false),
                    $"seed {seed}, {name}: {Encoding.UTF8.GetString(payload.Json.Span)} became {Encoding.UTF8.GetString(received.Payload.Json.Span)}");
                Assert.Equal([room], received.Options.Rooms);
                Assert.Equal([room + "x"], received.Options.Except);
            }
        }
    }

    [Fact]
    public void SocketsAndSessions_InEachFormat_CanBeReadWhateverIsInThem()
    {
        foreach (var seed in HostileJson.Seeds(400))
        {
            var values = new HostileJson(seed);
            var value = $$"""{"v":{{values.Value(withBinary: false)}}}""";
            var element = JsonElement.Parse(value, new JsonDocumentOptions { MaxDepth = 200 });
            var message = Messages.Of(ClusterMessageType.FetchSocketsResponse, "r") with { Sockets = [new ClusterSocket("id", element, ["a"], element)] };
            ClusterMessage?[] received =
            [
                PubSubDecoder.DecodeResponse(PubSubEncoder.EncodeResponse(message), "/", static _ => true),
                Envelope.Decode(ShardedEncoder.Encode(message)),
                StreamFormat.Decode(StreamEntryEncoder.Encode(message)),
                Envelope.Decode(JsonToMessagePack.Convert(ClusterMessageJson.Write(message))),
            ];
            var session = StreamFormat.DecodeSession(StreamFormat.EncodeSession(new ClusterSession("p", "s", [], element)));
            foreach (var data in (JsonElement?[])[.. received.Select(static message => message?.Sockets[0].Data), .. received.Select(static message => message?.Sockets[0].Handshake), session?.Data])
            {
                Assert.True(data is not null, $"seed {seed}: nothing came of {value}");
                Assert.True(
                    HostileJson.Meaning(value, [], readable: true) == HostileJson.Meaning(data.Value.GetRawText(), [], readable: true),
                    $"seed {seed}: {value} became {data}");
                Assert.False(JsonText.HasHalves(Encoding.UTF8.GetBytes(data.Value.GetRawText())), $"seed {seed}: {data}");
            }
        }
    }
}
