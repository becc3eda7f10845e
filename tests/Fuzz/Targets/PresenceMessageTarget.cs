using System.Text;
using Sockeye.Presences;
using Sockeye.Replication;
using static Sockeye.Fuzz.InvariantException;

namespace Sockeye.Fuzz.Targets;

/// <summary>What servers tell each other of presence.</summary>
internal sealed class PresenceMessageTarget : IFuzzTarget
{
    public string Name => "presence";

    public IReadOnlyList<byte[]> Seeds { get; } = Array.ConvertAll(
        [
            """{"kind":"ask","epoch":0,"at":0,"id":0,"part":0,"last":true,"ops":[]}""",
            """{"kind":"delta","epoch":1,"at":7,"id":0,"part":0,"last":true,"ops":[["+","tea","ann","online",0,"",{"name":"Ann"},1767323045000,"a1"],["-","tea","ann"],["=","tea","bob",{"x":[1.5e3,null,"\ud83c\udf75"]},7,"b2"]]}""",
            """{"kind":"picture","epoch":1,"at":8,"id":3,"part":1,"last":false,"ops":[["+","\u00e9","\"","away",3,"s",null,4,"s"]]}""",
            """{"kind":"delta","epoch":1,"at":9,"id":0,"part":0,"last":true,"ops":[["+","tea","ann","online",0,"",null,4,"s",[["b",{"x":1}],["a",null]]],["=","tea","ann","online",0,"",[]]]}""",
            """{"kind":"wish","epoch":0,"at":0,"id":0,"part":0,"last":true,"ops":[["=","tea","bob",[[[[["x"]]]]],9,"b2"],["-","tea","bob"]]}""",
        ],
        Encoding.UTF8.GetBytes);

    public void Run(byte[] input)
    {
        var format = new PresenceFormat(maxConnections: 2);
        if (format.Read(input) is not { } message)
        {
            return;
        }

        Require(message is { At: { Number: >= 0, Epoch: >= 0 }, Part: >= 0 } || message.Kind is TopicMessageKind.Ask or TopicMessageKind.Wish or TopicMessageKind.Question or TopicMessageKind.Answer, "a position below zero");
        var written = format.Write(message);
        Require(format.Read(written) is { } again && again.Ops.Count == message.Ops.Count && format.Write(again).AsSpan().SequenceEqual(written), "read and written it is another message");
        foreach (var op in message.Ops.Where(static op => op.HasValue))
        {
            // As clients get it.
            PresenceJson.Members(op.Key.Room, [op.Value], 1, false, PresenceJson.WriteMember);
        }
    }
}
