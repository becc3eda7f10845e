using System.ComponentModel;
using System.Text.Json;

namespace Sockeye.Protocol.SocketIO.Json;

/// <summary>
/// An argument that is written as its declared type, not as its run-time type. Generated code uses it, because an argument that is declared
/// as a list may be of any class, which a <see cref="System.Text.Json.Serialization.JsonSerializerContext"/> does not know.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class TypedArgument
{
    private protected TypedArgument()
    {
    }

    /// <summary>Creates an argument with its declared type.</summary>
    public static TypedArgument Of<T>(T value) => new Typed<T>(value);

    /// <summary>Adds values to a list of arguments, each as one argument.</summary>
    public static object?[] Append<T>(object?[] arguments, IEnumerable<T>? rest)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return rest is null ? arguments : [.. arguments, .. rest.Select(Of)];
    }

    internal abstract void Write(ArgumentSerializer serializer, Utf8JsonWriter writer, ref List<ReadOnlyMemory<byte>>? attachments);

    private sealed class Typed<T>(T value) : TypedArgument
    {
        internal override void Write(ArgumentSerializer serializer, Utf8JsonWriter writer, ref List<ReadOnlyMemory<byte>>? attachments) =>
            serializer.Serialize(writer, value, ref attachments);
    }
}
