using System.Text;
using Sockeye.Emitters.Postgres.Messages;
using Cluster = Sockeye.Redis.Tests.Support.Messages;

namespace Sockeye.Postgres.Tests.Messages;

/// <summary>The bytes that <c>@socket.io/postgres-adapter</c> 0.5 and <c>@socket.io/postgres-emitter</c> 0.1 send, recorded from them.</summary>
public sealed class PostgresFormatTests
{
    private const string Header = """{"uid":"3707436895876885","type":""";

    public static TheoryData<string, string> Recorded => new()
    {
        { "initial heartbeat", """{"type":1,"uid":"3707436895876885","nsp":"/"}""" },
        { "heartbeat", """{"type":2,"uid":"3707436895876885","nsp":"/"}""" },
        { "hello", """{"type":3,"data":{"packet":{"type":2,"data":["hello",1]},"opts":{"rooms":[],"except":[],"flags":{}}},"uid":"3707436895876885","nsp":"/"}""" },
        { "room", """{"type":3,"data":{"packet":{"type":2,"data":["e",{"a":[null,true,1.5,-1,70000,4294967296,"é"]}]},"opts":{"rooms":["room"],"except":["x"],"flags":{"volatile":true,"compress":false}}},"uid":"3707436895876885","nsp":"/"}""" },
        { "binary", "84a47479706503a46461746182a67061636b657482a47479706502a46461746193a362696ec40301020381a178c400a46f70747383a5726f6f6d7392a161a162a665786365707490a5666c61677380a3756964b033373037343336383935383736383835a36e7370a12f" },
        { "ask", """{"type":3,"data":{"packet":{"type":2,"data":["ask",1]},"requestId":"9e6601e683c9e333","opts":{"rooms":[],"except":[],"flags":{"timeout":1000}}},"uid":"3707436895876885","nsp":"/"}""" },
        { "join", """{"type":4,"data":{"opts":{"rooms":["a"],"except":[],"flags":{}},"rooms":["r1","r2"]},"uid":"3707436895876885","nsp":"/"}""" },
        { "leave", """{"type":5,"data":{"opts":{"rooms":["a"],"except":[],"flags":{}},"rooms":["r1"]},"uid":"3707436895876885","nsp":"/"}""" },
        { "disconnect", """{"type":6,"data":{"opts":{"rooms":["a"],"except":[],"flags":{}},"close":true},"uid":"3707436895876885","nsp":"/"}""" },
        { "fetch", """{"type":7,"data":{"opts":{"rooms":["a"],"except":[],"flags":{}},"requestId":"631b6e59bff76c02"},"uid":"3707436895876885","nsp":"/"}""" },
        { "sockets", """{"type":8,"data":{"requestId":"00000000000000a1","sockets":[{"id":"AAAAAAAAAAAAAAAAAAAA","handshake":{"headers":{},"query":{},"auth":{}},"rooms":["AAAAAAAAAAAAAAAAAAAA"],"data":{"u":1}}]},"uid":"3707436895876885","nsp":"/"}""" },
        { "server side", """{"type":9,"data":{"packet":["sse",1,{"x":"y"}]},"uid":"3707436895876885","nsp":"/"}""" },
        { "server side ask", """{"type":9,"data":{"requestId":"8d3dbdbfcfeccbbf","packet":["sse2","z"]},"uid":"3707436895876885","nsp":"/"}""" },
        { "answer", """{"type":10,"data":{"requestId":"00000000000000a2","packet":"res"},"uid":"3707436895876885","nsp":"/"}""" },
        { "binary answer", "84a4747970650aa46461746182a9726571756573744964b030303030303030303030303030306133a67061636b6574c40105a3756964b033373037343336383935383736383835a36e7370a12f" },
        { "client count", """{"type":11,"data":{"requestId":"00000000000000a4","clientCount":1},"uid":"3707436895876885","nsp":"/"}""" },
        { "ack", """{"type":12,"data":{"requestId":"00000000000000a4","packet":"answer"},"uid":"3707436895876885","nsp":"/"}""" },
        { "close", """{"type":13,"uid":"3707436895876885","nsp":"/"}""" },
    };

