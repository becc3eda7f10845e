using System.Globalization;

namespace Sockeye.Mistakes;

/// <summary>Text of a client as it may stand in a log: short, on one line, and without characters that change how the rest is shown.</summary>
internal static class LogText
{
    public const int MaxLength = 200;

    /// <summary>For texts that are mostly those of programs, such as the message of an exception.</summary>
    public const int MaxMessageLength = 1000;

    private const char Replacement = '\uFFFD';

    public static string Of(string? text, int maxLength = MaxLength)
    {
        if (text is null)
        {
            return string.Empty;
        }

        if (text.Length <= maxLength && !text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        int length = Math.Min(text.Length, maxLength);
        string shown = string.Create(length, text, static (shown, text) =>
        {
            for (int i = 0; i < shown.Length; i++)
            {
                shown[i] = IsPlain(text, i, shown.Length) ? text[i] : Replacement;
            }
        });
        return length < text.Length ? shown + "..." : shown;
    }

    // A surrogate needs its other half, which may have been cut off.
    private static bool IsPlain(string text, int index, int end)
    {
        char c = text[index];
        if (char.IsSurrogate(c))
        {
            return (index + 1 < end && char.IsSurrogatePair(c, text[index + 1])) || (index > 0 && char.IsSurrogatePair(text[index - 1], c));
        }

        return CharUnicodeInfo.GetUnicodeCategory(c)
            is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
    }
}
