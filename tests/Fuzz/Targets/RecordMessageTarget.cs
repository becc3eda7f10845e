using System.Text;
using Sockeye.Records;
using static Sockeye.Fuzz.InvariantException;

namespace Sockeye.Fuzz.Targets;

/// <summary>What servers tell each other of the records of rooms, and of how many are in them.</summary>
internal sealed class RecordMessageTarget : IFuzzTarget
{
    public string Name => "records";

    public IReadOnlyList<byte[]> Seeds { get; } = Array.ConvertAll(
        [
            """{"kind":"change","epoch":"e","previous":1,"revision":2,"room":"tea","end":0,"record":{"version":3,"origin":1,"created":1767323045000,"updated":1767323045001,"ends":true,"expires":0,"value":{"title":"Té"}}}""",
            """{"kind":"change","epoch":"e","previous":2,"revision":3,"room":"tea","end":1}""",
            """{"kind":"delta","epoch":1,"at":3,"id":0,"part":0,"last":true,"ops":[["tea",2],[""]]}""",
            """{"kind":"ask","epoch":0,"at":0,"id":0,"part":0,"last":true,"ops":[]}""",
            """{"kind":"picture","epoch":1,"at":3,"id":2,"part":1,"last":false,"ops":[["tea",2147483647]]}""",
            """{"kind":"question","epoch":0,"at":0,"id":7,"part":0,"last":true,"ops":[["tea"],["\u00e9"]]}""",
        ],
        Encoding.UTF8.GetBytes);

    public void Run(byte[] input)
    {
        if (RecordMessage.Read(input) is { } change)
        {
            var written = RecordMessage.Write(change);
            Require(RecordMessage.Read(written) is { } again && RecordMessage.Write(again).AsSpan().SequenceEqual(written), "read and written it is another message");
        }

        var format = new CountFormat();
        if (format.Read(input) is { } counts)
        {
            Require(counts.Ops.All(static op => op.Value >= 0), "fewer than nobody");
            var written = format.Write(counts);
            Require(format.Read(written) is { } again && format.Write(again).AsSpan().SequenceEqual(written), "read and written they are other numbers");
        }
    }
}
