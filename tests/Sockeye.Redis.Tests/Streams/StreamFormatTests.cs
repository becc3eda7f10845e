using System.Text.Json;
using Sockeye.Emitters.MessagePack;
using Sockeye.Emitters.Redis.Streams;
using Sockeye.Redis.Streams;
using StackExchange.Redis;

namespace Sockeye.Redis.Tests.Streams;

/// <summary>What <c>@socket.io/redis-streams-adapter</c> 0.3 writes, recorded from it.</summary>
public sealed class StreamFormatTests
{
    public static TheoryData<string, string, string> Entries => new()
    {
        { "hello", "3", """{"packet":{"type":2,"data":["hello",1]},"opts":{"rooms":[],"except":[],"flags":{}}}""" },
        { "room", "3", """{"packet":{"type":2,"data":["e",{"a":[null,true,1.5,-1,70000,4294967296,"é"]}]},"opts":{"rooms":["room"],"except":["x"],"flags":{"volatile":true,"compress":false}}}""" },
        { "binary", "3", "gqZwYWNrZXSCpHR5cGUCpGRhdGGTo2JpbsQDAQIDgaF4xACkb3B0c4Olcm9vbXOSoWGhYqZleGNlcHSQpWZsYWdzgA==" },
        { "join", "4", """{"opts":{"rooms":["a"],"except":[],"flags":{}},"rooms":["r1","r2"]}""" },
        { "leave", "5", """{"opts":{"rooms":["a"],"except":[],"flags":{}},"rooms":["r1"]}""" },
        { "disconnect", "6", """{"opts":{"rooms":["a"],"except":[],"flags":{}},"close":true}""" },
    };

    public static TheoryData<string, string> Ephemeral => new()
    {
        { "ask", "84a47479706503a46461746183a67061636b657482a47479706502a46461746192a361736b01a9726571756573744964b035623662313934383430663664616530a46f70747383a5726f6f6d7390a665786365707490a5666c61677381a774696d656f7574cd03e8a3756964b033373037343336383935383736383835a36e7370a12f" },
        { "server side", "84a47479706509a46461746181a67061636b657493a37373650181a178a179a3756964b033373037343336383935383736383835a36e7370a12f" },
        { "server side ask", "84a47479706509a46461746182a9726571756573744964b064323038323136306630333766653233a67061636b657492a473736532a17aa3756964b033373037343336383935383736383835a36e7370a12f" },
        { "fetch", "84a47479706507a46461746182a46f70747383a5726f6f6d7391a161a665786365707490a5666c61677380a9726571756573744964b038663366376234393264656235396333a3756964b033373037343336383935383736383835a36e7370a12f" },
        { "answer", "84a4747970650aa46461746182a9726571756573744964b030303030303030303030303030306132a67061636b6574a3726573a3756964b033373037343336383935383736383835a36e7370a12f" },
        { "client count", "84a4747970650ba46461746182a9726571756573744964b030303030303030303030303030306134ab636c69656e74436f756e7401a3756964b033373037343336383935383736383835a36e7370a12f" },
        { "sockets", "84a47479706508a46461746182a9726571756573744964b030303030303030303030303030306131a7736f636b6574739184a26964b44141414141414141414141414141414141414141a968616e647368616b6583a76865616465727380a5717565727980a46175746880a5726f6f6d7391b44141414141414141414141414141414141414141a46461746181a17501a3756964b033373037343336383935383736383835a36e7370a12f" },
        { "ack", "84a4747970650ca46461746182a9726571756573744964b030303030303030303030303030306134a67061636b6574a6616e73776572a3756964b033373037343336383935383736383835a36e7370a12f" },
    };

    [Theory]
    [MemberData(nameof(Entries))]
    public void Entry_BothWays_IsThatOfNode(string name, string type, string data)
    {
        var entry = StreamEntryEncoder.Encode(MessageOf(name));

        Assert.Equal(
            [("uid", Messages.ServerId), ("nsp", "/"), ("type", type), ("data", data)],
            entry.Select(static field => ((string)field.Name!, (string)field.Value!)));
        Assert.Equal(Messages.Describe(MessageOf(name)), Messages.Describe(StreamFormat.Decode(entry)));
    }

    [Theory]
    [MemberData(nameof(Ephemeral))]
    public void EphemeralMessage_BothWays_IsThatOfNode(string name, string recorded)
    {
        Assert.Equal(recorded, Convert.ToHexStringLower(JsonToMessagePack.Convert(ClusterMessageJson.Write(MessageOf(name)))));
        Assert.Equal(Messages.Describe(MessageOf(name)), Messages.Describe(Envelope.Decode(Convert.FromHexString(recorded))));
    }

