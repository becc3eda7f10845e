using System.Buffers;
using System.Text.Json;
using Sockeye.Protocol.SocketIO.Json;
using Sockeye.Sockets;

namespace Sockeye;

/// <summary>Arguments of an event or an acknowledgement, as they were received. They are decoded when you ask for a type.</summary>
public sealed class EventArguments
{
    private readonly ArgumentSerializer _serializer;
    private readonly ReadOnlyMemory<byte>[] _attachments;
    private readonly int _skipped;
    private int _count = -1;

    /// <summary>Creates an object from arguments that are already written.</summary>
    /// <param name="serializer">The serializer of the server or client, which reads them.</param>
    /// <param name="payload">A JSON array in UTF-8. It is neither checked nor copied.</param>
    /// <param name="attachments">The binary values that its placeholders point to.</param>
    /// <param name="skipped">How many of the first elements are not arguments: 1 if the name of an event comes first, otherwise 0.</param>
    public EventArguments(ArgumentSerializer serializer, byte[] payload, ReadOnlyMemory<byte>[] attachments, int skipped)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        ArgumentNullException.ThrowIfNull(payload);
        ArgumentNullException.ThrowIfNull(attachments);
        _serializer = serializer;
        Payload = payload;
        _attachments = attachments;
        _skipped = skipped;
    }

    /// <summary>The number of arguments.</summary>
    public int Count
    {
        get
        {
            if (_count < 0)
            {
                var reader = Start();
                var count = 0;
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    reader.Skip();
                    count++;
                }

                _count = count;
            }

            return _count;
        }
    }

    /// <summary>
    /// The whole payload as a JSON array in UTF-8. For an event, its name comes first. A binary value is a placeholder:
    /// <c>{"_placeholder":true,"num":N}</c>.
    /// </summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>The binary values that the placeholders point to.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Attachments => _attachments;

    /// <summary>The same binary values, in the form for a <see cref="Protocol.SocketIO.Packet"/>.</summary>
    public ReadOnlySpan<ReadOnlyMemory<byte>> AttachmentSpan => _attachments;

    /// <summary>
    /// Gets an argument as a type. Binary values are <see cref="byte"/>[], <see cref="Memory{T}"/> or <see cref="ReadOnlyMemory{T}"/>.
    /// </summary>
    /// <returns>The argument; the default value of the type if there is no such argument or it is null.</returns>
    /// <exception cref="JsonException">The argument is of another type.</exception>
    public T? Get<T>(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        var reader = Start();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (index-- == 0)
            {
                return _serializer.Deserialize<T>(ref reader, _attachments);
            }

            reader.Skip();
        }

        return default;
    }

    /// <summary>Gets the answer to an event: its first argument, as a type.</summary>
    /// <returns>The answer; the default value of the type if the answer is empty or <see langword="null"/>.</returns>
    /// <exception cref="AnswerErrorException">The answer is an error, <c>{"error":{"message":"..."}}</c>.</exception>
    /// <exception cref="JsonException">The answer is of another type.</exception>
    public T? GetAnswer<T>()
    {
        ThrowIfError();
        return Get<T>(0);
    }

    /// <summary>Gets the answer to an event, which must have a value: its first argument, as a type.</summary>
    /// <exception cref="AnswerErrorException">The answer is an error, <c>{"error":{"message":"..."}}</c>.</exception>
    /// <exception cref="JsonException">The answer is of another type, is <c>null</c>, or is empty.</exception>
    public T GetRequiredAnswer<T>()
    {
        ThrowIfError();
        var reader = Start();

        // Without this check an empty answer would be 0 for a type that is not nullable.
        return reader.Read() && reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.Null) && _serializer.Deserialize<T>(ref reader, _attachments) is { } value
            ? value
            : throw new JsonException($"The answer has no value, but {typeof(T)} is required.");
    }

    /// <summary>Gets the first argument without decoding it, with all attachments; JSON's <c>null</c> if there is none.</summary>
    public ClusterPayload First()
    {
        var reader = Start();
        if (!reader.Read() || reader.TokenType == JsonTokenType.EndArray)
        {
            return ClusterPayload.Null;
        }

        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return new ClusterPayload(Payload[start..(int)reader.BytesConsumed], Attachments);
    }

    /// <summary>Writes an event's name and arguments as they are sent.</summary>
    /// <param name="serializer">The serializer of the server or client, which writes them.</param>
    /// <param name="eventName">The name of the event.</param>
    /// <param name="args">The arguments.</param>
    public static EventArguments Write(ArgumentSerializer serializer, string eventName, object?[] args)
    {
        var buffer = new ArrayBufferWriter<byte>();
        List<ReadOnlyMemory<byte>>? attachments = null;
        using (var writer = new Utf8JsonWriter(buffer, serializer.WriterOptions))
        {
            writer.WriteStartArray();
            writer.WriteStringValue(eventName);
            foreach (var arg in args)
            {
                serializer.Serialize(writer, arg, ref attachments);
            }

            writer.WriteEndArray();
        }

        return new EventArguments(serializer, buffer.WrittenSpan.ToArray(), attachments?.ToArray() ?? [], 1);
    }

    /// <summary>Creates a copy with the name of another event.</summary>
    public EventArguments Rename(string eventName)
    {
        var buffer = new ArrayBufferWriter<byte>();
        List<ReadOnlyMemory<byte>>? attachments = null;
        using (var writer = new Utf8JsonWriter(buffer, _serializer.WriterOptions))
        {
            writer.WriteStartArray();
            writer.WriteStringValue(eventName);
            CopyTo(writer, ref attachments);
            writer.WriteEndArray();
        }

        return new EventArguments(_serializer, buffer.WrittenSpan.ToArray(), attachments?.ToArray() ?? [], 1);
    }

    /// <summary>Writes the arguments into an array without decoding them.</summary>
    /// <param name="writer">The writer, inside an array.</param>
    /// <param name="attachments">The binary values of the array so far. The list is created for the first one.</param>
    public void CopyTo(Utf8JsonWriter writer, ref List<ReadOnlyMemory<byte>>? attachments)
    {
        ArgumentNullException.ThrowIfNull(writer);
        RawArguments.Copy(writer, Payload.Span, _skipped, _attachments, ref attachments);
    }

    private void ThrowIfError()
    {
        if (AnswerError.Find(Start(), Payload.Span, _attachments) is { } error)
        {
            throw error;
        }
    }

    private Utf8JsonReader Start()
    {
        if (Payload.IsEmpty)
        {
            var nothing = new Utf8JsonReader("[]"u8);
            nothing.Read();
            return nothing;
        }

        var reader = PayloadJson.Read(Payload.Span);
        reader.Read();
        for (var i = 0; i < _skipped; i++)
        {
            reader.Read();
            reader.Skip();
        }

        return reader;
    }
}
