using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Sockeye.Protocol.SocketIO;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Emitters;

/// <summary>Writes an event and its arguments in the form in which servers send them to clients, as a JSON array.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The JSON writer holds nothing but the buffer.")]
internal ref struct EventWriter
{
    private readonly ArgumentSerializer _serializer;
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _json;
    private List<ReadOnlyMemory<byte>>? _attachments;

    /// <exception cref="ArgumentException">The name is reserved.</exception>
    public EventWriter(ArgumentSerializer serializer, string eventName)
    {
        ArgumentNullException.ThrowIfNull(eventName);
        if (ReservedEvents.IsReserved(eventName))
        {
            throw new ArgumentException($"\"{eventName}\" is a reserved event name", nameof(eventName));
        }

        _serializer = serializer;
        _json = new Utf8JsonWriter(_buffer, serializer.WriterOptions);
        _json.WriteStartArray();
        _json.WriteStringValue(eventName);
    }

    public void Add<T>(T argument) => _serializer.Serialize(_json, argument, ref _attachments);

    public readonly ClusterPayload End()
    {
        _json.WriteEndArray();
        _json.Dispose();
        return new ClusterPayload(_buffer.WrittenMemory, _attachments?.ToArray() ?? []);
    }
}
