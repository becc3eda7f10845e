using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Presences;

/// <summary>
/// What servers tell each other: <c>{"kind":"delta","at":12,"ops":[["+",room,id,state,time,server,info,time,server],["-",room,id],["=",room,id,state,time,server]]}</c>, where <c>at</c> is the
/// position before the first; <c>{"kind":"ask"}</c>; <c>{"kind":"all","at":20,"part":0,"last":true,"ops":[...]}</c>, where <c>at</c> is the position that it is the picture of; and
/// <c>{"kind":"set","ops":[...]}</c>, to who has connections of the member. All have all of these properties.
/// </summary>
internal sealed record PresenceMessage(string Kind, long At, int Part, bool IsLast, IReadOnlyList<PresenceOp> Ops)
{
    public const string Delta = "delta";
    public const string Ask = "ask";
    public const string All = "all";
    public const string Set = "set";

    /// <summary>What rooms and members are called at most.</summary>
    public const int MaxNameLength = 1024;

    private const int MaxValueBytes = 64 * 1024;
    private const int MaxOps = 500;
    private const int MaxBytes = 256 * 1024;
    private const long MaxNumber = long.MaxValue / 2;

    public static byte[] Write(string kind, long at, int part, bool isLast, IEnumerable<PresenceOp> ops)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("kind", kind);
            json.WriteNumber("at", at);
            json.WriteNumber("part", part);
            json.WriteBoolean("last", isLast);
            json.WriteStartArray("ops");
            foreach (var op in ops)
            {
                Write(json, op);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>How many changes go into one message; one at least, where there is one.</summary>
    public static int CountThatFit(IReadOnlyList<PresenceOp> ops, int start)
    {
        var bytes = 0;
        var count = 0;
        while (count < MaxOps && start + count < ops.Count && bytes < MaxBytes)
        {
            var (_, room, member) = ops[start + count++];
            bytes += room.Length + member.Id.Length + member.State.Length + (member.Info?.Length ?? 0);
        }

        return count;
    }

    /// <returns>Nothing where it is no such message.</returns>
    public static PresenceMessage? Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            var ops = root.GetProperty("ops").EnumerateArray().Select(Read).ToArray();
            var message = new PresenceMessage(
                root.GetProperty("kind").GetString()!, root.GetProperty("at").GetInt64(), root.GetProperty("part").GetInt32(), root.GetProperty("last").GetBoolean(), ops);
            return message is { Kind: Delta or Ask or All or Set, At: >= 0 and <= MaxNumber, Part: >= 0 } ? message : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static void Write(Utf8JsonWriter json, PresenceOp op)
    {
        var member = op.Member;
        json.WriteStartArray();
        json.WriteStringValue(((char)op.Kind).ToString());
        json.WriteStringValue(op.Room);
        json.WriteStringValue(member.Id);
        if (op.Kind != PresenceOpKind.Remove)
        {
            Write(json, member.State, member.StateStamp);
        }

        if (op.Kind == PresenceOpKind.Add)
        {
            Write(json, member.Info, member.InfoStamp);
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, byte[]? value, Stamp stamp)
    {
        json.WriteRawValue(value ?? "null"u8, skipInputValidation: true);
        json.WriteNumberValue(stamp.Time);
        json.WriteStringValue(stamp.Server);
    }

    private static PresenceOp Read(JsonElement op)
    {
        var kind = op[0].GetString() is [var letter] ? (PresenceOpKind)letter : default;
        var (room, id) = (Name(op[1]), Name(op[2]));
        return kind switch
        {
            PresenceOpKind.Add => new(kind, room, new MemberState(id, Value(op[3])!, StampOf(op, 4), op[6].ValueKind == JsonValueKind.Null ? null : Value(op[6]), StampOf(op, 7))),
            PresenceOpKind.Set => new(kind, room, new MemberState(id, Value(op[3])!, StampOf(op, 4), null, default)),
            PresenceOpKind.Remove => new(kind, room, new MemberState(id, [], default, null, default)),
            _ => throw new FormatException("There is no such change."),
        };
    }

    private static Stamp StampOf(JsonElement op, int index) =>
        op[index].GetInt64() is >= 0 and <= MaxNumber and var time ? new(time, Name(op[index + 1])) : throw new FormatException("There is no such time.");

    private static string Name(JsonElement element) =>
        element.GetString() is { Length: <= MaxNameLength } name ? name : throw new FormatException("There is no name so long.");

    private static byte[] Value(JsonElement element)
    {
        var value = JsonText.Readable(JsonMarshal.GetRawUtf8Value(element)).ToArray();
        return PresenceJson.IsAllowed(value, MaxValueBytes) ? value : throw new FormatException("There is no such value.");
    }
}
