using System.Collections.Frozen;

namespace Sockeye.Contracts.Shapes;

/// <summary>The types of .NET that the server's serializer supports, and those that it refuses or writes in a useless form.</summary>
internal static class KnownTypes
{
    private static readonly FrozenDictionary<string, Shape> Scalars = new Dictionary<string, Shape>
    {
        ["System.String"] = ScalarShape.Text,
        ["System.Char"] = ScalarShape.Text,
        ["System.Boolean"] = ScalarShape.Boolean,
        ["System.SByte"] = ScalarShape.Integer,
        ["System.Byte"] = ScalarShape.Integer,
        ["System.Int16"] = ScalarShape.Integer,
        ["System.UInt16"] = ScalarShape.Integer,
        ["System.Int32"] = ScalarShape.Integer,
        ["System.UInt32"] = ScalarShape.Integer,
        ["System.Int64"] = ScalarShape.Integer,
        ["System.UInt64"] = ScalarShape.Integer,
        ["System.Int128"] = ScalarShape.Integer,
        ["System.UInt128"] = ScalarShape.Integer,
        ["System.Half"] = ScalarShape.Number,
        ["System.Single"] = ScalarShape.Single,
        ["System.Double"] = ScalarShape.Double,
        ["System.Decimal"] = ScalarShape.Number,
        ["System.DateTime"] = new ScalarShape(ScalarKind.String, "date-time"),
        ["System.DateTimeOffset"] = new ScalarShape(ScalarKind.String, "date-time"),
        ["System.DateOnly"] = new ScalarShape(ScalarKind.String, "date"),
        ["System.TimeOnly"] = ScalarShape.Text,
        ["System.TimeSpan"] = ScalarShape.Text,
        ["System.Guid"] = new ScalarShape(ScalarKind.String, "uuid"),
        ["System.Uri"] = new ScalarShape(ScalarKind.String, "uri-reference"),
        ["System.Version"] = ScalarShape.Text,
        ["System.Object"] = ScalarShape.Unknown,
        ["System.Text.Json.JsonElement"] = ScalarShape.Unknown,
        ["System.Text.Json.JsonDocument"] = ScalarShape.Unknown,
        ["System.Text.Json.Nodes.JsonNode"] = ScalarShape.Unknown,
        ["System.Text.Json.Nodes.JsonValue"] = ScalarShape.Unknown,
        ["System.Text.Json.Nodes.JsonObject"] = new MapShape(ScalarShape.Unknown),
        ["System.Text.Json.Nodes.JsonArray"] = new ArrayShape(ScalarShape.Unknown),
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> Memories =
        new[] { "System.Memory`1", "System.ReadOnlyMemory`1", "System.ArraySegment`1" }.ToFrozenSet();

    // These are looked for in a type, its bases and its interfaces.
    private static readonly FrozenDictionary<string, string> Refused = new Dictionary<string, string>
    {
        ["System.Delegate"] = "it is code",
        ["System.Reflection.MemberInfo"] = "it is code",
        ["System.Reflection.Assembly"] = "it is code",
        ["System.Threading.Tasks.Task"] = "it runs: send its result",
        ["System.Threading.Tasks.ValueTask"] = "it runs: send its result",
        ["System.Threading.Tasks.ValueTask`1"] = "it runs: send its result",
        ["System.Collections.Generic.IAsyncEnumerable`1"] = "it is a stream: return it from a method of what is marked [ClientToServer]",
        ["System.Threading.CancellationToken"] = "it ends a call: make it the last parameter",
        ["System.Threading.CancellationTokenSource"] = "it belongs to the running process",
        ["System.Threading.WaitHandle"] = "it belongs to the running process",
        ["System.IServiceProvider"] = "it belongs to the running process",
        ["System.IO.Stream"] = "it is not a value: send a byte[], or several events",
        ["System.Exception"] = "it cannot be read back: send its message",
        ["System.IntPtr"] = "it is a pointer",
        ["System.UIntPtr"] = "it is a pointer",
        ["System.Numerics.BigInteger"] = "it is not written as a number: send a string",
        ["Sockeye.Acknowledgement"] = "it answers by itself: return Task<T> in its place",
        ["Sockeye.EventArguments"] = "it is a list of arguments: write them as parameters",
        ["Sockeye.IncomingEvent"] = "it belongs to the server",
        ["Sockeye.Emitter"] = "it belongs to the running process",
        ["Sockeye.SocketEmitter"] = "it belongs to the running process",
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> Keys = new[]
    {
        "System.String", "System.Char", "System.Boolean", "System.SByte", "System.Byte", "System.Int16", "System.UInt16", "System.Int32", "System.UInt32", "System.Int64",
        "System.UInt64", "System.Int128", "System.UInt128", "System.Half", "System.Single", "System.Double", "System.Decimal", "System.DateTime", "System.DateTimeOffset",
        "System.DateOnly", "System.TimeOnly", "System.TimeSpan", "System.Guid", "System.Uri", "System.Version", "System.Object",
    }.ToFrozenSet();

    public static Shape? ScalarOf(Type type) => Scalars.GetValueOrDefault(type.FullName ?? "");

    public static bool IsMemory(Type type) => Memories.Contains(type.FullName ?? "");

    /// <summary>Whether the serializer can write it as a property name, as the key of a dictionary.</summary>
    public static bool IsKey(Type type) => type.IsEnum || Keys.Contains(type.FullName ?? "");

    /// <summary>Why a type has no form in JSON; <see langword="null"/> if it has one.</summary>
    public static string? WhyRefused(Type type)
    {
        if (type.IsPointer || type.IsFunctionPointer || type.IsByRef || type.IsByRefLike)
        {
            return "it lives on the stack: send an array";
        }

        if (NameOf(type).StartsWith("System.ValueTuple`", StringComparison.Ordinal))
        {
            return "it has fields, which are not written: send a record";
        }

        for (var ancestor = type; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (Refused.TryGetValue(NameOf(ancestor), out var reason))
            {
                return reason;
            }
        }

        return type.GetInterfaces().Select(static one => Refused.GetValueOrDefault(NameOf(one))).FirstOrDefault(static reason => reason is not null);
    }

    private static string NameOf(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName ?? "";
}
