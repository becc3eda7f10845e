using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sockeye.Protocol.SocketIO.Json;

/// <summary>
/// Reads the strings in a JSON text of a client. A string in JavaScript may have half of a surrogate pair, which JSON.stringify writes as
/// an escape, <c>"\ud83d"</c>. JSON allows that, but UTF-8 does not, and the readers of .NET throw. So the JSON is forwarded unchanged, and
/// its strings are read with U+FFFD for each half. So two names that differ only in such halves are the same name.
/// </summary>
public static class JsonText
{
    private const int EscapeLength = 6; // \ud83d
    private const int StackLength = 256;
    private const char Replacement = '\uFFFD';

    /// <summary>U+FFFD as an escape. It is as long as what it replaces, so no other byte moves.</summary>
    private static ReadOnlySpan<byte> EscapedReplacement => "\\ufffd"u8;

    /// <summary>Escapes only what JSON.stringify escapes. It is used for everything that the library writes itself.</summary>
    public static JavaScriptEncoder Encoder => WireJsonEncoder.Instance;

    /// <summary>The options for JSON writers that use <see cref="Encoder"/>.</summary>
    public static JsonWriterOptions WriterOptions => new() { Encoder = WireJsonEncoder.Instance, MaxDepth = int.MaxValue, SkipValidation = true };

    /// <summary>Whether a string or name of a JSON text has half of a surrogate pair.</summary>
    /// <param name="json">Valid JSON in valid UTF-8, or a part of it that begins and ends outside an escape.</param>
    public static bool HasHalves(ReadOnlySpan<byte> json) => FindHalf(json, 0) >= 0;

    /// <summary>
    /// Gets a JSON text that .NET can read: the text itself, or, if it has halves of surrogate pairs, a copy with U+FFFD instead.
    /// </summary>
    /// <param name="json">Valid JSON in valid UTF-8.</param>
    public static ReadOnlySpan<byte> Readable(ReadOnlySpan<byte> json) => FindHalf(json, 0) is >= 0 and var first ? Replace(json, first) : json;

    /// <inheritdoc cref="Readable(ReadOnlySpan{byte})"/>
    public static ReadOnlyMemory<byte> Readable(ReadOnlyMemory<byte> json) => FindHalf(json.Span, 0) is >= 0 and var first ? Replace(json.Span, first) : json;

    /// <summary>Gets a string of a document that was parsed without changes.</summary>
    /// <param name="element">A JSON string.</param>
    public static string GetString(JsonElement element)
    {
        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(element)[1..^1];
        return raw.Contains((byte)'\\') ? Unescape(raw) : Encoding.UTF8.GetString(raw);
    }

    /// <summary>Gets the string or name at the position of a reader.</summary>
    /// <param name="reader">A reader on a string or a name that is in one piece.</param>
    public static string GetString(in Utf8JsonReader reader) =>
        reader.ValueIsEscaped ? Unescape(reader.ValueSpan) : Encoding.UTF8.GetString(reader.ValueSpan);

    /// <summary>Whether the string or name at the position of a reader equals a text.</summary>
    /// <param name="reader">A reader on a string or a name that is in one piece.</param>
    /// <param name="text">The text in UTF-8.</param>
    public static bool Equals(in Utf8JsonReader reader, ReadOnlySpan<byte> text) =>
        reader.ValueIsEscaped ? EqualsEscaped(reader.ValueSpan, text) : reader.ValueSpan.SequenceEqual(text);

    /// <summary>Whether a string or name equals a text.</summary>
    /// <param name="escaped">The bytes between the quotes.</param>
    /// <param name="text">The text in UTF-8.</param>
    public static bool Equals(ReadOnlySpan<byte> escaped, ReadOnlySpan<byte> text) =>
        escaped.Contains((byte)'\\') ? EqualsEscaped(escaped, text) : escaped.SequenceEqual(text);

    /// <summary>Removes the escapes of a string.</summary>
    /// <param name="escaped">The bytes between the quotes.</param>
    /// <param name="utf8">A buffer of at least the same length.</param>
    /// <param name="keepHalves">
    /// Whether half of a surrogate pair is written as three bytes, as npm packages do, which is not valid UTF-8. If not, it becomes U+FFFD.
    /// </param>
    /// <returns>The number of bytes written.</returns>
    public static int Unescape(ReadOnlySpan<byte> escaped, Span<byte> utf8, bool keepHalves = false)
    {
        int written = 0;
        while (!escaped.IsEmpty)
        {
            int plain = escaped.IndexOf((byte)'\\');
            plain = plain < 0 ? escaped.Length : plain;
            escaped[..plain].CopyTo(utf8[written..]);
            written += plain;
            escaped = escaped[plain..];
            if (!escaped.IsEmpty)
            {
                int consumed = UnescapeOne(escaped, utf8[written..], keepHalves, out int length);
                written += length;
                escaped = escaped[consumed..];
            }
        }

        return written;
    }

