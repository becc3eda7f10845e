using System.Buffers;
using System.Text.Json;
using Sockeye.Protocol.SocketIO.Json;
using Sockeye.Sockets;

namespace Sockeye;

/// <summary>Arguments as they came: of an event, or of an acknowledgement. They stay undecoded until you ask for a type.</summary>
public sealed class EventArguments
{
    private readonly ArgumentSerializer _serializer;
    private readonly ReadOnlyMemory<byte>[] _attachments;
    private readonly int _skipped;
    private int _count = -1;

    /// <summary>Takes arguments that are written already.</summary>
    /// <param name="serializer">What reads them: the one of the server or client.</param>
    /// <param name="payload">A JSON array in UTF-8. It is not checked, and not copied.</param>
    /// <param name="attachments">The binary values that its placeholders point to.</param>
    /// <param name="skipped">How many of the first elements are no arguments: 1 if the name of an event comes first, otherwise 0.</param>
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

    /// <summary>How many arguments there are.</summary>
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
    /// The whole payload as a JSON array in UTF-8; of an event, its name comes first. Binary values stand in it as
    /// <c>{"_placeholder":true,"num":N}</c>.
    /// </summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>The binary values that the placeholders point to.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Attachments => _attachments;

    /// <summary>The same binary values, as a <see cref="Protocol.SocketIO.Packet"/> takes them.</summary>
    public ReadOnlySpan<ReadOnlyMemory<byte>> AttachmentSpan => _attachments;

    /// <summary>One argument, as the asked-for type. Binary is <see cref="byte"/>[], <see cref="Memory{T}"/> or <see cref="ReadOnlyMemory{T}"/>.</summary>
    /// <returns>The default of the type if there is no such argument, or if it is null.</returns>
    /// <exception cref="JsonException">The argument is not of that type.</exception>
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

    /// <summary>What an event was answered with: the first argument, as the asked-for type.</summary>
    /// <returns>The default of the type if nothing was answered, or <see langword="null"/>.</returns>
    /// <exception cref="AnswerErrorException">The answer is an error, <c>{"error":{"message":"..."}}</c>.</exception>
    /// <exception cref="JsonException">The answer is not of that type.</exception>
    public T? GetAnswer<T>()
    {
        ThrowIfError();
        return Get<T>(0);
    }

    /// <summary>What an event was answered with: the first argument, as the asked-for type.</summary>
    /// <exception cref="AnswerErrorException">The answer is an error, <c>{"error":{"message":"..."}}</c>.</exception>
    /// <exception cref="JsonException">The answer is not of that type, is <c>null</c>, or is none.</exception>
    public T GetRequiredAnswer<T>()
    {
        ThrowIfError();
        var reader = Start();

        // Nothing would be 0 of a type that has no null.
        return reader.Read() && reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.Null) && _serializer.Deserialize<T>(ref reader, _attachments) is { } value
            ? value
            : throw new JsonException($"The answer has no value, and {typeof(T)} was asked for.");
    }

    /// <summary>The first argument undecoded, with all attachments; JSON's <c>null</c> if there is none.</summary>
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
    /// <param name="serializer">What writes them: the one of the server or client.</param>
    /// <param name="eventName">The name.</param>
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

    /// <summary>Writes the same arguments behind another event's name.</summary>
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

    /// <summary>Writes the arguments into an array, undecoded.</summary>
    /// <param name="writer">Where to; it stands in an array.</param>
    /// <param name="attachments">The binary values of the array so far; made at the first one.</param>
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