    [Fact]
    public void Session_BothWays_IsThatOfNode()
    {
        var session = new ClusterSession("pppppppppppppppppppp", "ssssssssssssssssssss", ["ssssssssssssssssssss", "room"], JsonElement.Parse("""{"user":"a"}"""));

        var text = StreamFormat.EncodeSession(session);

        // {sid, pid, rooms, data}
        Assert.Equal(
            "84a3736964b47373737373737373737373737373737373737373a3706964b47070707070707070707070707070707070707070a5726f6f6d7392b47373737373737373737373737373737373737373a4726f6f6da46461746181a475736572a161",
            Convert.ToHexStringLower(Convert.FromBase64String(text)));
        var back = StreamFormat.DecodeSession(text)!;
        Assert.Equal((session.PrivateId, session.SocketId), (back.PrivateId, back.SocketId));
        Assert.Equal(session.Rooms, back.Rooms);
        Assert.Equal("""{"user":"a"}""", back.Data.GetRawText());
        Assert.DoesNotContain(session.PrivateId, session.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Session_WithWhatNodeDoesNotKnow_BothWays_IsTheSame()
    {
        var session = new ClusterSession("secret", "socket", [], JsonElement.Parse("{}")) { Owner = "somebody", Start = "5-1" };

        var back = StreamFormat.DecodeSession(StreamFormat.EncodeSession(session))!;

        Assert.Equal(("somebody", "5-1"), (back.Owner, back.Start));
    }

    [Theory]
    [InlineData("")]
    [InlineData("%%%")]
    [InlineData("gA==")]
    [InlineData("wA==")]
    public void Session_ThatIsNone_GivesNothing(string text) => Assert.Null(StreamFormat.DecodeSession(text));

    [Theory]
    [InlineData("x", "{}")]
    [InlineData("", "{}")]
    [InlineData("-3", "{}")]
    [InlineData("99999999999", "{}")]
    [InlineData("3", "")]
    [InlineData("3", "{}")]
    [InlineData("3", "{")]
    [InlineData("3", "!!!!")]
    [InlineData("3", "wA==")]
    public void Entry_ThatIsNoMessage_GivesNothing(string type, string data) =>
        Assert.Null(StreamFormat.Decode([new("uid", "x"), new("nsp", "/"), new("type", type), new("data", data)]));

    [Fact]
    public void Entry_WithoutItsFields_GivesNothing()
    {
        Assert.Null(StreamFormat.Decode([]));
        Assert.Null(StreamFormat.Decode([new("uid", "x"), new("type", "3"), new("data", "{}")]));
        Assert.Null(StreamFormat.Decode([new(RedisValue.Null, RedisValue.Null)]));
    }

    [Theory]
    [InlineData(1, "/notifications", "socket.io")]
    [InlineData(3, "/", "socket.io-2")]
    [InlineData(3, "/notifications", "socket.io-2")] // Node's servers write "socket.io--2", which they do not read
    public void StreamName_OfANamespace_IsOneThatAllServersRead(int count, string ns, string expected)
    {
        var options = new RedisStreamsAdapterOptions { StreamCount = count };

        Assert.Equal(expected, StreamNames.Of(ns, options.StreamName, options.StreamCount));
        Assert.Contains(expected, StreamNames.All(options.StreamName, options.StreamCount));
    }

    [Fact]
    public void StreamNames_OfSeveralStreams_AreThoseOfNodesWrongHashToo() => Assert.Equal(
        ["socket.io--2", "socket.io--1", "socket.io-0", "socket.io-1", "socket.io-2"], StreamNames.All("socket.io", 3));

    [Theory]
    [InlineData("1-0", "1-1", -1)]
    [InlineData("2-0", "1-9", 1)]
    [InlineData("9-0", "10-0", -1)]
    [InlineData("5-5", "5-5", 0)]
    public void Positions_AreComparedAsNumbers(string left, string right, int expected)
    {
        Assert.True(EntryPosition.TryParse(left, out var first));
        Assert.True(EntryPosition.TryParse(right, out var second));
        Assert.Equal(expected, first.CompareTo(second));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("1")]
    [InlineData("1-")]
    [InlineData("-1")]
    [InlineData("1-1-1")]
    [InlineData("+")]
    [InlineData(" 1-1")]
    [InlineData("99999999999999999999-0")]
    public void Position_ThatIsNone_IsRefused(string text) => Assert.False(EntryPosition.TryParse(text, out _));

    private static ClusterMessage MessageOf(string name) => name switch
    {
        "hello" => Messages.Hello,
        "room" => Messages.Room,
        "binary" => Messages.Binary,
        "join" => Messages.Join,
        "leave" => Messages.Leave,
        "disconnect" => Messages.Disconnect,
        "ask" => Messages.Ask("5b6b194840f6dae0"),
        "server side" => Messages.ServerSide,
        "server side ask" => Messages.ServerSideAsk("d2082160f037fe23"),
        "fetch" => Messages.Fetch("8f3f7b492deb59c3"),
        "answer" => Messages.Answer("00000000000000a2", Messages.Json("\"res\"")),
        "client count" => Messages.ClientCount("00000000000000a4"),
        "sockets" => Messages.Sockets("00000000000000a1"),
        "ack" => Messages.Ack("00000000000000a4"),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };
}
