using System.Text;
using Sockeye.Emitters.Redis.PubSub;
using Sockeye.Redis.PubSub;

namespace Sockeye.Redis.Tests.PubSub;

/// <summary>The bytes that <c>@socket.io/redis-adapter</c> 8.3 and <c>@socket.io/redis-emitter</c> 5.1 send, recorded from them.</summary>
public sealed class PubSubFormatTests
{
    private const string ServerId = "5Uw14U";

    public static TheoryData<string, string> Broadcasts => new()
    {
        { "hello", "93a635557731345583a47479706502a46461746192a568656c6c6f01a36e7370a12f83a5726f6f6d7390a665786365707490a5666c61677380" },
        { "room", "93a635557731345583a47479706502a46461746192a16581a16197c0c3cb3ff8000000000000ffce00011170cf0000000100000000a2c3a9a36e7370a12f83a5726f6f6d7391a4726f6f6da665786365707491a178a5666c61677382a8766f6c6174696c65c3a8636f6d7072657373c2" },
        { "binary", "93a635557731345583a47479706502a46461746193a362696ec40301020381a178c400a36e7370a12f83a5726f6f6d7392a161a162a665786365707490a5666c61677380" },
    };

    public static TheoryData<string, string> Requests => new()
    {
        { "ask", "85a3756964a6355577313455a9726571756573744964a632554a703674a47479706507a67061636b657483a47479706502a46461746192a361736b01a36e7370a12fa46f70747383a5726f6f6d7390a665786365707490a5666c61677381a774696d656f7574cd03e8" },
        { "join", """{"uid":"5Uw14U","type":2,"opts":{"rooms":["a"],"except":[]},"rooms":["r1","r2"]}""" },
        { "leave", """{"uid":"5Uw14U","type":3,"opts":{"rooms":["a"],"except":[]},"rooms":["r1"]}""" },
        { "disconnect", """{"uid":"5Uw14U","type":4,"opts":{"rooms":["a"],"except":[]},"close":true}""" },
        { "server side", """{"uid":"5Uw14U","type":6,"data":["sse",1,{"x":"y"}]}""" },
        { "server side ask", """{"uid":"5Uw14U","requestId":"frnJhj","type":6,"data":["sse2","z"]}""" },
        { "fetch", """{"uid":"5Uw14U","requestId":"bhD4GS","type":5,"opts":{"rooms":["a"],"except":[]}}""" },
    };

    public static TheoryData<string, string> Responses => new()
    {
        { "answer", """{"type":6,"requestId":"reqid2","data":"res"}""" },
        { "client count", """{"type":8,"requestId":"reqid3","clientCount":1}""" },
        { "sockets", """{"requestId":"reqid1","sockets":[{"id":"AAAAAAAAAAAAAAAAAAAA","handshake":{"headers":{},"query":{},"auth":{}},"rooms":["AAAAAAAAAAAAAAAAAAAA"],"data":{"u":1}}]}""" },
        { "ack", "83a47479706509a9726571756573744964a6726571696433a67061636b6574a6616e73776572" },
    };

    [Theory]
    [MemberData(nameof(Broadcasts))]
    public void Broadcast_BothWays_IsThatOfNode(string name, string recorded)
    {
        Assert.Equal(recorded, Convert.ToHexStringLower(PubSubEncoder.EncodeBroadcast(MessageOf(name))));
        Assert.Equal(Messages.Describe(MessageOf(name)), Messages.Describe(PubSubDecoder.DecodeBroadcast(Convert.FromHexString(recorded))));
    }

