using Nerdbank.MessagePack;

namespace Sockeye.MessagePack.Incoming;

/// <summary>
/// Reads the tokens of one message. Each length is compared with the remaining bytes before it is used. Extensions have the same meaning as
/// in notepack.io: type 0 is <c>undefined</c>, a <c>Date</c> or an <c>ArrayBuffer</c>.
/// </summary>
internal ref struct TokenReader(ReadOnlySpan<byte> message)
{
    private const byte FixExt1 = 0xd4;
    private const byte FixExt8 = 0xd7;
    private const byte Ext8 = 0xc7;
    private const byte Ext32 = 0xc9;

    private readonly ReadOnlySpan<byte> _message = message;

    private Token _token;

    /// <summary>The token that was read last.</summary>
    public readonly Token Token => _token;

    public int Position { get; private set; }

    public readonly bool AtEnd => Position == _message.Length;

    private readonly ReadOnlySpan<byte> Rest => _message[Position..];

    /// <summary>Reads the next token.</summary>
    /// <returns>Whether there is one that is complete and valid.</returns>
    public bool TryRead()
    {
        _token = default;
        if (AtEnd)
        {
            return false;
        }

        var code = _message[Position];
        return MessagePackCode.ToMessagePackType(code) switch
        {
            MessagePackType.Integer => TryReadInteger(code),
            MessagePackType.Nil => Take(1),
            MessagePackType.Boolean => TryReadBoolean(code),
            MessagePackType.Float => TryReadFloat(),
            MessagePackType.String => TryReadString(),
            MessagePackType.Binary => TryReadBinary(),
            MessagePackType.Array => TryReadArray(),
            MessagePackType.Map => TryReadMap(),
            MessagePackType.Extension => TryReadExtension(code),
            _ => false,
        };
    }

    /// <summary>Skips a value of any depth.</summary>
    public bool TrySkip()
    {
        for (long left = 1; left > 0; left--)
        {
            if (!TryRead())
            {
                return false;
            }

            left += _token.Children;
        }

        return true;
    }

    private bool Take(int size)
    {
        Position += size;
        return true;
    }

    // The library's reader of signed integers throws if the value is too large.
    private bool TryReadInteger(byte code)
    {
        int size;
        if (code != MessagePackCode.UInt64)
        {
            _token.Kind = TokenKind.Integer;
            return MessagePackPrimitives.TryRead(Rest, out _token.Integer, out size) == MessagePackPrimitives.DecodeResult.Success && Take(size);
        }

        if (MessagePackPrimitives.TryRead(Rest, out _token.Unsigned, out size) != MessagePackPrimitives.DecodeResult.Success)
        {
            return false;
        }

        _token.Kind = _token.Unsigned > long.MaxValue ? TokenKind.Unsigned : TokenKind.Integer;
        _token.Integer = (long)_token.Unsigned;
        return Take(size);
    }

    private bool TryReadBoolean(byte code)
    {
        _token.Kind = code == MessagePackCode.True ? TokenKind.True : TokenKind.False;
        return Take(1);
    }

    private bool TryReadFloat()
    {
        _token.Kind = TokenKind.Float;
        return MessagePackPrimitives.TryRead(Rest, out _token.Number, out int size) == MessagePackPrimitives.DecodeResult.Success && Take(size);
    }

    private bool TryReadString()
    {
        _token.Kind = TokenKind.String;
        return MessagePackPrimitives.TryReadStringHeader(Rest, out uint length, out var size) == MessagePackPrimitives.DecodeResult.Success
            && TryTakeBytes(size, length);
    }

    private bool TryReadBinary()
    {
        _token.Kind = TokenKind.Binary;
        return MessagePackPrimitives.TryReadBinHeader(Rest, out var length, out var size) == MessagePackPrimitives.DecodeResult.Success
            && TryTakeBytes(size, length);
    }

    private bool TryReadArray()
    {
        _token.Kind = TokenKind.Array;
        return MessagePackPrimitives.TryReadArrayHeader(Rest, out var count, out var size) == MessagePackPrimitives.DecodeResult.Success
            && TryTakeCount(size, count, 1);
    }

    private bool TryReadMap()
    {
        _token.Kind = TokenKind.Map;
        return MessagePackPrimitives.TryReadMapHeader(Rest, out var count, out var size) == MessagePackPrimitives.DecodeResult.Success
            && TryTakeCount(size, count, 2);
    }

    private bool TryReadExtension(byte code)
    {
        if (MessagePackPrimitives.TryReadExtensionHeader(Rest, out var header, out var size) != MessagePackPrimitives.DecodeResult.Success
            || !TryTakeBytes(size, header.Length))
        {
            return false;
        }

        _token.Kind = TokenKind.Extension;
        _token.Integer = header.TypeCode;
        if (header.TypeCode == 0)
        {
            _token.Kind = code switch
            {
                FixExt1 => TokenKind.Undefined,
                FixExt8 => TokenKind.Date,
                >= Ext8 and <= Ext32 => TokenKind.Binary,
                _ => TokenKind.Extension,
            };
        }
        else if (header.TypeCode == ReservedMessagePackExtensionTypeCode.DateTime && _token.Bytes.Length is 4 or 8 or 12)
        {
            _token.Kind = TokenKind.Date;
        }

        return true;
    }

    private bool TryTakeBytes(int headerSize, uint length)
    {
        if (length > (uint)(Rest.Length - headerSize))
        {
            return false;
        }

        _token.Bytes = Rest.Slice(headerSize, (int)length);
        return Take(headerSize + (int)length);
    }

    // A value takes at least one byte.
    private bool TryTakeCount(int headerSize, uint count, int valuesEach)
    {
        if ((ulong)count * (uint)valuesEach > (uint)(Rest.Length - headerSize))
        {
            return false;
        }

        _token.Count = (int)count;
        return Take(headerSize);
    }
}
