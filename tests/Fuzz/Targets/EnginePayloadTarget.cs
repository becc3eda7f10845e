using System.Text;
using Sockeye.Protocol.EngineIO;
using static Sockeye.Fuzz.InvariantException;

namespace Sockeye.Fuzz.Targets;

/// <summary>The body of a poll: the packets of Engine.IO v4.</summary>
internal sealed class EnginePayloadTarget : IFuzzTarget
{
    public string Name => "engine-payload";

    public IReadOnlyList<byte[]> Seeds { get; } = Array.ConvertAll(
        [
            "4hello", "2", "3probe", "6", "1", "40\u001e42[\"a\",1]\u001e2", "bAQIDBA==", "b\u001ebAA==\u001e4€😀",
            "451-[\"x\",{\"_placeholder\":true,\"num\":0}]\u001ebAQID", "0{\"sid\":\"a\",\"upgrades\":[],\"pingInterval\":25000}", string.Empty,
        ],
        Encoding.UTF8.GetBytes);

    public void Run(byte[] input)
    {
        var reader = new PayloadReader(input);
        var total = 0;
        while (reader.MoveNext())
        {
            Require(reader.Error == EnginePacketError.None, "a packet and an error");
            Require(Enum.IsDefined(reader.Type), "a type that there is not");
            total += 1 + reader.Data.Length;
            Require(total <= input.Length + 1, "more data than came");
            if (reader.IsBinary)
            {
                var data = new byte[reader.BinaryLength];
                Require(reader.TryDecodeBinary(data, out var written) && written == data.Length, "binary data of another length than was said");
            }

            total++; // the separator
        }

        Require(reader.Error != EnginePacketError.None || total == input.Length + 1, "a payload that ends before its end");
        Require(!reader.MoveNext(), "packets after the end");
    }
}