    /// <summary>Of the emitter, which does not name the namespace.</summary>
    public static TheoryData<string, string> RecordedOfTheEmitter => new()
    {
        { "hello", """{"type":3,"data":{"packet":{"type":2,"data":["hello",1],"nsp":"/n"},"opts":{"rooms":[],"flags":{},"except":[]}},"uid":"emitter"}""" },
        { "join", """{"type":4,"data":{"opts":{"rooms":["a"],"except":[]},"rooms":["r1","r2"]},"uid":"emitter"}""" },
        { "leave", """{"type":5,"data":{"opts":{"rooms":["a"],"except":[]},"rooms":["r1"]},"uid":"emitter"}""" },
        { "disconnect", """{"type":6,"data":{"opts":{"rooms":["a"],"except":[]},"close":true},"uid":"emitter"}""" },
        { "server side", """{"type":9,"data":{"packet":["sse",1,{"x":"y"}]},"uid":"emitter"}""" },
    };

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Encode_EachKindOfMessage_GivesTheBytesOfNode(string name, string recorded)
    {
        var message = MessageOf(name);
        var encoded = PostgresEncoder.Encode(message, PostgresEncoder.NotificationLimit);

        if (recorded[0] == '{')
        {
            Assert.Equal(recorded, encoded.Text);
            Assert.Null(encoded.Attachment);
        }
        else
        {
            Assert.Equal(recorded, Convert.ToHexStringLower(encoded.Attachment!));
            Assert.Equal($$"""{{Header}}{{(int)message.Type}},"attachmentId":"1"}""", $"{encoded.Text}1{EncodedMessage.AfterId}");
        }
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Decode_TheBytesOfNode_GivesTheMessage(string name, string recorded)
    {
        var message = recorded[0] == '{'
            ? PostgresDecoder.Decode(recorded, "/", out _)
            : PostgresDecoder.DecodeAttachment(Convert.FromHexString(recorded), "/");

        Assert.Equal(Cluster.Describe(MessageOf(name)), Cluster.Describe(message));
    }

    [Theory]
    [MemberData(nameof(RecordedOfTheEmitter))]
    public void Decode_WithoutANamespace_TakesThatOfTheChannel(string name, string recorded)
    {
        var expected = MessageOf(name) with { ServerId = "emitter", Namespace = "/n" };

        Assert.Equal(Cluster.Describe(expected), Cluster.Describe(PostgresDecoder.Decode(recorded, "/n", out _)));
    }

    [Fact]
    public void DecodeAttachment_OfTheEmitter_TakesTheNamespaceOfTheChannel()
    {
        var recorded = Convert.FromHexString(
            "83a47479706503a46461746182a67061636b657483a47479706502a46461746192a362696ec403010203a36e7370a22f6ea46f70747383a5726f6f6d7390a5666c61677380a665786365707490a3756964a7656d6974746572");

        var message = PostgresDecoder.DecodeAttachment(recorded, "/n")!;

        Assert.Equal("/n", message.Namespace);
        Assert.Equal("""["bin",{"_placeholder":true,"num":0}]""", Encoding.UTF8.GetString(message.Payload.Json.Span));
    }

    [Theory]
    [InlineData("a", 7999, false)]
    [InlineData("a", 8000, true)]
    [InlineData("a", 8001, true)]
    [InlineData("é", 7999, false)]
    [InlineData("é", 8000, true)]
    [InlineData("é", 8001, true)]
    public void Encode_AtTheLimitOfPostgres_CountsBytesOfUtf8(string filling, int bytes, bool isAttachment)
    {
        var empty = Encoding.UTF8.GetByteCount(PostgresEncoder.Encode(MessageWith(string.Empty), 8000).Text);
        var width = Encoding.UTF8.GetByteCount(filling);
        var text = string.Concat(Enumerable.Repeat(filling, (bytes - empty) / width)) + new string('x', (bytes - empty) % width);

        var encoded = PostgresEncoder.Encode(MessageWith(text), 8000);

        Assert.Equal(isAttachment, encoded.Attachment is not null);
        if (!isAttachment)
        {
            Assert.Equal(bytes, Encoding.UTF8.GetByteCount(encoded.Text));
        }
    }

    [Theory]
    [InlineData("""{"uid":"x","type":3,"attachmentId":"12"}""", 12L)]
    [InlineData("""{"uid":"x","type":3,"attachmentId":12}""", 12L)]
    [InlineData("""{"uid":"x","type":3,"attachmentId":"-1"}""", null)]
    [InlineData("""{"uid":"x","type":3,"attachmentId":"1;DROP TABLE x"}""", null)]
    [InlineData("""{"uid":"x","type":3,"attachmentId":"99999999999999999999"}""", null)]
    [InlineData("""{"uid":"x","type":3,"attachmentId":{}}""", null)]
    [InlineData("""{"uid":"x","type":3,"attachmentId":"\ud800"}""", null)]
    [InlineData("""["attachmentId"]""", null)]
    [InlineData("""{"attachmentId":""", null)]
    [InlineData("", null)]
    [InlineData("{}", null)]
    [InlineData("garbage", null)]
    [InlineData("null", null)]
    public void Decode_AHeaderOrWhatIsNoMessage_GivesNoMessage(string payload, long? attachmentId)
    {
        Assert.Null(PostgresDecoder.Decode(payload, "/", out var found));
        Assert.Equal(attachmentId, found);
    }

    [Fact]
    public void DecodeAttachment_Noise_GivesNothing()
    {
        var noise = new byte[100_000];
        new Random(1).NextBytes(noise);

        Assert.Null(PostgresDecoder.DecodeAttachment(noise, "/"));
        Assert.Null(PostgresDecoder.DecodeAttachment(Enumerable.Repeat((byte)0x91, 500_000).ToArray(), "/"));
        Assert.Null(PostgresDecoder.DecodeAttachment(Array.Empty<byte>(), "/"));
    }

    private static ClusterMessage MessageWith(string text) => Cluster.Of(ClusterMessageType.Broadcast) with { Payload = Cluster.Json($"""["e","{text}"]""") };

    private static ClusterMessage MessageOf(string name) => name switch
    {
        "initial heartbeat" => Cluster.Of(ClusterMessageType.InitialHeartbeat),
        "heartbeat" => Cluster.Of(ClusterMessageType.Heartbeat),
        "hello" => Cluster.Hello,
        "room" => Cluster.Room,
        "binary" => Cluster.Binary,
        "ask" => Cluster.Ask("9e6601e683c9e333"),
        "join" => Cluster.Join,
        "leave" => Cluster.Leave,
        "disconnect" => Cluster.Disconnect,
        "fetch" => Cluster.Fetch("631b6e59bff76c02"),
        "sockets" => Cluster.Sockets("00000000000000a1"),
        "server side" => Cluster.ServerSide,
        "server side ask" => Cluster.ServerSideAsk("8d3dbdbfcfeccbbf"),
        "answer" => Cluster.Answer("00000000000000a2", Cluster.Json("\"res\"")),
        "binary answer" => Cluster.Answer("00000000000000a3", Cluster.Json("""{"_placeholder":true,"num":0}""", new byte[] { 5 })),
        "client count" => Cluster.ClientCount("00000000000000a4"),
        "ack" => Cluster.Ack("00000000000000a4"),
        "close" => Cluster.Of(ClusterMessageType.AdapterClose),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };
}
