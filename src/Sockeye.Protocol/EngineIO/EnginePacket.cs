using System.Buffers;
using System.Buffers.Text;

namespace Sockeye.Protocol.EngineIO;

/// <summary>Reads and writes single Engine.IO v4 packets.</summary>
public static class EnginePacket
{
    /// <summary>Separates the packets of a polling payload.</summary>
    public const byte Separator = 0x1e;

    /// <summary>Replaces the packet type before the base64 of a binary message.</summary>
    public const byte BinaryMarker = (byte)'b';

    /// <summary>Gets the digit that stands for a type on the wire.</summary>
    /// <param name="type">The type.</param>
    public static byte ToByte(EnginePacketType type) => (byte)('0' + (byte)type);

    /// <summary>
    /// Reads the type of a packet in its text form: a packet of a polling payload, or a WebSocket text message. The base64 of a binary
    /// message is not decoded.
    /// </summary>
    /// <param name="packet">The packet.</param>
    /// <param name="type">The type; <see cref="EnginePacketType.Message"/> for a binary message.</param>
    /// <param name="isBinary">Whether the rest of the packet is base64.</param>
    /// <returns><see cref="EnginePacketError.None"/>, or the error. The data is everything after the first byte.</returns>
    public static EnginePacketError Read(ReadOnlySpan<byte> packet, out EnginePacketType type, out bool isBinary)
    {
        type = default;
        isBinary = false;
        if (packet.IsEmpty)
        {
            return EnginePacketError.EmptyPacket;
        }

        if (packet[0] == BinaryMarker)
        {
            type = EnginePacketType.Message;
            isBinary = true;
            return EnginePacketError.None;
        }

        int digit = packet[0] - '0';
        if ((uint)digit > (uint)EnginePacketType.Noop)
        {
            return EnginePacketError.UnknownPacketType;
        }

        type = (EnginePacketType)digit;
        return EnginePacketError.None;
    }

    /// <summary>Gets the length of a binary message in its text form, including the marker.</summary>
    /// <param name="dataLength">The number of bytes in the message.</param>
    public static int GetBase64Length(int dataLength) => 1 + Base64.GetMaxEncodedToUtf8Length(dataLength);

    /// <summary>Writes a binary message in its text form.</summary>
    /// <param name="destination">At least <see cref="GetBase64Length"/> bytes.</param>
    /// <param name="data">The message.</param>
    /// <returns>The number of bytes written.</returns>
    public static int WriteBase64(Span<byte> destination, ReadOnlySpan<byte> data)
    {
        if (destination.Length < GetBase64Length(data.Length))
        {
            throw new ArgumentException("The destination is too short.", nameof(destination));
        }

        destination[0] = BinaryMarker;
        Base64.EncodeToUtf8(data, destination[1..], out _, out int written);
        return 1 + written;
    }

    /// <summary>Writes a packet in its text form.</summary>
    /// <param name="destination">The buffer to write to.</param>
    /// <param name="type">The type.</param>
    /// <param name="data">The data, UTF-8.</param>
    public static void Write(IBufferWriter<byte> destination, EnginePacketType type, ReadOnlySpan<byte> data)
    {
        Span<byte> span = destination.GetSpan(1 + data.Length);
        span[0] = ToByte(type);
        data.CopyTo(span[1..]);
        destination.Advance(1 + data.Length);
    }

    /// <summary>Writes a binary message in its text form.</summary>
    /// <param name="destination">The buffer to write to.</param>
    /// <param name="data">The message.</param>
    public static void WriteBase64(IBufferWriter<byte> destination, ReadOnlySpan<byte> data)
    {
        int length = WriteBase64(destination.GetSpan(GetBase64Length(data.Length)), data);
        destination.Advance(length);
    }
}
