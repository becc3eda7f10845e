using System.Text;
using Sockeye.Engine.Legacy;
using Sockeye.Protocol.EngineIO;
using static Sockeye.Fuzz.InvariantException;

namespace Sockeye.Fuzz.Targets;

/// <summary>The body of a poll, and single packets, of clients of Engine.IO v3.</summary>
internal sealed class EnginePayloadV3Target : IFuzzTarget
{
    public string Name => "engine-payload-v3";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. Array.ConvertAll(
            ["6:4hello2:4€", "3:4😀1:2", "10:b4AQIDBA==", "0:", "2:2a1:1", "999999999:4x", "-1:4", ":4", "b4AQIDBA=="],
            Encoding.UTF8.GetBytes),
        [0, 4, 0xff, .. "4€"u8, 1, 5, 0xff, 4, 1, 2, 3, 4],
        [1, 1, 0xff, 4],
        [0, 9, 9, 9, 0xff, 0x34],
        [4, 1, 2, 3],
    ];

    public void Run(byte[] input)
    {
        Read(input, isBinaryPayload: false);
        Read(input, isBinaryPayload: true);
        Require(
            PayloadReaderV3.ReadBinary(input, out EnginePacketType type) != EnginePacketError.None || Enum.IsDefined(type),
            "a type that there is not");
        Require(
            PayloadReaderV3.ReadBase64(input, out type, out int length) != EnginePacketError.None || (Enum.IsDefined(type) && length <= input.Length),
            "base64 that grows");
    }

    private static void Read(byte[] input, bool isBinaryPayload)
    {
        var reader = new PayloadReaderV3(input, isBinaryPayload);
        var before = 0;
        while (reader.MoveNext())
        {
            Require(reader.Error == EnginePacketError.None, "a packet and an error");
            Require(Enum.IsDefined(reader.Type), "a type that there is not");
            Require(reader.Consumed > before && reader.Consumed <= input.Length, "a packet of no length, or beyond the end");
            before = reader.Consumed;
            if (reader.IsBinary)
            {
                var data = new byte[reader.BinaryLength];
                Require(reader.TryDecodeBinary(data, out var written) && written == data.Length, "binary data of another length than was said");
            }
        }

        Require(!reader.MoveNext(), "packets after the end");
    }
}
