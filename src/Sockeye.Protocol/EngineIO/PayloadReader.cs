namespace Sockeye.Protocol.EngineIO;

/// <summary>
/// Reads the packets of an Engine.IO v4 polling payload, without allocating. When <see cref="MoveNext"/> returns <see langword="false"/>,
/// <see cref="Error"/> says whether the payload has ended or is invalid.
/// </summary>
public ref struct PayloadReader
{
    private ReadOnlySpan<byte> _rest;
    private bool _atEnd;

    /// <summary>Reads a payload.</summary>
    /// <param name="payload">The body of the request or of the response.</param>
    public PayloadReader(ReadOnlySpan<byte> payload) => _rest = payload;

    /// <summary>The type of the current packet. A binary packet is a <see cref="EnginePacketType.Message"/>.</summary>
    public EnginePacketType Type { get; private set; }

    /// <summary>Whether the current packet is a binary message.</summary>
    public bool IsBinary { get; private set; }

    /// <summary>The data of the current packet: UTF-8 text, or the base64 of a binary message.</summary>
    public ReadOnlySpan<byte> Data { get; private set; }

    /// <summary>The number of bytes of the current message, if it is binary.</summary>
    public int BinaryLength { get; private set; }

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

        ReadOnlySpan<byte> packet = TakePacket();
        Error = EnginePacket.Read(packet, out EnginePacketType type, out bool isBinary);
        if (Error != EnginePacketError.None)
        {
            return Fail(Error);
        }

        Type = type;
        IsBinary = isBinary;
        Data = packet[1..];
        BinaryLength = isBinary ? Base64Text.GetLength(Data) : 0;
        return true;
    }

    /// <summary>Decodes the current message, if it is binary.</summary>
    /// <param name="destination">At least <see cref="BinaryLength"/> bytes.</param>
    /// <param name="written">The number of bytes written.</param>
    /// <returns><see langword="false"/> if the message is not binary or the destination is too short.</returns>
    public readonly bool TryDecodeBinary(Span<byte> destination, out int written)
    {
        bool fits = IsBinary && destination.Length >= BinaryLength;
        written = fits ? Base64Text.Decode(Data, destination) : 0;
        return fits;
    }

    private ReadOnlySpan<byte> TakePacket()
    {
        int end = _rest.IndexOf(EnginePacket.Separator);
        ReadOnlySpan<byte> packet;
        if (end < 0)
        {
            packet = _rest;
            _atEnd = true;
        }
        else
        {
            packet = _rest[..end];
            _rest = _rest[(end + 1)..];
        }

        return packet;
    }

    private bool Fail(EnginePacketError error)
    {
        Error = error;
        Data = default;
        IsBinary = false;
        BinaryLength = 0;
        _atEnd = true;
        return false;
    }
}
