using Sockeye.MessagePack;
using Sockeye.Protocol.SocketIO;
using static Sockeye.Fuzz.InvariantException;

namespace Sockeye.Fuzz.Targets;

/// <summary>One message to the MessagePack parser.</summary>
internal sealed class MessagePackTarget : IFuzzTarget
{
    public string Name => "msgpack";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. Array.ConvertAll(
            [
                "83a47479706500a36e7370a12fa464617461d40000",
                "84a47479706500a46461746181a5746f6b656ea178a36e7370a62f61646d696ea76f7074696f6e7381a8636f6d7072657373c3",
                "82a47479706501a36e7370a22f61",
                "83a47479706504a46461746182a76d657373616765ac556e617574686f72697a6564a46461746181a4636f6465a6455f41555448a36e7370a52f61757468",
                "84a47479706503a46461746190a26964cd012ca36e7370a12f",
                "83a47479706502a46461746197a176d4000082a161d40000a16201d7000000019b76de6583c70300010203c7010009d7000000000000000000a36e7370a12f",
                "83a47479706502a46461746194a176d6ff6955bc85d7ffee2e1f006955bc85c70cff00000064fffffffffffffffea36e7370a12f",
                "83a47479706502a46461746192a178dc0010cc80cdffffceffffffffcf001fffffffffffffd0dfd18000d280000000d3ffe0000000000001cb3ff8000000000000ca3fc00000c0c2c3ffa36e7370a12f",
                "83a47479706502a46461746195a178d90161da00026161db00000003616161c8000200aabba36e7370a12f",
                "83a47479706502a46461746194a178de000105a161df00000001a16bdd00000001c0c50001ffc600000001ffd4050ad5050a0ad6050a0a0a0aa36e7370a12f",
                "8401c0920102c0a36e7370a12fa47479706500",
            ],
            Convert.FromHexString),
        .. Encoded,
    ];

    private static IEnumerable<byte[]> Encoded =>
        new DecodedPacket[]
        {
            new(PacketType.Event, "/a", 12, """["event",{"a":[1,2.5,null,true,false,-1e-7]},"€😀\u0000\""]""", []),
            new(PacketType.Event, "/", -1, """["x",{"_placeholder":true,"num":0},{"b":[{"_placeholder":true,"num":1}]}]""", [[1, 2, 3], []]),
            new(PacketType.Event, "/", -1, """["x",[[[[[[{"a":{"b":{"c":[[]]}}}]]]]]]]""", []),
            new(PacketType.Ack, "/", 0, """[{"_placeholder":false,"num":7},{"_placeholder":true}]""", []),
        }.Select(static packet => packet.Encode(MessagePackParser.Instance).Message);

    public void Run(byte[] input)
    {
        var options = new PacketDecoderOptions { MaxPacketBytes = 8000, MaxDepth = 20, MaxNamespaceLength = 100 };
        if (Decode(input, options) is not { } packet)
        {
            return;
        }

        // The first time numbers and dates take their form in JSON; after that nothing changes any more.
        var larger = new PacketDecoderOptions { MaxDepth = options.MaxDepth, MaxNamespaceLength = options.MaxNamespaceLength };
        var again = Decode(packet.Encode(MessagePackParser.Instance).Message, larger);
        Require(again is not null, "what it encodes it does not decode");
        Require(
            again!.IsSame(packet with { Payload = again.Payload }) && again.IsSame(Decode(again.Encode(MessagePackParser.Instance).Message, larger)),
            "encoded and decoded it is another packet");
    }

    private static DecodedPacket? Decode(byte[] message, PacketDecoderOptions options)
    {
        var decoder = MessagePackParser.Instance.CreateDecoder(options);
        var status = decoder.Decode(message, isBinary: true, out var packet);
        Require(status != DecodeStatus.NeedMore && !decoder.IsIncomplete, "a message that needs another");
        Require((decoder.Error == PacketError.None) == (status == DecodeStatus.Complete), "an error and none");
        Require(status == DecodeStatus.Complete || (packet.Payload.IsEmpty && packet.Attachments.IsEmpty), "a packet and an error");
        return status == DecodeStatus.Complete ? DecodedPacket.Of(packet, options) : null;
    }
}
