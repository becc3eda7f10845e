using System.Text.Json;
using Sockeye.Replication;

namespace Sockeye.Records;

/// <summary>
/// Numbers of connections as servers send them: <c>["tea",2]</c>. A room without connections, or one that is only named, is <c>["tea"]</c>.
/// </summary>
internal sealed class CountFormat : TopicFormat<string, int>
{
    public override int SizeOf(TopicOp<string, int> op) => op.Key.Length + 10;

    protected override void Write(Utf8JsonWriter json, TopicOp<string, int> op)
    {
        json.WriteStringValue(op.Key);
        if (op.HasValue)
        {
            json.WriteNumberValue(op.Value);
        }
    }

    protected override TopicOp<string, int> Read(JsonElement op)
    {
        var room = op[0].GetString() ?? throw new FormatException("A room has a name.");
        return op.GetArrayLength() == 1 ? TopicOp<string, int>.Named(room) : new(room, Math.Max(0, op[1].GetInt32()), true);
    }
}
