using System.Text;
using Sockeye.Presences;
using static Sockeye.Fuzz.InvariantException;

namespace Sockeye.Fuzz.Targets;

/// <summary>What servers tell each other of presence.</summary>
internal sealed class PresenceMessageTarget : IFuzzTarget
{
    public string Name => "presence";

    public IReadOnlyList<byte[]> Seeds { get; } = Array.ConvertAll(
        [
            """{"kind":"ask","at":0,"part":0,"last":true,"ops":[]}""",
            """{"kind":"delta","at":68719476736,"part":0,"last":true,"ops":[["+","tea","ann","online",0,"",{"name":"Ann"},1767323045000,"a1"],["-","tea","ann"],["=","tea","bob",{"x":[1.5e3,null,"\ud83c\udf75"]},7,"b2"]]}""",
            """{"kind":"all","at":68719476737,"part":1,"last":false,"ops":[["+","\u00e9","\"","away",3,"s",null,4,"s"]]}""",
            """{"kind":"set","at":0,"part":0,"last":true,"ops":[["=","tea","bob",[[[[["x"]]]]],9,"b2"]]}""",
        ],
        Encoding.UTF8.GetBytes);

    public void Run(byte[] input)
    {
        if (PresenceMessage.Read(input) is not { } message)
        {
            return;
        }

        Require(message is { At: >= 0, Part: >= 0 }, "a position below zero");
        Require(PresenceMessage.CountThatFit(message.Ops, 0) is var count && count <= message.Ops.Count && (count > 0 || message.Ops.Count == 0), "a message without end");
        var again = PresenceMessage.Read(Write(message));
        Require(again is not null, "what was read and written is no message");
        Require(again!.Ops.Count == message.Ops.Count && Write(again).AsSpan().SequenceEqual(Write(message)), "read and written it is another message");
        foreach (var op in message.Ops.Where(static op => op.Kind != PresenceOpKind.Remove))
        {
            // As clients get it.
            PresenceJson.Members(op.Room, [op.Member], 1, false, PresenceJson.WriteMember);
        }
    }

    private static byte[] Write(PresenceMessage message) => PresenceMessage.Write(message.Kind, message.At, message.Part, message.IsLast, message.Ops);
}