    [Theory]
    [MemberData(nameof(Broadcasts))]
    public void IsFrom_KnowsTheServerByTheFirstBytes(string name, string recorded)
    {
        var sender = MessageOf(name).ServerId;
        var broadcast = Convert.FromHexString(recorded);

        Assert.True(PubSubDecoder.IsFrom(PubSubEncoder.StartOf(sender), broadcast));
        Assert.False(PubSubDecoder.IsFrom(PubSubEncoder.StartOf(sender[..^1] + '#'), broadcast));
        Assert.False(PubSubDecoder.IsFrom(PubSubEncoder.StartOf(sender), broadcast.AsMemory(0, 5)));
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public void Request_BothWays_IsThatOfNode(string name, string recorded)
    {
        Assert.Equal(recorded, Text(PubSubEncoder.EncodeRequest(MessageOf(name)), recorded));
        Assert.Equal(Messages.Describe(MessageOf(name)), Messages.Describe(PubSubDecoder.DecodeRequest(Bytes(recorded), "/", out _)));
    }

    [Theory]
    [MemberData(nameof(Responses))]
    public void Response_BothWays_IsThatOfNode(string name, string recorded)
    {
        Assert.Equal(recorded, Text(PubSubEncoder.EncodeResponse(MessageOf(name)), recorded));
        Assert.Equal(
            Messages.Describe(MessageOf(name) with { ServerId = string.Empty }),
            Messages.Describe(PubSubDecoder.DecodeResponse(Bytes(recorded), "/", static _ => true)));
    }

    [Theory]
    [InlineData("""{"uid":"other1","requestId":"r","type":0,"rooms":["a"]}""", "Sockets r other1  a False")]
    [InlineData("""{"uid":"other1","requestId":"r","type":1}""", "AllRooms r other1   False")]
    [InlineData("""{"type":2,"sid":"s","room":"x","requestId":"r"}""", "RemoteJoin r  s x False")]
    [InlineData("""{"type":3,"sid":"s","room":"x"}""", "RemoteLeave   s x False")]
    [InlineData("""{"type":4,"sid":"s","close":true}""", "RemoteDisconnect   s  True")]
    public void Request_OfAnOlderServer_IsRead(string json, string expected)
    {
        Assert.Null(PubSubDecoder.DecodeRequest(Encoding.UTF8.GetBytes(json), "/", out var old));
        Assert.Equal(expected, string.Join(' ', old!.Type, old.RequestId, old.ServerId, old.SocketId, string.Join(',', old.Rooms), old.Close));
    }

    [Theory]
    [InlineData("reqid6", null, """{"requestId":"reqid6"}""")]
    [InlineData("reqid5", "rooms", """{"requestId":"reqid5","rooms":["AAAAAAAAAAAAAAAAAAAA"]}""")]
    [InlineData("reqid4", "sockets", """{"requestId":"reqid4","sockets":["AAAAAAAAAAAAAAAAAAAA"]}""")]
    public void Response_ToAnOlderServer_IsThatOfNode(string requestId, string? name, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(PubSubEncoder.EncodeOldResponse(requestId, name, ["AAAAAAAAAAAAAAAAAAAA"])));

    [Fact]
    public void AllRooms_IsAskedAndAnsweredAsByNode()
    {
        var request = new ClusterMessage(ClusterMessageType.AllRooms) { ServerId = ServerId, RequestId = "reqid5" };

        Assert.Equal("""{"uid":"5Uw14U","requestId":"reqid5","type":1}""", Encoding.UTF8.GetString(PubSubEncoder.EncodeRequest(request)));
        var response = PubSubDecoder.DecodeResponse("""{"requestId":"reqid5","rooms":["a","b"]}"""u8.ToArray(), "/", static _ => true)!;
        Assert.Equal(ClusterMessageType.AllRoomsResponse, response.Type);
        Assert.Equal(["a", "b"], response.Rooms);
    }

    [Fact]
    public void Broadcast_OfAnEmitter_IsRead()
    {
        // ["emitter", {type, data, nsp}, {rooms, flags, except}]: other order, other name.
        var bytes = Convert.FromHexString(
            "93a7656d697474657283a47479706502a46461746192a568656c6c6f01a36e7370a52f6368617483a5726f6f6d7391a161a5666c61677380a665786365707490");

        Assert.Equal(
            Messages.Describe(Messages.Hello with { ServerId = "emitter", Namespace = "/chat", Options = Messages.InA }),
            Messages.Describe(PubSubDecoder.DecodeBroadcast(bytes)));
    }

    [Theory]
    [InlineData("join", """{"type":2,"opts":{"rooms":["a"],"except":[]},"rooms":["r1","r2"]}""")]
    [InlineData("server side", """{"uid":"","type":6,"data":["sse",1,{"x":"y"}]}""")]
    public void Request_OfAnEmitter_IsRead(string name, string json) => Assert.Equal(
        Messages.Describe(MessageOf(name) with { ServerId = string.Empty }),
        Messages.Describe(PubSubDecoder.DecodeRequest(Encoding.UTF8.GetBytes(json), "/", out _)));

    [Fact]
    public void Broadcast_WithoutANamespace_IsForTheMainOne()
    {
        var bytes = Convert.FromHexString("93a635557731345582a47479706502a46461746192a568656c6c6f0183a5726f6f6d7390a665786365707490a5666c61677380");

        Assert.Equal(Messages.Describe(MessageOf("hello")), Messages.Describe(PubSubDecoder.DecodeBroadcast(bytes)));
    }

    [Fact]
    public void Response_ThatNobodyWaitsFor_IsNotLookedInto() =>
        Assert.Equal(
            ClusterMessageType.None, PubSubDecoder.DecodeResponse("""{"type":9,"requestId":"other"}"""u8.ToArray(), "/", static _ => false)!.Type);

    [Fact]
    public void Decode_AnyChangedByte_NeverThrows()
    {
        var random = new Random(2);
        byte[][] messages =
        [
            PubSubEncoder.EncodeBroadcast(MessageOf("binary")), PubSubEncoder.EncodeRequest(MessageOf("ask")), PubSubEncoder.EncodeRequest(MessageOf("join")),
            PubSubEncoder.EncodeResponse(MessageOf("ack")), PubSubEncoder.EncodeResponse(MessageOf("sockets")),
        ];
        foreach (var bytes in messages)
        {
            for (var i = 0; i < 10_000; i++)
            {
                var broken = bytes.ToArray();
                broken[random.Next(broken.Length)] = (byte)random.Next(256);
                PubSubDecoder.DecodeBroadcast(broken);
                PubSubDecoder.DecodeRequest(broken, "/", out _);
                PubSubDecoder.DecodeResponse(broken, "/", static _ => true);
            }
        }
    }

    [Fact]
    public void Decode_AnEnvelopeOfAnotherAdapter_GivesNothing()
    {
        // The streams adapter uses the same channel names.
        var foreign = Sockeye.Emitters.MessagePack.JsonToMessagePack.Convert(ClusterMessageJson.Write(Messages.Hello));

        Assert.Null(PubSubDecoder.DecodeBroadcast(foreign));
    }

    private static byte[] Bytes(string recorded) => recorded[0] == '{' ? Encoding.UTF8.GetBytes(recorded) : Convert.FromHexString(recorded);

    private static string Text(byte[] bytes, string recorded) => recorded[0] == '{' ? Encoding.UTF8.GetString(bytes) : Convert.ToHexStringLower(bytes);

    private static ClusterMessage MessageOf(string name) => (name switch
    {
        "hello" => Messages.Hello,
        "room" => Messages.Room,
        "binary" => Messages.Binary,
        "ask" => Messages.Ask("2UJp6t"),
        "join" => Messages.Join,
        "leave" => Messages.Leave,
        "disconnect" => Messages.Disconnect,
        "server side" => Messages.ServerSide,
        "server side ask" => Messages.ServerSideAsk("frnJhj"),
        "fetch" => Messages.Fetch("bhD4GS"),
        "answer" => Messages.Answer("reqid2", Messages.Json("\"res\"")),
        "client count" => Messages.ClientCount("reqid3"),
        "sockets" => Messages.Sockets("reqid1"),
        "ack" => Messages.Ack("reqid3"),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    }) with
    { ServerId = ServerId };
}
