using System.Runtime.InteropServices;
using System.Text.Json;
using Sockeye.Protocol.SocketIO.Json;
using Sockeye.Replication;

namespace Sockeye.Presences;

/// <summary>
/// Members as servers tell them: <c>["+",room,id,state,time,server,info,time,server]</c>; <c>["=",room,id,state,time,server]</c> if the description is the one that is known; and
/// <c>["-",room,id]</c> for one that has no connections there any more.
/// </summary>
internal sealed class PresenceFormat : TopicFormat<(string Room, string Member), MemberState>
{
    /// <summary>What rooms and members are called at most.</summary>
    public const int MaxNameLength = 1024;

    private const string Whole = "+";
    private const string State = "=";
    private const string None = "-";
    private const int MaxValueBytes = 64 * 1024;
    private const long MaxTime = long.MaxValue / 2;

    public override int SizeOf(TopicOp<(string Room, string Member), MemberState> op) =>
        op.Key.Room.Length + op.Key.Member.Length + (op.HasValue ? op.Value.State.Length + (op.Value.Info?.Length ?? 0) : 0);

    public override MemberState Complete(MemberState told, MemberState value) => value.HasInfo ? value : value with { Info = told.Info, InfoStamp = told.InfoStamp };

    protected override void Write(Utf8JsonWriter json, TopicOp<(string Room, string Member), MemberState> op)
    {
        var isState = op.HasValue && (!op.Value.HasInfo || op.Told?.InfoStamp == op.Value.InfoStamp);
        json.WriteStringValue(!op.HasValue ? None : isState ? State : Whole);
        json.WriteStringValue(op.Key.Room);
        json.WriteStringValue(op.Key.Member);
        if (op.HasValue)
        {
            Write(json, op.Value.State, op.Value.StateStamp);
            if (!isState)
            {
                Write(json, op.Value.Info, op.Value.InfoStamp);
            }
        }
    }

    protected override TopicOp<(string Room, string Member), MemberState> Read(JsonElement op)
    {
        var key = (Room: Name(op[1]), Member: Name(op[2]));
        return op[0].GetString() switch
        {
            Whole => new(key, new MemberState(key.Member, Value(op[3]), StampOf(op, 4), op[6].ValueKind == JsonValueKind.Null ? null : Value(op[6]), StampOf(op, 7)), true),
            State => new(key, new MemberState(key.Member, Value(op[3]), StampOf(op, 4), null, default), true),
            None => TopicOp<(string, string), MemberState>.Named(key),
            _ => throw new FormatException("There is no such change."),
        };
    }

    private static void Write(Utf8JsonWriter json, byte[]? value, Stamp stamp)
    {
        json.WriteRawValue(value ?? "null"u8, skipInputValidation: true);
        json.WriteNumberValue(stamp.Time);
        json.WriteStringValue(stamp.Server);
    }

    private static Stamp StampOf(JsonElement op, int index) =>
        op[index].GetInt64() is >= 0 and <= MaxTime and var time ? new(time, Name(op[index + 1])) : throw new FormatException("There is no such time.");

    private static string Name(JsonElement element) =>
        element.GetString() is { Length: <= MaxNameLength } name ? name : throw new FormatException("There is no name so long.");

    private static byte[] Value(JsonElement element)
    {
        var value = JsonText.Readable(JsonMarshal.GetRawUtf8Value(element)).ToArray();
        return PresenceJson.IsAllowed(value, MaxValueBytes) ? value : throw new FormatException("There is no such value.");
    }
}
