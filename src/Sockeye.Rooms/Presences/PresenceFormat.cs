using System.Runtime.InteropServices;
using System.Text.Json;
using Sockeye.Protocol.SocketIO.Json;
using Sockeye.Replication;
using Sockeye.RoomMessages;

namespace Sockeye.Presences;

/// <summary>
/// Members as servers send them. <c>["+",room,id,state,time,server,info,time,server]</c> is a member;
/// <c>["=",room,id,state,time,server]</c> is a member whose description is already known; <c>["-",room,id]</c> is a member that has no
/// connections there any more. If connections are listed, the first two end with <c>[[id,state],...]</c>, the connections of the sending
/// server.
/// </summary>
/// <param name="maxConnections">The maximum number of listed connections of a member; zero if connections are not listed.</param>
internal sealed class PresenceFormat(int maxConnections) : TopicFormat<(string Room, string Member), MemberState>
{
    /// <summary>The maximum length of the names of rooms and members.</summary>
    public const int MaxNameLength = PresenceQuestion.MaxNameLength;

    private const string Whole = "+";
    private const string State = "=";
    private const string None = "-";
    private const int MaxValueBytes = 64 * 1024;
    private const long MaxTime = long.MaxValue / 2;

    public override int SizeOf(TopicOp<(string Room, string Member), MemberState> op) =>
        op.Key.Room.Length + op.Key.Member.Length + (op.HasValue ? op.Value.State.Length + (op.Value.Info?.Length ?? 0) + (op.Value.Connections?.Sum(static connection => connection.Id.Length + connection.State.Length) ?? 0) : 0);

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

            Write(json, op.Value.Connections);
        }
    }

    protected override TopicOp<(string Room, string Member), MemberState> Read(JsonElement op)
    {
        var key = (Room: Name(op[1]), Member: Name(op[2]));
        return op[0].GetString() switch
        {
            Whole => new(key, new MemberState(key.Member, Value(op[3]), StampOf(op, 4), op[6].ValueKind == JsonValueKind.Null ? null : Value(op[6]), StampOf(op, 7)) { Connections = ConnectionsOf(op, 9) }, true),
            State => new(key, new MemberState(key.Member, Value(op[3]), StampOf(op, 4), null, default) { Connections = ConnectionsOf(op, 6) }, true),
            None => TopicOp<(string, string), MemberState>.Named(key),
            _ => throw new FormatException("The change is not valid."),
        };
    }

    private static void Write(Utf8JsonWriter json, byte[]? value, Stamp stamp)
    {
        json.WriteRawValue(value ?? "null"u8, skipInputValidation: true);
        json.WriteNumberValue(stamp.Time);
        json.WriteStringValue(stamp.Server);
    }

    private static void Write(Utf8JsonWriter json, MemberConnection[]? connections)
    {
        if (connections is null)
        {
            return;
        }

        json.WriteStartArray();
        foreach (var (id, state) in connections)
        {
            json.WriteStartArray();
            json.WriteStringValue(id);
            json.WriteRawValue(state, skipInputValidation: true);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    // A server that does not list connections does not send them either. The lists of all servers are in the same order, so that they can
    // be joined.
    private MemberConnection[]? ConnectionsOf(JsonElement op, int index) => maxConnections == 0
        ? null
        : op.GetArrayLength() <= index
            ? []
            : [.. op[index].EnumerateArray()
                .Select(static connection => new MemberConnection(Name(connection[0]), Value(connection[1])))
                .OrderBy(static connection => connection.Id, StringComparer.Ordinal)
                .DistinctBy(static connection => connection.Id)
                .Take(maxConnections)];

    private static Stamp StampOf(JsonElement op, int index) =>
        op[index].GetInt64() is >= 0 and <= MaxTime and var time ? new(time, Name(op[index + 1])) : throw new FormatException("The time is not valid.");

    private static string Name(JsonElement element) =>
        element.GetString() is { Length: <= MaxNameLength } name ? name : throw new FormatException("The name is too long.");

    private static byte[] Value(JsonElement element)
    {
        var value = JsonText.Readable(JsonMarshal.GetRawUtf8Value(element)).ToArray();
        return PresenceJson.IsAllowed(value, MaxValueBytes) ? value : throw new FormatException("The value is not defined.");
    }
}
