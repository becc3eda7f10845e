using System.ComponentModel;
using System.Text.Json;

namespace Sockeye.Protocol.SocketIO.Json;

/// <summary>
/// An argument in a list of arguments that is written as the type it is declared with, not as the type that it has at run time. Generated code makes them: what is declared as a list may
/// be any class, of which no <see cref="System.Text.Json.Serialization.JsonSerializerContext"/> knows.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class TypedArgument
{
    private protected TypedArgument()
    {
    }

    /// <summary>Gives a value its declared type.</summary>
    public static TypedArgument Of<T>(T value) => new Typed<T>(value);

    /// <summary>Adds values to a list, one argument each.</summary>
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
