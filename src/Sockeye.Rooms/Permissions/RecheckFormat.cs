using System.Text.Json;
using Sockeye.Replication;

namespace Sockeye.Permissions;

/// <summary>Rechecks as servers send them: <c>["rooms","vip:*"]</c> or <c>["user","ann"]</c>.</summary>
internal sealed class RecheckFormat : TopicFormat<RecheckScope, bool>
{
    private const string Rooms = "rooms";
    private const string User = "user";

    public override int SizeOf(TopicOp<RecheckScope, bool> op) => (op.Key.User ?? op.Key.Rooms)!.Length + 10;

    protected override void Write(Utf8JsonWriter json, TopicOp<RecheckScope, bool> op)
    {
        json.WriteStringValue(op.Key.User is null ? Rooms : User);
        json.WriteStringValue(op.Key.User ?? op.Key.Rooms);
    }

    protected override TopicOp<RecheckScope, bool> Read(JsonElement op)
    {
        var text = op[1].GetString() ?? throw new FormatException("The recheck is not valid.");
        return op[0].GetString() switch
        {
            Rooms => new(new RecheckScope(text, null), true, true),
            User => new(new RecheckScope(null, text), true, true),
            _ => throw new FormatException("The recheck is not valid."),
        };
    }
}
