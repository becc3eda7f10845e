using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sockeye.Protocol.SocketIO.Json;

/// <summary>
/// How the strings in a JSON text of a client become text. JavaScript's strings may hold half of a surrogate pair, and JSON.stringify writes it as an
/// escape, <c>"\ud83d"</c>. JSON allows that, but no valid UTF-8 and no reader of .NET does: it throws. So the JSON is forwarded as it came, and its
/// strings are read through here, with U+FFFD for each half. Two names that differ in their halves only are therefore one name.
/// </summary>
public static class JsonText
{
    private const int EscapeLength = 6; // \ud83d
    private const int StackLength = 256;
    private const char Replacement = '\uFFFD';

    /// <summary>U+FFFD as an escape: as long as what it stands in for, so that nothing moves.</summary>
    private static ReadOnlySpan<byte> EscapedReplacement => "\\ufffd"u8;

    /// <summary>Escapes only what has to be, as JSON.stringify does: for everything that the library writes itself.</summary>
    public static JavaScriptEncoder Encoder => WireJsonEncoder.Instance;

    /// <summary>For writers of JSON that use <see cref="Encoder"/>.</summary>
    public static JsonWriterOptions WriterOptions => new() { Encoder = WireJsonEncoder.Instance, MaxDepth = int.MaxValue, SkipValidation = true };

    /// <summary>Whether any string or name of a JSON text holds half of a surrogate pair.</summary>
    /// <param name="json">Valid JSON in valid UTF-8, or a part of it that begins and ends outside of an escape.</param>
    public static bool HasHalves(ReadOnlySpan<byte> json) => FindHalf(json, 0) >= 0;

    /// <summary>A JSON text that .NET can read: the text itself, or, if halves of surrogate pairs are in it, a copy with U+FFFD in their place.</summary>
    /// <param name="json">Valid JSON in valid UTF-8.</param>
    public static ReadOnlySpan<byte> Readable(ReadOnlySpan<byte> json) => FindHalf(json, 0) is >= 0 and var first ? Replace(json, first) : json;

    /// <inheritdoc cref="Readable(ReadOnlySpan{byte})"/>
    public static ReadOnlyMemory<byte> Readable(ReadOnlyMemory<byte> json) => FindHalf(json.Span, 0) is >= 0 and var first ? Replace(json.Span, first) : json;

    /// <summary>A string of a document that was parsed as it came.</summary>
    /// <param name="element">A JSON string.</param>
    public static string GetString(JsonElement element)
    {
        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(element)[1..^1];
        return raw.Contains((byte)'\\') ? Unescape(raw) : Encoding.UTF8.GetString(raw);
    }

    /// <summary>What the string or name means on which a reader stands.</summary>
    /// <param name="reader">Stands on a string or a name, in one piece.</param>
    public static string GetString(in Utf8JsonReader reader) =>
        reader.ValueIsEscaped ? Unescape(reader.ValueSpan) : Encoding.UTF8.GetString(reader.ValueSpan);

    /// <summary>Whether the string or name on which a reader stands means a text.</summary>
    /// <param name="reader">Stands on a string or a name, in one piece.</param>
    /// <param name="text">The text, UTF-8.</param>
    public static bool Equals(in Utf8JsonReader reader, ReadOnlySpan<byte> text) =>
        reader.ValueIsEscaped ? EqualsEscaped(reader.ValueSpan, text) : reader.ValueSpan.SequenceEqual(text);

    /// <summary>Whether a string or a name means a text.</summary>
    /// <param name="escaped">What stands between the quotes.</param>
    /// <param name="text">The text, UTF-8.</param>
    public static bool Equals(ReadOnlySpan<byte> escaped, ReadOnlySpan<byte> text) =>
        escaped.Contains((byte)'\\') ? EqualsEscaped(escaped, text) : escaped.SequenceEqual(text);

    /// <summary>Takes the escapes out of a string.</summary>
    /// <param name="escaped">What stands between the quotes.</param>
    /// <param name="utf8">Room for as many bytes.</param>
    /// <param name="keepHalves">
    /// Whether half of a surrogate pair stays what it is, as the three bytes that packages for Node write for it, and not UTF-8. Otherwise it becomes U+FFFD.
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

    /// <summary>The number of bytes that the three bytes of a half take at the start of a text; 0 if there is none.</summary>
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

    // Each character takes at most six times as many bytes when it is escaped.
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
