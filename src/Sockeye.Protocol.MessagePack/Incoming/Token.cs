namespace Sockeye.MessagePack.Incoming;

/// <summary>One token of a MessagePack message: a value, or the header of an array or a map.</summary>
internal ref struct Token
{
    public TokenKind Kind;
    public long Integer;
    public ulong Unsigned;
    public double Number;
    public ReadOnlySpan<byte> Bytes;

    /// <summary>The number of elements or pairs. It is never more than the remaining bytes can hold.</summary>
    public int Count;

    /// <summary>How many of the values that follow belong to this one.</summary>
    public readonly long Children => Kind switch
    {
        TokenKind.Array => Count,
        TokenKind.Map => 2L * Count,
        _ => 0,
    };

    /// <summary>Gets the value if it is a number without a fraction, as in <c>Number.isInteger</c>.</summary>
    public readonly bool TryGetInteger(out long value)
    {
        value = Integer;
        if (Kind == TokenKind.Float && double.IsInteger(Number) && Math.Abs(Number) <= 1L << 53)
        {
            value = (long)Number;
            return true;
        }

        return Kind == TokenKind.Integer;
    }
}
