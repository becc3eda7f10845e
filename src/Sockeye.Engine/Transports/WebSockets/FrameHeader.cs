using System.Buffers.Binary;

namespace Sockeye.Engine.Transports.WebSockets;

/// <summary>The header of a frame from the server, which is never masked and never fragmented (RFC 6455, section 5.2).</summary>
internal static class FrameHeader
{
    /// <summary>The bit of the first byte that marks a compressed message (RFC 7692, section 6).</summary>
    public const byte Compressed = 0x40;

    private const byte Fin = 0x80;

    public static int GetLength(int payloadLength) => payloadLength switch
    {
        < 126 => 2,
        <= ushort.MaxValue => 4,
        _ => 10,
    };

    public static int Write(Span<byte> destination, Opcode opcode, int payloadLength)
    {
        destination[0] = (byte)(Fin | (byte)opcode);
        switch (payloadLength)
        {
            case < 126:
                destination[1] = (byte)payloadLength;
                return 2;
            case <= ushort.MaxValue:
                destination[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)payloadLength);
                return 4;
            default:
                destination[1] = 127;
                BinaryPrimitives.WriteUInt64BigEndian(destination[2..], (ulong)payloadLength);
                return 10;
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static int Read(ReadOnlySpan<byte> source, out Opcode opcode, out int payloadLength)
    {
        opcode = (Opcode)(source[0] & 0x0f);
        switch (source[1])
        {
            case 126:
                payloadLength = BinaryPrimitives.ReadUInt16BigEndian(source[2..]);
                return 4;
            case 127:
                payloadLength = (int)BinaryPrimitives.ReadUInt64BigEndian(source[2..]);
                return 10;
            default:
                payloadLength = source[1];
                return 2;
        }
    }
}
