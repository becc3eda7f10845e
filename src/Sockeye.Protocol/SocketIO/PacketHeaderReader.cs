using System.Text.Unicode;

namespace Sockeye.Protocol.SocketIO;

/// <summary>
/// Splits a Socket.IO v5 text message into its parts. The number of digits of every number is limited, so that its value cannot overflow.
/// </summary>
internal static class PacketHeaderReader
{
    private const int MaxCountDigits = 10;
    private const int MaxIdDigits = 32; // more than 2^53 has, because Node accepts leading zeros
    private const long MaxId = (1L << 53) - 1;

    public static PacketError Read(ReadOnlySpan<byte> text, PacketDecoderOptions options, out PacketParts parts)
    {
        parts = default;
        parts.Namespace = "/"u8;
        parts.Id = Packet.NoId;
        if (text.IsEmpty)
        {
            // As in Node: the missing type is Number("") = 0.
            parts.Type = PacketType.Connect;
            return PacketError.None;
        }

        int type = text[0] - '0';
        if ((uint)type > (uint)PacketType.BinaryAck)
        {
            return PacketError.UnknownPacketType;
        }

        parts.Type = (PacketType)type;
        ReadOnlySpan<byte> rest = text[1..];
        PacketError error = PacketError.None;
        if (parts.Type is PacketType.BinaryEvent or PacketType.BinaryAck)
        {
            error = ReadAttachments(ref rest, options.MaxAttachments, out parts.Attachments);
        }

        if (error == PacketError.None && !rest.IsEmpty && rest[0] == '/')
        {
            error = ReadNamespace(ref rest, options.MaxNamespaceLength, out parts.Namespace);
        }

        if (error == PacketError.None && !rest.IsEmpty && char.IsAsciiDigit((char)rest[0]))
        {
            error = ReadId(ref rest, out parts.Id);
        }

        parts.Payload = rest;
        return error;
    }

    private static PacketError ReadAttachments(scoped ref ReadOnlySpan<byte> rest, int max, out int count)
    {
        count = 0;
        if (!TryReadDigits(ref rest, MaxCountDigits, out long value) || value == 0 || rest.IsEmpty || rest[0] != '-')
        {
            return PacketError.IllegalAttachments;
        }

        if (value > max)
        {
            return PacketError.TooManyAttachments;
        }

        count = (int)value;
        rest = rest[1..];
        return PacketError.None;
    }

    private static PacketError ReadNamespace(scoped ref ReadOnlySpan<byte> rest, int max, out ReadOnlySpan<byte> @namespace)
    {
        // One byte more than the limit, because the comma of the longest namespace is there.
        int comma = rest[..(int)Math.Min(rest.Length, max + 1L)].IndexOf((byte)',');
        @namespace = comma < 0 ? rest : rest[..comma];
        rest = comma < 0 ? default : rest[(comma + 1)..];
        return @namespace.Length <= max && Utf8.IsValid(@namespace) ? PacketError.None : PacketError.InvalidNamespace;
    }

    private static PacketError ReadId(scoped ref ReadOnlySpan<byte> rest, out long id) =>
        TryReadDigits(ref rest, MaxIdDigits, out id) && id <= MaxId ? PacketError.None : PacketError.InvalidAckId;

    private static bool TryReadDigits(scoped ref ReadOnlySpan<byte> rest, int max, out long value)
    {
        value = 0;
        int length = 0;
        while (length < rest.Length && char.IsAsciiDigit((char)rest[length]))
        {
            if (++length > max)
            {
                return false;
            }

            // The value saturates, because everything above the largest id is equally wrong.
            value = Math.Min((value * 10) + (rest[length - 1] - '0'), MaxId + 1);
        }

        rest = rest[length..];
        return length > 0;
    }
}
