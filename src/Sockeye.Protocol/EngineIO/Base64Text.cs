using System.Buffers.Text;

namespace Sockeye.Protocol.EngineIO;

/// <summary>
/// The only reader of base64 from clients. It accepts what <c>Buffer.from(text, "base64")</c> accepts in Node: both alphabets, line breaks
/// (the Java client writes one after 76 characters and one at the end), and missing padding. Other characters are skipped, and a <c>=</c>
/// ends the text. So no text is invalid. (For a character beyond Latin-1, Node reads its low byte as a character; here it is skipped too.)
/// It takes linear time and allocates nothing.
/// </summary>
public static class Base64Text
{
    private const byte Skipped = 0xff;

    // The value of each character of both alphabets.
    private static readonly byte[] Values = CreateValues();

    /// <summary>Gets the number of bytes that a text stands for.</summary>
    /// <param name="base64">The text.</param>
    public static int GetLength(ReadOnlySpan<byte> base64)
    {
        if (IsPlain(base64, out int length))
        {
            return length;
        }

        int characters = 0;
        foreach (byte character in base64)
        {
            if (character == '=')
            {
                break;
            }

            characters += Values[character] == Skipped ? 0 : 1;
        }

        // Four characters are three bytes. A single character at the end is no byte.
        return (int)(characters * 3L / 4);
    }

    /// <summary>Decodes a text.</summary>
    /// <param name="base64">The text.</param>
    /// <param name="destination">At least as many bytes as <see cref="GetLength"/> returns.</param>
    /// <returns>The number of bytes written.</returns>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public static int Decode(ReadOnlySpan<byte> base64, Span<byte> destination)
    {
        if (IsPlain(base64, out int length) && destination.Length >= length)
        {
            Base64.DecodeFromUtf8(base64, destination, out _, out int decoded);
            return decoded;
        }

        int written = 0;
        uint bits = 0;
        int count = 0;
        foreach (byte character in base64)
        {
            if (character == '=')
            {
                break;
            }

            byte value = Values[character];
            if (value == Skipped)
            {
                continue;
            }

            bits = (bits << 6) | value;
            count += 6;
            if (count >= 8)
            {
                count -= 8;
                if (written == destination.Length)
                {
                    throw new ArgumentException("The destination is too short.", nameof(destination));
                }

                destination[written++] = (byte)(bits >> count);
            }
        }

        return written;
    }

    // Nearly all clients write the standard alphabet with padding and nothing in between, which .NET decodes many bytes at a time.
    private static bool IsPlain(ReadOnlySpan<byte> base64, out int length) =>
        Base64.IsValid(base64, out length) && base64.Length == (length + 2) / 3 * 4;

    private static byte[] CreateValues()
    {
        byte[] values = new byte[256];
        values.AsSpan().Fill(Skipped);
        ReadOnlySpan<byte> alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8;
        for (int i = 0; i < alphabet.Length; i++)
        {
            values[alphabet[i]] = (byte)i;
        }

        values['-'] = values['+'];
        values['_'] = values['/'];
        return values;
    }
}
