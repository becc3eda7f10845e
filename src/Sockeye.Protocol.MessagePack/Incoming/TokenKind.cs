namespace Sockeye.MessagePack.Incoming;

/// <summary>The kinds of tokens in a MessagePack message.</summary>
internal enum TokenKind
{
    Nil,

    /// <summary>The value <c>undefined</c> of JavaScript, which notepack.io writes as an extension.</summary>
    Undefined,
    False,
    True,

    /// <summary>An integer in <see cref="Token.Integer"/>.</summary>
    Integer,

    /// <summary>An integer above the range of <see cref="Token.Integer"/>, in <see cref="Token.Unsigned"/>.</summary>
    Unsigned,

    /// <summary>A number in <see cref="Token.Number"/>.</summary>
    Float,

    /// <summary>A text in <see cref="Token.Bytes"/>. It is UTF-8, unless the client sends invalid text.</summary>
    String,

    /// <summary>Bytes in <see cref="Token.Bytes"/>.</summary>
    Binary,

    /// <summary>A time in <see cref="Token.Bytes"/>, as ISO 8601.</summary>
    Date,

    /// <summary>
    /// An extension without a meaning here: its type is in <see cref="Token.Integer"/>, its data in <see cref="Token.Bytes"/>.
    /// </summary>
    Extension,

    /// <summary>The beginning of <see cref="Token.Count"/> values.</summary>
    Array,

    /// <summary>The beginning of <see cref="Token.Count"/> keys and values.</summary>
    Map,
}
