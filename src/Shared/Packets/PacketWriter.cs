using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using Sockeye.Protocol.SocketIO;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Packets;

/// <summary>
/// Writes one packet into a buffer that its thread keeps. The payload is written first, because the number of attachments is known only
/// after it. The header is then put into free space in front, so that both are contiguous. A parser other than the default one encodes the
/// packet from its payload.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The JSON writer holds nothing but the buffer.")]
internal sealed class PacketWriter
{
    private const int HeaderRoom = 48; // type, count, dash, comma, a 64-bit id

    // Two packets of one thread overlap only if a converter of the application emits during writing. The second one then gets a new writer.
    [ThreadStatic]
    private static PacketWriter? t_idle;

    private readonly Utf8JsonWriter _json;
    private ArgumentSerializer _serializer;
    private PacketParser _parser = JsonPacketParser.Instance;
    private List<ReadOnlyMemory<byte>>? _attachments;

    private PacketWriter(ArgumentSerializer serializer)
    {
        _serializer = serializer;
        _json = new Utf8JsonWriter(Buffer, serializer.WriterOptions);
    }

    /// <summary>The namespace of the packet.</summary>
    public byte[] NamespaceUtf8 { get; private set; } = [];

    /// <summary>The written bytes: the payload, after space for the header and one more byte.</summary>
    internal PrefixedBuffer Buffer { get; } = new();

    /// <summary>Begins the packet of an event.</summary>
    public static PacketWriter Event(ArgumentSerializer serializer, PacketParser parser, byte[] namespaceUtf8, string eventName)
    {
        var writer = Start(serializer, parser, namespaceUtf8);
        writer._json.WriteStringValue(eventName);
        return writer;
    }

    /// <summary>Begins a packet whose payload is an array.</summary>
    public static PacketWriter Start(ArgumentSerializer serializer, PacketParser parser, byte[] namespaceUtf8)
    {
        var writer = t_idle is { } idle && idle.CanWriteFor(serializer) ? idle : new PacketWriter(serializer);
        t_idle = null;
        writer._serializer = serializer;
        writer.NamespaceUtf8 = namespaceUtf8;
        writer._parser = parser;
        writer.Buffer.Reset(PacketEncoding.Prefix + HeaderRoom + namespaceUtf8.Length);
        writer._json.Reset(writer.Buffer);
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

    /// <summary>Adds <c>{"error":{"message":"...","data":...}}</c>, without the data if there is none.</summary>
    public PacketWriter AddError(string message, object? data)
    {
        _json.WriteStartObject();
        _json.WritePropertyName("error"u8);
        AddErrorObject(message, data);
        _json.WriteEndObject();
        return this;
    }

    /// <summary>Adds <c>{"message":"...","data":...}</c>, without the data if there is none.</summary>
    public PacketWriter AddErrorObject(string message, object? data)
    {
        _json.WriteStartObject();
        _json.WriteString("message"u8, message);
        if (data is not null)
        {
            _json.WritePropertyName("data"u8);
            Add(data);
        }

        _json.WriteEndObject();
        return this;
    }

    public PacketWriter AddAll(object?[]? arguments)
    {
        if (arguments is null)
        {
            return Add<object?>(null);
        }

        // An array of another type is a single argument, which C# has passed as the whole list.
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

    /// <summary>Ends the packet.</summary>
    /// <param name="type">The type of the packet.</param>
    /// <param name="id">The acknowledgement id.</param>
    /// <returns>The packet, which is in the buffer of this writer until it is disposed of.</returns>
    public WrittenPacket Finish(PacketType type, long id = Packet.NoId)
    {
        try
        {
            _json.WriteEndArray();
            _json.Flush();
            var attachments = CollectionsMarshal.AsSpan(_attachments);
            if (_parser is not JsonPacketParser)
            {
                return PacketEncoding.Write(_parser, new Packet(type, NamespaceUtf8, id, Buffer.Written(0), attachments), this);
            }

            Buffer.Cut(PlaceholderText.ToWire(Buffer.WrittenForChange(), attachments.Length));
            var headerLength = PacketHeader.GetLength(type, NamespaceUtf8, id, attachments.Length);
            PacketHeader.Write(Buffer.Prefix(headerLength), type, NamespaceUtf8, id, attachments.Length);
            return new WrittenPacket(this, headerLength, attachments);
        }
        catch
        {
            Return();
            throw;
        }
    }

    /// <summary>Called when the packet has been copied or dropped. The thread may write its next packet.</summary>
    public void Return()
    {
        _attachments?.Clear();
        if (Buffer.Capacity <= PacketEncoding.KeptCapacity)
        {
            t_idle = this;
        }
    }

    // Each of the many clients of a process may have its own serializer. JSON writers differ only in the encoder.
    private bool CanWriteFor(ArgumentSerializer serializer) =>
        ReferenceEquals(_serializer, serializer) || ReferenceEquals(_json.Options.Encoder, serializer.WriterOptions.Encoder);
}
