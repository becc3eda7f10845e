using System.Buffers;
using System.Text;

namespace Sockeye.Engine.Http;

/// <summary>
/// JSONP: polling by script elements and forms, for old browsers. A payload arrives as a function call, and is sent as the field <c>d</c>
/// of a form (<c>polling-jsonp</c> in Node). A request asks for it with <c>j</c> in its query.
/// </summary>
internal static class Jsonp
{
    private const byte Escape = (byte)'\\';

    // The characters that are JSON but not allowed in a JavaScript string include U+2028 and U+2029, which begin with E2.
    private static readonly SearchValues<byte> Special =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(static c => (byte)c), (byte)'"', Escape, 0xe2]);

    /// <summary>
    /// The index of the function to call: the digits of <c>j</c> and nothing else, because they become code. <see langword="null"/> if the
    /// request does not ask for JSONP.
    /// </summary>
    public static string? IndexOf(in EngineQuery query, EngineOptions options) =>
        query.Jsonp is { } value && options.Jsonp ? string.Concat(value.Where(char.IsAsciiDigit)) : null;

    /// <summary>Writes the function call with a payload, in exactly the bytes of Node.</summary>
    public static ReadOnlyMemory<byte> Wrap(string index, ReadOnlySpan<byte> payload)
    {
        var script = new ArrayBufferWriter<byte>(payload.Length + (payload.Length / 4) + 32);
        Encoding.ASCII.GetBytes($"___eio[{index}](\"", script);
        while (true)
        {
            int special = payload.IndexOfAny(Special);
            if (special < 0)
            {
                break;
            }

            script.Write(payload[..special]);
            payload = payload[special..];
            payload = payload[WriteSpecial(payload, script)..];
        }

        script.Write(payload);
        script.Write("\");"u8);
        return script.WrittenMemory;
    }

    /// <summary>Reads the payload from a posted form, in place.</summary>
    /// <param name="form">The body.</param>
    /// <param name="length">The length of the payload, which is then at the start of the form.</param>
    /// <returns>Whether the form has exactly one <c>d</c>.</returns>
    public static bool TryReadForm(Span<byte> form, out int length)
    {
        length = -1;
        int start = 0;
        while (start <= form.Length)
        {
            int end = form[start..].IndexOf((byte)'&');
            Span<byte> field = end < 0 ? form[start..] : form.Slice(start, end);
            start += field.Length + 1;
            if (field.StartsWith("d="u8))
            {
                if (length >= 0)
                {
                    return false;
                }

                length = Unescape(field[2..]);
                field.Slice(2, length).CopyTo(form);
                length = UnescapeNewlines(form[..length]);
            }
        }

        return length >= 0;
    }

    private static int WriteSpecial(ReadOnlySpan<byte> payload, ArrayBufferWriter<byte> script)
    {
        switch (payload[0])
        {
            case (byte)'"':
                script.Write("\\\""u8);
                return 1;
            case Escape:
                script.Write("\\\\"u8);
                return 1;
            case (byte)'\b':
                script.Write("\\b"u8);
                return 1;
            case (byte)'\t':
                script.Write("\\t"u8);
                return 1;
            case (byte)'\n':
                script.Write("\\n"u8);
                return 1;
            case (byte)'\f':
                script.Write("\\f"u8);
                return 1;
            case (byte)'\r':
                script.Write("\\r"u8);
                return 1;
            case 0xe2:
                bool isSeparator = payload is [_, 0x80, 0xa8 or 0xa9, ..];
                script.Write(!isSeparator ? payload[..1] : payload[2] == 0xa8 ? "\\u2028"u8 : "\\u2029"u8);
                return isSeparator ? 3 : 1;
            default:
                Encoding.ASCII.GetBytes($"\\u{payload[0]:x4}", script);
                return 1;
        }
    }

    // application/x-www-form-urlencoded. A percent sign without two digits stands for itself.
    private static int Unescape(Span<byte> text)
    {
        int written = 0;
        for (int i = 0; i < text.Length; i++)
        {
            byte value = text[i];
            if (value == '+')
            {
                value = (byte)' ';
            }
            else if (value == '%'
                && i + 2 < text.Length
                && Convert.FromHexString(text.Slice(i + 1, 2), text.Slice(written, 1), out _, out _) == OperationStatus.Done)
            {
                value = text[written];
                i += 2;
            }

            text[written++] = value;
        }

        return written;
    }

    // The client writes a newline as \n, and a backslash before an n as two backslashes, because forms may change newlines.
    private static int UnescapeNewlines(Span<byte> text)
    {
        int written = 0;
        int backslashes = 0;
        foreach (byte value in text)
        {
            if (value == 'n' && backslashes > 0)
            {
                written--;
                text[written++] = backslashes > 1 ? value : (byte)'\n';
            }
            else
            {
                text[written++] = value;
            }

            backslashes = value == Escape ? backslashes + 1 : 0;
        }

        return written;
    }
}