    /// <summary>The length of half of a surrogate pair at the start of a text; 0 if there is none.</summary>
    internal static int LengthOfHalf(ReadOnlySpan<byte> utf8) =>
        utf8 is [0xed, >= 0xa0 and <= 0xbf, >= 0x80 and <= 0xbf, ..] ? 3 : 0;

    internal static int FindHalf(ReadOnlySpan<byte> json, int start)
    {
        while (start < json.Length)
        {
            int at = json[start..].IndexOf((byte)'\\');
            if (at < 0)
            {
                return -1;
            }

            start += at;
            int length = LengthOfEscape(json[start..], out bool isHalf);
            if (isHalf)
            {
                return start;
            }

            start += length;
        }

        return -1;
    }

    private static string Unescape(ReadOnlySpan<byte> escaped)
    {
        byte[]? rented = escaped.Length > StackLength ? ArrayPool<byte>.Shared.Rent(escaped.Length) : null;
        Span<byte> utf8 = rented ?? stackalloc byte[StackLength];
        string text = Encoding.UTF8.GetString(utf8[..Unescape(escaped, utf8)]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return text;
    }

    // An escaped character takes at most six times as many bytes.
    private static bool EqualsEscaped(ReadOnlySpan<byte> escaped, ReadOnlySpan<byte> text)
    {
        if (escaped.Length > text.Length * EscapeLength || escaped.Length > StackLength)
        {
            return escaped.Length <= text.Length * EscapeLength && Unescape(escaped) == Encoding.UTF8.GetString(text);
        }

        Span<byte> utf8 = stackalloc byte[StackLength];
        return utf8[..Unescape(escaped, utf8)].SequenceEqual(text);
    }

    private static byte[] Replace(ReadOnlySpan<byte> json, int first)
    {
        byte[] readable = json.ToArray();
        for (int at = first; at >= 0; at = FindHalf(json, at + EscapeLength))
        {
            EscapedReplacement.CopyTo(readable.AsSpan(at));
        }

        return readable;
    }

    private static int LengthOfEscape(ReadOnlySpan<byte> json, out bool isHalf)
    {
        isHalf = false;
        if (!TryReadUnit(json, out char unit))
        {
            return Math.Min(2, json.Length);
        }

        if (!char.IsSurrogate(unit))
        {
            return EscapeLength;
        }

        if (char.IsHighSurrogate(unit) && TryReadUnit(json[EscapeLength..], out char low) && char.IsLowSurrogate(low))
        {
            return 2 * EscapeLength;
        }

        isHalf = true;
        return EscapeLength;
    }

    private static bool TryReadUnit(ReadOnlySpan<byte> json, out char unit)
    {
        unit = default;
        if (json is not [(byte)'\\', (byte)'u', ..] || json.Length < EscapeLength)
        {
            return false;
        }

        bool isNumber = Utf8Parser.TryParse(json[2..EscapeLength], out ushort value, out int consumed, 'x') && consumed == 4;
        unit = (char)value;
        return isNumber;
    }

    private static int UnescapeOne(ReadOnlySpan<byte> escaped, Span<byte> utf8, bool keepHalves, out int written)
    {
        int consumed = LengthOfEscape(escaped, out bool isHalf);
        if (!TryReadUnit(escaped, out char unit))
        {
            utf8[0] = escaped[1] switch
            {
                (byte)'b' => (byte)'\b',
                (byte)'f' => (byte)'\f',
                (byte)'n' => (byte)'\n',
                (byte)'r' => (byte)'\r',
                (byte)'t' => (byte)'\t',
                var other => other,
            };
            written = 1;
        }
        else if (isHalf && keepHalves)
        {
            utf8[0] = (byte)(0xe0 | (unit >> 12));
            utf8[1] = (byte)(0x80 | ((unit >> 6) & 0x3f));
            utf8[2] = (byte)(0x80 | (unit & 0x3f));
            written = 3;
        }
        else
        {
            TryReadUnit(escaped[(consumed - EscapeLength)..], out char last);
            Rune rune = isHalf ? new Rune(Replacement) : consumed == EscapeLength ? new Rune(unit) : new Rune(unit, last);
            written = rune.EncodeToUtf8(utf8);
        }

        return consumed;
    }
}
