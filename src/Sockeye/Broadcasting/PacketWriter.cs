using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using Sockeye.Engine.Delivery;
using Sockeye.Protocol.SocketIO;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Broadcasting;

/// <summary>
/// Writes one packet into a buffer that its thread keeps. The payload comes first, because only then the number of attachments is
/// known; the header is put before it into room that was left free, so that text and header are one piece. Another parser than the
/// default one encodes the packet from its payload.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The JSON writer holds nothing but the buffer.")]
internal sealed class PacketWriter
{
    private const int KeptCapacity = 64 * 1024;
    private const int HeaderRoom = 48; // type, count, dash, comma, a 64-bit id

    // Two packets of one thread overlap only where a user's converter emits while it is written: then the second gets a writer of its own.
    [ThreadStatic]
    private static PacketWriter? t_idle;

    private readonly PrefixedBuffer _buffer = new();
    private readonly ArgumentSerializer _serializer;
    private readonly Utf8JsonWriter _json;
    private byte[] _namespace = [];
    private PacketParser _parser = JsonPacketParser.Instance;
    private List<ReadOnlyMemory<byte>>? _attachments;

    private PacketWriter(ArgumentSerializer serializer)
    {
        _serializer = serializer;
        _json = new Utf8JsonWriter(_buffer, serializer.WriterOptions);
    }

    public static PacketWriter Event(Namespace ns, string eventName)
    {
        var writer = Start(ns);
        writer._json.WriteStringValue(eventName);
        return writer;
    }

    public static PacketWriter Start(Namespace ns)
    {
        var serializer = ns.Server.Serializer;
        var writer = t_idle is { } idle && ReferenceEquals(idle._serializer, serializer) ? idle : new PacketWriter(serializer);
        t_idle = null;
        writer._namespace = ns.NameUtf8;
        writer._parser = ns.Server.Parser;
        writer._buffer.Reset(HeaderRoom + ns.NameUtf8.Length);
        writer._json.Reset(writer._buffer);
        writer._json.WriteStartArray();
        return writer;
    }

    public PacketWriter Add<T>(T argument)
    {
        try
        {
            _serializer.Serialize(_json, argument, ref _attachments);
            return this;
        }
        catch
        {
            Return();
            throw;
        }
    }

    /// <summary>Adds <c>{"error":{"message":"...","data":...}}</c>, without the data where there is none.</summary>
    public PacketWriter AddError(string message, object? data)
    {
        _json.WriteStartObject();
        _json.WriteStartObject("error"u8);
        _json.WriteString("message"u8, message);
        if (data is not null)
        {
            _json.WritePropertyName("data"u8);
            Add(data);
        }

        _json.WriteEndObject();
        _json.WriteEndObject();
        return this;
    }

    public PacketWriter AddAll(object?[]? arguments)
    {
        if (arguments is null)
        {
            return Add<object?>(null);
        }

        // An array of another type was one argument, which C# let through as the whole list of them.
        if (arguments.GetType() != typeof(object[]))
        {
            return Add<object>(arguments);
        }

        foreach (var argument in arguments)
        {
            Add(argument);
        }

        return this;
    }

    public PacketWriter AddAll(EventArguments arguments)
    {
        arguments.CopyTo(_json, ref _attachments);
        return this;
    }

    public EncodedPacket ToEncoded(PacketType type, long id = Packet.NoId)
    {
        Finish(type, id, out _, out var encoded, out _, keepPayload: false);
        return encoded;
    }

    /// <param name="id">The id of the acknowledgement that is asked for.</param>
    /// <param name="offset">The position in the log of events: goes as one more argument to clients that know of recovery.</param>
    public EventPacket ToEvent(long id = Packet.NoId, string? offset = null)
    {
        if (offset is not null)
        {
            Add(offset);
        }

        IReadOnlyList<ReadOnlyMemory<byte>> attachments = _attachments?.ToArray() ?? [];
        Finish(PacketType.Event, id, out var headerLength, out var encoded, out var payload, keepPayload: true);
        var offsetLength = offset?.Length ?? 0;
        return payload is null
            ? new EventPacket(encoded, _namespace, headerLength, id, attachments) { OffsetLength = offsetLength }
            : new EventPacket(encoded, _namespace, payload, id, attachments) { OffsetLength = offsetLength };
    }

    /// <param name="type">The type of the packet.</param>
    /// <param name="id">Its acknowledgement id.</param>
    /// <param name="headerLength">Where the payload begins in the text of <paramref name="encoded"/>.</param>
    /// <param name="encoded">The packet.</param>
    /// <param name="payload">The payload, where it is asked for and is not part of <paramref name="encoded"/>.</param>
    /// <param name="keepPayload">Whether the payload is needed later.</param>
    private void Finish(PacketType type, long id, out int headerLength, out EncodedPacket encoded, out byte[]? payload, bool keepPayload)
    {
        headerLength = 0;
        payload = null;
        try
        {
            _json.WriteEndArray();
            _json.Flush();
            if (_parser is not JsonPacketParser)
            {
                var json = _buffer.Written(0);
                encoded = _parser.Encode(new Packet(type, _namespace, id, json, CollectionsMarshal.AsSpan(_attachments)));
                payload = keepPayload ? json.ToArray() : null;
                return;
            }

            var count = _attachments?.Count ?? 0;
            _buffer.Cut(PlaceholderText.ToWire(_buffer.WrittenForChange(), count));
            headerLength = PacketHeader.GetLength(type, _namespace, id, count);
            PacketHeader.Write(_buffer.Prefix(headerLength), type, _namespace, id, count);
            encoded = count == 0
                ? EncodedPacket.FromText(_buffer.Written(headerLength))
                : EncodedPacket.FromText(_buffer.Written(headerLength), CollectionsMarshal.AsSpan(_attachments));
        }
        finally
        {
            Return();
        }
    }

    private void Return()
    {
        _attachments?.Clear();
        if (_buffer.Capacity <= KeptCapacity)
        {
            t_idle = this;
        }
    }

    private sealed class PrefixedBuffer : IBufferWriter<byte>
    {
        private byte[] _bytes = new byte[512];
        private int _start;
        private int _end;

        public int Capacity => _bytes.Length;

        public void Reset(int prefix)
        {
            _start = _end = prefix;
            Ensure(0);
        }

        public Span<byte> Prefix(int length) => _bytes.AsSpan(_start - length, length);

        public ReadOnlySpan<byte> Written(int prefix) => _bytes.AsSpan(_start - prefix, _end - _start + prefix);

        public Span<byte> WrittenForChange() => _bytes.AsSpan(_start, _end - _start);

        public void Cut(int length) => _end = _start + length;

        public void Advance(int count) => _end += count;

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            Ensure(sizeHint);
            return _bytes.AsMemory(_end);
        }

        public Span<byte> GetSpan(int sizeHint = 0)
        {
            Ensure(sizeHint);
            return _bytes.AsSpan(_end);
        }

        private void Ensure(int sizeHint)
        {
            var needed = _end + Math.Max(sizeHint, 64);
            if (needed > _bytes.Length)
            {
                Array.Resize(ref _bytes, Math.Max(needed, _bytes.Length * 2));
            }
        }
    }
}
