using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Sockeye.Protocol.EngineIO;

namespace Sockeye.Engine.Legacy;

/// <summary>
/// Writes packets in the form of an Engine.IO v3 polling payload. A payload is all text or all bytes. It is bytes if it has a binary
/// message and the client can read it (the request has no <c>b64</c>), otherwise text.
/// </summary>
internal static class PayloadWriterV3
{
    private const byte MessageType = (byte)'4';
    private const int MaxHeader = 12; // a marker, ten digits, a delimiter

    /// <summary>Writes a text packet into a text payload: its length in UTF-16 units, a colon, the packet.</summary>
    /// <param name="destination">The buffer to write to.</param>
    /// <param name="packet">The packet with its type, in UTF-8.</param>
    public static void WriteText(IBufferWriter<byte> destination, ReadOnlySpan<byte> packet)
    {
        Span<byte> span = destination.GetSpan(MaxHeader + packet.Length);
        int header = WriteLength(span, Encoding.UTF8.GetCharCount(packet));
        packet.CopyTo(span[header..]);
        destination.Advance(header + packet.Length);
    }

    /// <summary>Writes a binary message into a text payload: its length, a colon, <c>b4</c>, base64.</summary>
    /// <param name="destination">The buffer to write to.</param>
    /// <param name="data">The message.</param>
    public static void WriteBase64(IBufferWriter<byte> destination, ReadOnlySpan<byte> data)
    {
        int length = GetBase64Length(data.Length);
        Span<byte> span = destination.GetSpan(MaxHeader + length);
        int header = WriteLength(span, length);
        WriteBase64(span[header..], data);
        destination.Advance(header + length);
    }

    /// <summary>Writes a text packet into a byte payload: <c>00</c>, the digits of its length in bytes, <c>ff</c>, the packet.</summary>
    /// <param name="destination">The buffer to write to.</param>
    /// <param name="packet">The packet with its type, in UTF-8.</param>
    public static void WriteTextOfBytes(IBufferWriter<byte> destination, ReadOnlySpan<byte> packet)
    {
        Span<byte> span = destination.GetSpan(MaxHeader + packet.Length);
        int header = WriteHeaderOfBytes(span, marker: 0, packet.Length);
        packet.CopyTo(span[header..]);
        destination.Advance(header + packet.Length);
    }

    /// <summary>
    /// Writes a binary message into a byte payload: <c>01</c>, the digits of its length, <c>ff</c>, <c>04</c>, the message.
    /// </summary>
    /// <param name="destination">The buffer to write to.</param>
    /// <param name="data">The message.</param>
    public static void WriteBinary(IBufferWriter<byte> destination, ReadOnlySpan<byte> data)
    {
        Span<byte> span = destination.GetSpan(MaxHeader + 1 + data.Length);
        int header = WriteHeaderOfBytes(span, marker: 1, 1 + data.Length);
        span[header] = (byte)EnginePacketType.Message;
        data.CopyTo(span[(header + 1)..]);
        destination.Advance(header + 1 + data.Length);
    }

    /// <summary>Gets the length of a binary message as text, including <c>b4</c>.</summary>
    /// <param name="dataLength">The number of bytes in the message.</param>
    public static int GetBase64Length(int dataLength) => 2 + Base64.GetMaxEncodedToUtf8Length(dataLength);

    /// <summary>Writes a binary message as text without a length, which is the content of a WebSocket message.</summary>
    /// <param name="destination">At least <see cref="GetBase64Length"/> bytes.</param>
    /// <param name="data">The message.</param>
    /// <returns>The number of bytes written.</returns>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public static int WriteBase64(Span<byte> destination, ReadOnlySpan<byte> data)
    {
        if (destination.Length < GetBase64Length(data.Length))
        {
            throw new ArgumentException("The destination is too short.", nameof(destination));
        }

        destination[0] = EnginePacket.BinaryMarker;
        destination[1] = MessageType;
        Base64.EncodeToUtf8(data, destination[2..], out _, out int written);
        return 2 + written;
    }

    private static int WriteLength(Span<byte> destination, int length)
    {
        Utf8Formatter.TryFormat(length, destination, out int digits);
        destination[digits] = (byte)':';
        return digits + 1;
    }

    private static int WriteHeaderOfBytes(Span<byte> destination, byte marker, int length)
    {
        destination[0] = marker;
        Utf8Formatter.TryFormat(length, destination[1..], out int digits);
        foreach (ref byte digit in destination.Slice(1, digits))
        {
            digit -= (byte)'0';
        }

        destination[1 + digits] = 0xff;
        return digits + 2;
    }
}
