using System.Buffers;
using System.Buffers.Text;

namespace Sockeye.Protocol.SocketIO;

/// <summary>
/// Writes the header before the payload of a Socket.IO v5 packet: <c>&lt;type&gt;[&lt;attachments&gt;-][&lt;namespace&gt;,][&lt;ack
/// id&gt;]</c>.
/// </summary>
public static class PacketHeader
{
    /// <summary>Gets the number of bytes that <see cref="Write(Span{byte}, PacketType, ReadOnlySpan{byte}, long, int)"/> writes.</summary>
    /// <param name="type">The type of the packet.</param>
    /// <param name="namespace">The namespace in UTF-8; <c>/</c> or empty for the main one.</param>
    /// <param name="id">The acknowledgement id, or <see cref="Packet.NoId"/>.</param>
    /// <param name="attachments">The number of binary attachments.</param>
    public static int GetLength(PacketType type, ReadOnlySpan<byte> @namespace, long id, int attachments)
    {
        _ = GetWireType(type, attachments);
        int length = 1;
        if (attachments > 0)
        {
            length += CountDigits(attachments) + 1;
        }

        if (!IsMain(@namespace))
        {
            length += @namespace.Length + 1;
        }

        if (id >= 0)
        {
            length += CountDigits(id);
        }

        return length;
    }

    /// <summary>Writes a header. Events and acknowledgements with attachments become the binary types.</summary>
    /// <param name="destination">At least <see cref="GetLength"/> bytes.</param>
    /// <param name="type">The type of the packet.</param>
    /// <param name="namespace">The namespace in UTF-8; <c>/</c> or empty for the main one.</param>
    /// <param name="id">The acknowledgement id, or <see cref="Packet.NoId"/>.</param>
    /// <param name="attachments">The number of binary attachments.</param>
    /// <returns>The number of bytes written.</returns>
    /// <exception cref="ArgumentException">The destination is too short, or the type cannot have attachments.</exception>
    public static int Write(Span<byte> destination, PacketType type, ReadOnlySpan<byte> @namespace, long id, int attachments)
    {
        int length = GetLength(type, @namespace, id, attachments);
        if (destination.Length < length)
        {
            throw new ArgumentException("The destination is too short.", nameof(destination));
        }

        destination[0] = (byte)('0' + (byte)GetWireType(type, attachments));
        int at = 1;
        if (attachments > 0)
        {
            at += WriteNumber(destination[at..], attachments);
            destination[at++] = (byte)'-';
        }

        if (!IsMain(@namespace))
        {
            @namespace.CopyTo(destination[at..]);
            at += @namespace.Length;
            destination[at++] = (byte)',';
        }

        if (id >= 0)
        {
            at += WriteNumber(destination[at..], id);
        }

        return at;
    }

    /// <summary>Writes a header. Events and acknowledgements with attachments become the binary types.</summary>
    /// <param name="destination">The buffer to write to.</param>
    /// <param name="type">The type of the packet.</param>
    /// <param name="namespace">The namespace in UTF-8; <c>/</c> or empty for the main one.</param>
    /// <param name="id">The acknowledgement id, or <see cref="Packet.NoId"/>.</param>
    /// <param name="attachments">The number of binary attachments.</param>
    public static void Write(IBufferWriter<byte> destination, PacketType type, ReadOnlySpan<byte> @namespace, long id, int attachments)
    {
        Span<byte> span = destination.GetSpan(GetLength(type, @namespace, id, attachments));
        destination.Advance(Write(span, type, @namespace, id, attachments));
    }

    private static PacketType GetWireType(PacketType type, int attachments)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(attachments);
        return type switch
        {
            PacketType.Event or PacketType.BinaryEvent => attachments > 0 ? PacketType.BinaryEvent : PacketType.Event,
            PacketType.Ack or PacketType.BinaryAck => attachments > 0 ? PacketType.BinaryAck : PacketType.Ack,
            PacketType.Connect or PacketType.Disconnect or PacketType.ConnectError when attachments == 0 => type,
            _ => throw new ArgumentException("Only events and acknowledgements have attachments.", nameof(type)),
        };
    }

    private static bool IsMain(ReadOnlySpan<byte> @namespace) =>
        @namespace.IsEmpty || (@namespace.Length == 1 && @namespace[0] == '/');

    private static int WriteNumber(Span<byte> destination, long value)
    {
        Utf8Formatter.TryFormat(value, destination, out int written);
        return written;
    }

    private static int CountDigits(long value)
    {
        int digits = 1;
        for (; value >= 10; value /= 10)
        {
            digits++;
        }

        return digits;
    }
}
