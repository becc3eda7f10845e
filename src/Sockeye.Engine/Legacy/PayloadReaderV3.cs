using System.Text;
using System.Text.Unicode;
using Sockeye.Protocol.EngineIO;

namespace Sockeye.Engine.Legacy;

/// <summary>
/// Reads the packets of an Engine.IO v3 polling payload, without allocating and in linear time, with any lengths in it. There are two
/// kinds: text, <c>&lt;length in UTF-16 units&gt;:&lt;packet&gt;</c>, with binary messages as <c>b4&lt;base64&gt;</c>, and bytes, <c>00|01
/// &lt;digits&gt; ff &lt;packet&gt;</c>. When <see cref="MoveNext"/> returns <see langword="false"/>, <see cref="Error"/> says whether the
/// payload has ended or is invalid.
/// </summary>
internal ref struct PayloadReaderV3
{
    private const byte TextMarker = 0;
    private const byte BinaryMarker = 1;
    private const byte LengthEnd = 0xff;
    private const int MaxDigits = 10; // as many as the largest length of an array has

    private readonly ReadOnlySpan<byte> _payload;
    private readonly bool _isBinaryPayload;
    private bool _atEnd;

    /// <summary>Reads a payload.</summary>
    /// <param name="payload">The body, or the rest of it. Text must be valid UTF-8.</param>
    /// <param name="isBinaryPayload">Whether it is a payload of bytes (<c>application/octet-stream</c>).</param>
    public PayloadReaderV3(ReadOnlySpan<byte> payload, bool isBinaryPayload)
    {
        _payload = payload;
        _isBinaryPayload = isBinaryPayload;
    }

    /// <summary>The type of the current packet.</summary>
    public EnginePacketType Type { get; private set; }

    /// <summary>Whether the data of the current packet is binary.</summary>
    public bool IsBinary { get; private set; }

    /// <summary>Whether binary data is written as base64.</summary>
    public bool IsBase64 { get; private set; }

    /// <summary>The data of the current packet: UTF-8 text, bytes, or the base64 of bytes.</summary>
    public ReadOnlySpan<byte> Data { get; private set; }

    /// <summary>The number of bytes of the data, if it is binary.</summary>
    public int BinaryLength { get; private set; }

    /// <summary>The number of bytes that have been read, which is the index of the next packet.</summary>
    public int Consumed { get; private set; }

    /// <summary>The error in the payload.</summary>
    public EnginePacketError Error { get; private set; }

    /// <summary>Moves to the next packet.</summary>
    /// <returns><see langword="false"/> at the end of the payload and at the first error.</returns>
    public bool MoveNext()
    {
        if (_atEnd)
        {
            return false;
        }

        return _isBinaryPayload ? MoveNextOfBytes() : MoveNextOfText();
    }

    /// <summary>Copies the data of the current packet, if it is binary.</summary>
    /// <param name="destination">At least <see cref="BinaryLength"/> bytes.</param>
    /// <param name="written">The number of bytes written.</param>
    /// <returns><see langword="false"/> if the data is not binary or the destination is too short.</returns>
    public readonly bool TryDecodeBinary(Span<byte> destination, out int written)
    {
        written = 0;
        if (!IsBinary || destination.Length < BinaryLength)
        {
            return false;
        }

        if (IsBase64)
        {
            written = Base64Text.Decode(Data, destination);
            return true;
        }

        Data.CopyTo(destination);
        written = Data.Length;
        return true;
    }

    /// <summary>Reads the type of a binary packet, which is its first byte.</summary>
    /// <param name="packet">The packet: the content of a binary WebSocket message.</param>
    /// <param name="type">Its type.</param>
    /// <returns><see cref="EnginePacketError.None"/>, or the error. The data is everything after the first byte.</returns>
    public static EnginePacketError ReadBinary(ReadOnlySpan<byte> packet, out EnginePacketType type)
    {
        type = packet.IsEmpty ? default : (EnginePacketType)packet[0];
        if (packet.IsEmpty)
        {
            return EnginePacketError.EmptyPacket;
        }

        return type > EnginePacketType.Noop ? EnginePacketError.UnknownPacketType : EnginePacketError.None;
    }

    /// <summary>Reads a binary packet in its text form, <c>b4&lt;base64&gt;</c>.</summary>
    /// <param name="packet">The packet, with its marker.</param>
    /// <param name="type">Its type.</param>
    /// <param name="length">The number of bytes that the base64 stands for.</param>
    /// <returns><see cref="EnginePacketError.None"/>, or the error. The base64 is everything after the first two bytes.</returns>
    public static EnginePacketError ReadBase64(ReadOnlySpan<byte> packet, out EnginePacketType type, out int length)
    {
        length = 0;
        type = default;
        if (packet.Length < 2)
        {
            return EnginePacketError.EmptyPacket;
        }

        int digit = packet[1] - '0';
        if ((uint)digit > (uint)EnginePacketType.Noop)
        {
            return EnginePacketError.UnknownPacketType;
        }

        type = (EnginePacketType)digit;
        length = Base64Text.GetLength(packet[2..]);
        return EnginePacketError.None;
    }

    private static bool TryReadLength(ReadOnlySpan<byte> source, byte zero, byte end, out int length, out int consumed)
    {
        long value = 0;
        length = 0;
        consumed = 0;
        for (int i = 0; i < source.Length && i <= MaxDigits; i++)
        {
            if (source[i] == end)
            {
                length = (int)Math.Min(value, int.MaxValue);
                consumed = i + 1;
                return i > 0;
            }

            int digit = source[i] - zero;
            if ((uint)digit > 9)
            {
                return false;
            }

            value = (value * 10) + digit;
        }

        return false;
    }

    // A character takes at least as many bytes as units, so a length beyond the remaining bytes need not be counted.
    private static bool TryTakeUnits(ReadOnlySpan<byte> text, int units, out int length)
    {
        length = units;
        if (units > text.Length)
        {
            return false;
        }

        if (Ascii.IsValid(text[..units]))
        {
            return true;
        }

        length = 0;
        while (units > 0 && length < text.Length)
        {
            (int bytes, int of) = text[length] switch
            {
                < 0x80 => (1, 1),
                < 0xe0 => (2, 1),
                < 0xf0 => (3, 1),
                _ => (4, 2),
            };
            length += bytes;
            units -= of;
        }

        return units == 0 && length <= text.Length;
    }

    private bool MoveNextOfText()
    {
        ReadOnlySpan<byte> rest = _payload[Consumed..];
        if (_payload.IsEmpty)
        {
            return Fail(EnginePacketError.EmptyPacket);
        }

        while (!rest.IsEmpty)
        {
            if (!TryReadLength(rest, (byte)'0', (byte)':', out int units, out int header) || !TryTakeUnits(rest[header..], units, out int length))
            {
                return Fail(EnginePacketError.InvalidLength);
            }

            ReadOnlySpan<byte> packet = rest.Slice(header, length);
            Consumed += header + length;

            // It is not a packet: "0:" stands for an empty payload.
            if (!packet.IsEmpty)
            {
                return Take(packet);
            }

            rest = _payload[Consumed..];
        }

        return End();
    }

    private bool MoveNextOfBytes()
    {
        ReadOnlySpan<byte> rest = _payload[Consumed..];
        if (rest.IsEmpty)
        {
            return End();
        }

        if (rest[0] > BinaryMarker || !TryReadLength(rest[1..], 0, LengthEnd, out int length, out int header) || length > rest.Length - 1 - header)
        {
            return Fail(EnginePacketError.InvalidLength);
        }

        ReadOnlySpan<byte> packet = rest.Slice(1 + header, length);
        Consumed += 1 + header + length;
        if (rest[0] == TextMarker)
        {
            return Utf8.IsValid(packet) ? Take(packet) : Fail(EnginePacketError.InvalidText);
        }

        EnginePacketError error = ReadBinary(packet, out EnginePacketType type);
        return error == EnginePacketError.None ? Take(type, packet[1..], isBase64: false, length - 1) : Fail(error);
    }

    private bool Take(ReadOnlySpan<byte> packet)
    {
        EnginePacketError error = EnginePacket.Read(packet, out EnginePacketType type, out bool isBase64);
        int length = 0;
        if (error == EnginePacketError.None && isBase64)
        {
            error = ReadBase64(packet, out type, out length);
        }

        if (error != EnginePacketError.None)
        {
            return Fail(error);
        }

        if (isBase64)
        {
            return Take(type, packet[2..], isBase64: true, length);
        }

        Type = type;
        IsBinary = false;
        IsBase64 = false;
        Data = packet[1..];
        BinaryLength = 0;
        return true;
    }

    private bool Take(EnginePacketType type, ReadOnlySpan<byte> data, bool isBase64, int length)
    {
        Type = type;
        IsBinary = true;
        IsBase64 = isBase64;
        Data = data;
        BinaryLength = length;
        return true;
    }

    private bool End()
    {
        _atEnd = true;
        Data = default;
        IsBinary = false;
        IsBase64 = false;
        BinaryLength = 0;
        return false;
    }

    private bool Fail(EnginePacketError error)
    {
        Error = error;
        return End();
    }
}
