using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.RoomStores;

/// <summary>Writes and reads values of one type that an application keeps about rooms: values of records, and states of members.</summary>
internal sealed class RecordJson<T>
{
    private readonly ArgumentSerializer _serializer;

    public RecordJson(ArgumentSerializer serializer, JsonTypeInfo<T>? type)
    {
        _serializer = type is null ? serializer : serializer.For(type);
        ReadObject = json => Read(json);
    }

    /// <summary>The same as <see cref="Read"/>, as one delegate for all values.</summary>
    public Func<ReadOnlyMemory<byte>, object?> ReadObject { get; }

    /// <exception cref="ArgumentException">The value has binary values in it.</exception>
    public static ReadOnlyMemory<byte> Write<TValue>(ArgumentSerializer serializer, TValue value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        List<ReadOnlyMemory<byte>>? attachments = null;
        using (var writer = new Utf8JsonWriter(buffer, serializer.WriterOptions))
        {
            serializer.Serialize(writer, value, ref attachments);
        }

        return attachments is null ? JsonText.Readable(buffer.WrittenMemory).ToArray() : throw new ArgumentException("Values of rooms cannot have binary values in them. Write them as text.", nameof(value));
    }

    /// <exception cref="ArgumentException">The value is null, or has binary values in it.</exception>
    public ReadOnlyMemory<byte> Write(T value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Write(_serializer, value);
    }

    /// <exception cref="JsonException">The value is of another type.</exception>
    public T Read(ReadOnlyMemory<byte> json) =>
        _serializer.Deserialize<T>(json.Span, default) ?? throw new JsonException("The value is null.");
}
