using System.Text;
using Sockeye.Emitters.MessagePack;
using Sockeye.Emitters.Redis.Sharded;

namespace Sockeye.Redis.Tests.Sharded;

/// <summary>The bytes that the sharded adapter of <c>@socket.io/redis-adapter</c> 8.3 sends, recorded from it.</summary>
public sealed class ShardedFormatTests
{
    public static TheoryData<string, string> Recorded => new()
    {
        { "hello", """{"type":3,"data":{"packet":{"type":2,"data":["hello",1]},"opts":{"rooms":[],"except":[],"flags":{}}},"uid":"3707436895876885","nsp":"/"}""" },
        { "room", """{"type":3,"data":{"packet":{"type":2,"data":["e",{"a":[null,true,1.5,-1,70000,4294967296,"é"]}]},"opts":{"rooms":["room"],"except":["x"],"flags":{"volatile":true,"compress":false}}},"uid":"3707436895876885","nsp":"/"}""" },
        { "binary", "84a47479706503a46461746182a67061636b657482a47479706502a46461746193a362696ec40301020381a178c400a46f70747383a5726f6f6d7392a161a162a665786365707490a5666c61677380a3756964b033373037343336383935383736383835a36e7370a12f" },
        { "ask", """{"type":3,"data":{"packet":{"type":2,"data":["ask",1]},"requestId":"150a7f476a1dc799","opts":{"rooms":[],"except":[],"flags":{"timeout":1000}}},"uid":"3707436895876885","nsp":"/"}""" },
        { "join", """{"type":4,"data":{"opts":{"rooms":["a"],"except":[],"flags":{}},"rooms":["r1","r2"]},"uid":"3707436895876885","nsp":"/"}""" },
        { "leave", """{"type":5,"data":{"opts":{"rooms":["a"],"except":[],"flags":{}},"rooms":["r1"]},"uid":"3707436895876885","nsp":"/"}""" },
        { "disconnect", """{"type":6,"data":{"opts":{"rooms":["a"],"except":[],"flags":{}},"close":true},"uid":"3707436895876885","nsp":"/"}""" },
        { "server side", """{"type":9,"data":{"packet":["sse",1,{"x":"y"}]},"uid":"3707436895876885","nsp":"/"}""" },
        { "server side ask", """{"type":9,"data":{"requestId":"13b0b7baf63790cc","packet":["sse2","z"]},"uid":"3707436895876885","nsp":"/"}""" },
        { "fetch", """{"type":7,"data":{"opts":{"rooms":["a"],"except":[],"flags":{}},"requestId":"7a2792450816a436"},"uid":"3707436895876885","nsp":"/"}""" },
        { "answer", """{"type":10,"data":{"requestId":"00000000000000a2","packet":"res"},"uid":"3707436895876885","nsp":"/"}""" },
        { "binary answer", "84a4747970650aa46461746182a9726571756573744964b030303030303030303030303030306133a67061636b6574c40105a3756964b033373037343336383935383736383835a36e7370a12f" },
        { "client count", """{"type":11,"data":{"requestId":"00000000000000a4","clientCount":1},"uid":"3707436895876885","nsp":"/"}""" },
        { "sockets", """{"type":8,"data":{"requestId":"00000000000000a1","sockets":[{"id":"AAAAAAAAAAAAAAAAAAAA","handshake":{"headers":{},"query":{},"auth":{}},"rooms":["AAAAAAAAAAAAAAAAAAAA"],"data":{"u":1}}]},"uid":"3707436895876885","nsp":"/"}""" },
        { "ack", """{"type":12,"data":{"requestId":"00000000000000a4","packet":"answer"},"uid":"3707436895876885","nsp":"/"}""" },
    };

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Encode_EachKindOfMessage_GivesTheBytesOfNode(string name, string recorded)
    {
        var bytes = ShardedEncoder.Encode(MessageOf(name));

        Assert.Equal(recorded, recorded[0] == '{' ? Encoding.UTF8.GetString(bytes) : Convert.ToHexStringLower(bytes));
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Decode_TheBytesOfNode_GivesTheMessage(string name, string recorded)
    {
        var bytes = recorded[0] == '{' ? Encoding.UTF8.GetBytes(recorded) : Convert.FromHexString(recorded);

        Assert.Equal(Messages.Describe(MessageOf(name)), Messages.Describe(Envelope.Decode(bytes)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"type":"3","uid":"x","nsp":"/","data":{}}""")]
    [InlineData("""{"type":3,"uid":"x","nsp":"/"}""")]
    [InlineData("""{"type":3,"uid":1,"nsp":"/","data":{"packet":{"type":2,"data":["a"]},"opts":{"rooms":[],"except":[]}}}""")]
    [InlineData("""{"type":3,"uid":"x","nsp":"/","data":{"packet":{"type":2,"data":[]},"opts":{"rooms":[],"except":[]}}}""")]
    [InlineData("""{"type":3,"uid":"x","nsp":"/","data":{"packet":{"type":2,"data":{}},"opts":{"rooms":[],"except":[]}}}""")]
    [InlineData("""{"type":3,"uid":"x","nsp":"/","data":{"packet":{"type":0,"data":["a"]},"opts":{"rooms":[],"except":[]}}}""")]
    [InlineData("""{"type":3,"uid":"x","nsp":"/","data":{"packet":{"type":2,"data":["a"]},"opts":{"rooms":{},"except":[]}}}""")]
    [InlineData("""{"type":3,"uid":"x","nsp":"/","data":{"packet":{"type":2,"data":["a"]},"opts":{"rooms":[{}],"except":[]}}}""")]
    [InlineData("""{"type":7,"uid":"x","nsp":"/","data":{"opts":{"rooms":[],"except":[]}}}""")]
    [InlineData("""{"type":8,"uid":"x","nsp":"/","data":{"requestId":"r","sockets":[1]}}""")]
    [InlineData("""{"type":11,"uid":"x","nsp":"/","data":{"requestId":"r","clientCount":-1}}""")]
    [InlineData("""{"type":11,"uid":"x","nsp":"/","data":{"requestId":"r","clientCount":1e99}}""")]
    public void Decode_WhatIsNoMessage_GivesNothing(string text) => Assert.Null(Envelope.Decode(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Decode_DeepNesting_GivesNothing()
    {
        Assert.Null(Envelope.Decode(Encoding.UTF8.GetBytes("{\"type\":" + new string('[', 500_000))));
        Assert.Null(Envelope.Decode(Enumerable.Repeat((byte)0x91, 500_000).ToArray()));
        Assert.Null(Envelope.Decode(Enumerable.Repeat((byte)0x81, 500_000).ToArray()));
    }

    [Fact]
    public void Decode_OneMegabyteOfNoise_GivesNothing()
    {
        var noise = new byte[1_000_000];
        for (var seed = 0; seed < 10; seed++)
        {
            new Random(seed).NextBytes(noise);
            Assert.Null(Envelope.Decode(noise));
        }
    }

    [Fact]
    public void Decode_AnyChangedByte_NeverThrows()
    {
        var random = new Random(1);
        foreach (var message in new[] { Messages.Binary, Messages.Room, Messages.Sockets("r") })
        {
            var bytes = ShardedEncoder.Encode(message);
            for (var i = 0; i < 20_000; i++)
            {
                var broken = bytes.ToArray();
                broken[random.Next(broken.Length)] = (byte)random.Next(256);
                Envelope.Decode(broken.AsMemory(0, random.Next(2) == 0 ? broken.Length : random.Next(broken.Length)));
            }
        }
    }

    private static ClusterMessage MessageOf(string name) => name switch
    {
        "hello" => Messages.Hello,
        "room" => Messages.Room,
        "binary" => Messages.Binary,
        "ask" => Messages.Ask("150a7f476a1dc799"),
        "join" => Messages.Join,
        "leave" => Messages.Leave,
        "disconnect" => Messages.Disconnect,
        "server side" => Messages.ServerSide,
        "server side ask" => Messages.ServerSideAsk("13b0b7baf63790cc"),
        "fetch" => Messages.Fetch("7a2792450816a436"),
        "answer" => Messages.Answer("00000000000000a2", Messages.Json("\"res\"")),
        "binary answer" => Messages.Answer("00000000000000a3", Messages.Json("""{"_placeholder":true,"num":0}""", new byte[] { 5 })),
        "client count" => Messages.ClientCount("00000000000000a4"),
        "sockets" => Messages.Sockets("00000000000000a1"),
        "ack" => Messages.Ack("00000000000000a4"),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };
}
