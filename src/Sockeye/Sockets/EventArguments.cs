using System.Buffers;
using System.Text.Json;
using Sockeye.Protocol.SocketIO.Json;
using Sockeye.Sockets;

namespace Sockeye;

/// <summary>Arguments as they came: of an event, or of an acknowledgement. They stay undecoded until somebody asks for a type.</summary>
public sealed class EventArguments
{
    private readonly ArgumentSerializer _serializer;
    private readonly int _skipped;
    private int _count = -1;

    internal EventArguments(ArgumentSerializer serializer, byte[] payload, ReadOnlyMemory<byte>[] attachments, int skipped)
    {
        _serializer = serializer;
        Payload = payload;
        Attachments = attachments;
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
    public IReadOnlyList<ReadOnlyMemory<byte>> Attachments { get; }

    /// <summary>One argument, as the asked-for type. Binary is <see cref="byte"/>[], <see cref="Memory{T}"/> or <see cref="ReadOnlyMemory{T}"/>.</summary>
    /// <returns>The default of the type where there is no such argument or where it is null.</returns>
    /// <exception cref="JsonException">The argument is not of that type.</exception>
    public T? Get<T>(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        var reader = Start();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (index-- == 0)
            {
                return _serializer.Deserialize<T>(ref reader, AttachmentSpan);
            }

            reader.Skip();
        }

        return default;
    }

    /// <summary>The first argument undecoded, null where there is none: all that servers tell each other of an answer.</summary>
    internal ClusterPayload First()
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

    /// <summary>An event's name and arguments, written as they would be sent.</summary>
    internal static EventArguments Write(ArgumentSerializer serializer, string eventName, object?[] args)
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

    /// <summary>The same arguments behind another event's name.</summary>
    internal EventArguments Rename(string eventName)
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

    internal ReadOnlySpan<ReadOnlyMemory<byte>> AttachmentSpan => (ReadOnlyMemory<byte>[])Attachments;

    internal void CopyTo(Utf8JsonWriter writer, ref List<ReadOnlyMemory<byte>>? attachments) =>
        RawArguments.Copy(writer, Payload.Span, _skipped, AttachmentSpan, ref attachments);

    internal Utf8JsonReader Start()
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
