using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Sockeye.Protocol.SocketIO.Json;

/// <summary>
/// Escapes only what JSON.stringify escapes: quotes, backslashes, control characters, and half of a surrogate pair. So an emoji takes four
/// bytes. Text that goes into a page or a script is escaped again there (<c>Jsonp</c>). The text <c>_placeholder</c> alone is escaped too,
/// which does not change its meaning: unescaped it is the name in a placeholder and never data (<see cref="PlaceholderText"/>).
/// </summary>
internal sealed unsafe class WireJsonEncoder : JavaScriptEncoder
{
    private const int EscapeLength = 6;
    private const string Digits = "0123456789abcdef";

    private static readonly SearchValues<byte> EscapedBytes = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(static value => (byte)value), (byte)'"', (byte)'\\']);

    private static readonly SearchValues<char> EscapedChars = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(static value => (char)value), '"', '\\']);

    // The encoder of the application, if it has one. It decides what else is escaped.
    private readonly JavaScriptEncoder? _inner;

    private WireJsonEncoder(JavaScriptEncoder? inner) => _inner = inner;

    /// <summary>The encoder of everything that the library writes itself.</summary>
    public static WireJsonEncoder Instance { get; } = new(null);

    public override int MaxOutputCharactersPerInputCharacter => Math.Max(EscapeLength, _inner?.MaxOutputCharactersPerInputCharacter ?? 0);

    /// <summary>
    /// Gets the encoder for options of the application. The relaxed encoder of .NET escapes less than all others, so an application that
    /// sets it gets this one.
    /// </summary>
    public static JavaScriptEncoder For(JavaScriptEncoder? encoder) => encoder switch
    {
        WireJsonEncoder => encoder,
        null => Instance,
        _ when encoder == UnsafeRelaxedJsonEscaping => Instance,
        _ => new WireJsonEncoder(encoder),
    };

    public override int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var span = new ReadOnlySpan<char>(text, textLength);
        return IsMark(span) ? 0 : _inner is not null ? _inner.FindFirstCharacterToEncode(text, textLength) : Find(span);
    }

    public override int FindFirstCharacterToEncodeUtf8(ReadOnlySpan<byte> utf8Text) =>
        utf8Text.SequenceEqual(PlaceholderText.Mark) ? 0 : _inner is not null ? _inner.FindFirstCharacterToEncodeUtf8(utf8Text) : Find(utf8Text);

    public override OperationStatus Encode(
        ReadOnlySpan<char> source, Span<char> destination, out int charsConsumed, out int charsWritten, bool isFinalBlock = true)
    {
        if (IsMark(source))
        {
            bool fits = PlaceholderText.DataMarkText.TryCopyTo(destination);
            charsConsumed = fits ? source.Length : 0;
            charsWritten = fits ? PlaceholderText.DataMarkText.Length : 0;
            return fits ? OperationStatus.Done : OperationStatus.DestinationTooSmall;
        }

        if (_inner is not null)
        {
            return _inner.Encode(source, destination, out charsConsumed, out charsWritten, isFinalBlock);
        }

        charsConsumed = 0;
        charsWritten = 0;
        int escaped = -1;
        while (charsConsumed < source.Length)
        {
            // The search is done once, because there may be as many halves before it as there are characters.
            ReadOnlySpan<char> rest = source[charsConsumed..];
            escaped = escaped < charsConsumed ? charsConsumed + IndexOrLength(rest, rest.IndexOfAny(EscapedChars)) : escaped;
            int plain = LengthOfText(source[charsConsumed..escaped]);
            if (!rest[..plain].TryCopyTo(destination[charsWritten..]))
            {
                return OperationStatus.DestinationTooSmall;
            }

            charsConsumed += plain;
            charsWritten += plain;
            if (plain == rest.Length)
            {
                break;
            }

            if (!TryEscape(rest[plain], destination[charsWritten..], out int written))
            {
                return OperationStatus.DestinationTooSmall;
            }

            charsConsumed++;
            charsWritten += written;
        }

        return OperationStatus.Done;
    }

    public override OperationStatus EncodeUtf8(
        ReadOnlySpan<byte> utf8Source, Span<byte> utf8Destination, out int bytesConsumed, out int bytesWritten, bool isFinalBlock = true)
    {
        if (utf8Source.SequenceEqual(PlaceholderText.Mark))
        {
            bool fits = PlaceholderText.DataMark.TryCopyTo(utf8Destination);
            bytesConsumed = fits ? utf8Source.Length : 0;
            bytesWritten = fits ? PlaceholderText.DataMark.Length : 0;
            return fits ? OperationStatus.Done : OperationStatus.DestinationTooSmall;
        }

        if (_inner is not null)
        {
            return _inner.EncodeUtf8(utf8Source, utf8Destination, out bytesConsumed, out bytesWritten, isFinalBlock);
        }

        Span<char> escape = stackalloc char[EscapeLength];
        bytesConsumed = 0;
        bytesWritten = 0;
        int escaped = -1;
        while (bytesConsumed < utf8Source.Length)
        {
            ReadOnlySpan<byte> rest = utf8Source[bytesConsumed..];
            escaped = escaped < bytesConsumed ? bytesConsumed + IndexOrLength(rest, rest.IndexOfAny(EscapedBytes)) : escaped;
            int plain = LengthOfText(utf8Source[bytesConsumed..escaped]);
            if (!rest[..plain].TryCopyTo(utf8Destination[bytesWritten..]))
            {
                return OperationStatus.DestinationTooSmall;
            }

            bytesConsumed += plain;
            bytesWritten += plain;
            if (plain == rest.Length)
            {
                break;
            }

            int consumed = Take(rest[plain..], out char unit);
            int length;
            if (unit == Rune.ReplacementChar.Value)
            {
                if (!Rune.ReplacementChar.TryEncodeToUtf8(utf8Destination[bytesWritten..], out length))
                {
                    return OperationStatus.DestinationTooSmall;
                }
            }
            else if (!TryEscape(unit, escape, out length) || !Encoding.ASCII.TryGetBytes(escape[..length], utf8Destination[bytesWritten..], out _))
            {
                return OperationStatus.DestinationTooSmall;
            }

            bytesConsumed += consumed;
            bytesWritten += length;
        }

        return OperationStatus.Done;
    }

    public override bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        if (_inner is not null)
        {
            return _inner.TryEncodeUnicodeScalar(unicodeScalar, buffer, bufferLength, out numberOfCharactersWritten);
        }

        var destination = new Span<char>(buffer, bufferLength);
        return WillEncode(unicodeScalar)
            ? TryEscape((char)unicodeScalar, destination, out numberOfCharactersWritten)
            : new Rune(unicodeScalar).TryEncodeToUtf16(destination, out numberOfCharactersWritten);
    }

    public override bool WillEncode(int unicodeScalar) => _inner?.WillEncode(unicodeScalar) ?? unicodeScalar is < 0x20 or '"' or '\\';

    private static bool IsMark(ReadOnlySpan<char> text) => text is PlaceholderText.MarkText;

    private static int Find(ReadOnlySpan<char> text)
    {
        int length = LengthOfText(text[..IndexOrLength(text, text.IndexOfAny(EscapedChars))]);
        return length == text.Length ? -1 : length;
    }

    private static int Find(ReadOnlySpan<byte> text)
    {
        int length = LengthOfText(text[..IndexOrLength(text, text.IndexOfAny(EscapedBytes))]);
        return length == text.Length ? -1 : length;
    }

    private static int IndexOrLength<T>(ReadOnlySpan<T> text, int index) => index < 0 ? text.Length : index;

    // The text before the first half of a surrogate pair.
    private static int LengthOfText(ReadOnlySpan<char> text)
    {
        int at = 0;
        while (text[at..].IndexOfAnyInRange('\ud800', '\udfff') is >= 0 and var next)
        {
            at += next;
            if (!char.IsHighSurrogate(text[at]) || at + 1 >= text.Length || !char.IsLowSurrogate(text[at + 1]))
            {
                return at;
            }

            at += 2;
        }

        return text.Length;
    }

    // The text before the first byte that is not UTF-8.
    private static int LengthOfText(ReadOnlySpan<byte> text)
    {
        if (Utf8.IsValid(text))
        {
            return text.Length;
        }

        int at = 0;
        while (Rune.DecodeFromUtf8(text[at..], out _, out int length) == OperationStatus.Done)
        {
            at += length;
        }

        return at;
    }

    // The next thing to escape: an ASCII character, the three bytes of half of a surrogate pair, or bytes that are not text.
    private static int Take(ReadOnlySpan<byte> text, out char unit)
    {
        if (text[0] < 0x80)
        {
            unit = (char)text[0];
            return 1;
        }

        int half = JsonText.LengthOfHalf(text);
        if (half > 0)
        {
            unit = (char)(((text[0] & 0xf) << 12) | ((text[1] & 0x3f) << 6) | (text[2] & 0x3f));
            return half;
        }

        unit = (char)Rune.ReplacementChar.Value;
        Rune.DecodeFromUtf8(text, out _, out int length);
        return length;
    }

    private static bool TryEscape(char unit, Span<char> destination, out int written)
    {
        char letter = unit switch
        {
            '\b' => 'b',
            '\t' => 't',
            '\n' => 'n',
            '\f' => 'f',
            '\r' => 'r',
            '"' => '"',
            '\\' => '\\',
            _ => default,
        };
        written = letter == default ? EscapeLength : 2;
        if (destination.Length < written)
        {
            written = 0;
            return false;
        }

        destination[0] = '\\';
        destination[1] = letter == default ? 'u' : letter;
        if (letter == default)
        {
            for (int i = 0; i < 4; i++)
            {
                destination[2 + i] = Digits[(unit >> (12 - (4 * i))) & 0xf];
            }
        }

        return true;
    }
}
