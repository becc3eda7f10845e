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
            """{"kind":"ending","id":7,"rooms":["tea","\u00e9"]}""",
            """{"kind":"held","id":7,"rooms":[]}""",
            """{"kind":"some","at":3,"rooms":[["tea",2],["",0]]}""",
            """{"kind":"ask","at":0,"rooms":[]}""",
            """{"kind":"all","at":3,"rooms":[["tea",2147483647]]}""",
        ],
        Encoding.UTF8.GetBytes);

    public void Run(byte[] input)
    {
        if (RecordMessage.Read(input) is { } message)
        {
            var written = Write(message);
            Require(RecordMessage.Read(written) is { } again && Write(again).AsSpan().SequenceEqual(written), "read and written it is another message");
        }

        if (CountMessage.Read(input) is { } counts)
        {
            Require(counts.Rooms.All(static room => room.Value >= 0), "fewer than nobody");
            var written = CountMessage.Write(counts.Kind, counts.At, counts.Rooms);
            Require(CountMessage.Read(written) is { } again && again.At == counts.At && again.Rooms.Count == counts.Rooms.Count, "read and written they are other numbers");
        }
    }

    private static byte[] Write(RecordMessage message) =>
        message.Change is { } change ? RecordMessage.Write(change) : RecordMessage.Write(message.Kind, message.Id, message.Rooms);
}
