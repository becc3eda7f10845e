using Sockeye.Broadcasting;
using Sockeye.Engine.Delivery;
using Sockeye.Packets;
using Sockeye.Protocol.SocketIO;

namespace Sockeye;

/// <summary>An outgoing event that is encoded once for all its recipients.</summary>
public sealed class EventPacket
{
    private readonly byte[] _namespace;
    private readonly int _payloadStart;
    private readonly byte[]? _payload;
    private EncodedPacket? _withoutOffset;

    internal EventPacket(EncodedPacket encoded, byte[] namespaceName, int payloadStart, long id, IReadOnlyList<ReadOnlyMemory<byte>> attachments)
    {
        Encoded = encoded;
        _namespace = namespaceName;
        _payloadStart = payloadStart;
        Id = id;
        Attachments = attachments;
    }

    internal EventPacket(EncodedPacket encoded, byte[] namespaceName, byte[] payload, long id, IReadOnlyList<ReadOnlyMemory<byte>> attachments)
        : this(encoded, namespaceName, 0, id, attachments) => _payload = payload;

    /// <summary>Encodes an event for the sockets of a namespace.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="eventName">The name of the event.</param>
    /// <param name="args">The arguments.</param>
    /// <exception cref="ArgumentException">The name is reserved.</exception>
    public static EventPacket Create(Namespace ns, string eventName, params object?[] args) => Start(ns, eventName).AddAll(args).ToEvent();

    /// <summary>Encodes an event whose arguments are already written.</summary>
    /// <inheritdoc cref="Create(Namespace, string, object?[])"/>
    public static EventPacket Create(Namespace ns, string eventName, EventArguments args)
    {
        ArgumentNullException.ThrowIfNull(args);
        return Start(ns, eventName).AddAll(args).ToEvent();
    }

    /// <summary>
    /// The event name and the arguments, as a JSON array in UTF-8. A binary value is a placeholder: <c>{"_placeholder":true,"num":N}</c>.
    /// </summary>
    public ReadOnlyMemory<byte> Payload => _payload ?? Encoded.Text[_payloadStart..];

    /// <summary>The binary values that the placeholders point to.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Attachments { get; }

    /// <summary>The id with which recipients acknowledge the event, or -1.</summary>
    public long Id { get; }

    internal EncodedPacket Encoded { get; }

    /// <summary>The name of the namespace that the event is encoded for.</summary>
    internal ReadOnlySpan<byte> NamespaceUtf8 => _namespace;

    /// <summary>The length in bytes of the position in the log of events. It stands behind the arguments if recovery is on.</summary>
    internal int OffsetLength { get; init; }

    /// <summary>The form for a client without recovery. For such a client the position would be one more argument.</summary>
    internal EncodedPacket WithoutOffset(Namespace ns) => OffsetLength == 0 ? Encoded : _withoutOffset ??= RemoveOffset(ns);

    private static PacketWriter Start(Namespace ns, string eventName)
    {
        ArgumentNullException.ThrowIfNull(ns);
        ReservedEvents.ThrowIfReserved(eventName);
        return ns.StartEvent(eventName);
    }

    // The array ends with ,"offset"]
    private EncodedPacket RemoveOffset(Namespace ns)
    {
        byte[] payload = [.. Payload.Span[..^(OffsetLength + 4)], (byte)']'];
        return ns.Server.Parser.Encode(new Packet(PacketType.Event, ns.NameUtf8, Id, payload, [.. Attachments]));
    }
}
