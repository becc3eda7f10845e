using System.Globalization;
using System.Text;

namespace Sockeye.Samples.Chat;

/// <summary>Checks what people type. Markup is no concern here: the pages show text as text.</summary>
internal static class UserText
{
    /// <summary>The name of a member or a room: one line, trimmed, without characters that cannot be seen.</summary>
    public static string Name(string? text, string what, int maxLength)
    {
        var name = string.Join(' ', (text ?? string.Empty).Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
        if (name.Length == 0)
        {
            throw Refusal.Of($"Give {what} first.", "empty");
        }

        if (name.Length > maxLength)
        {
            throw Refusal.Of($"That is too long: {what} has at most {maxLength} characters.", "too-long");
        }

        if (name.EnumerateRunes().Any(IsInvisible))
        {
            throw Refusal.Of($"Only characters that can be seen: {what} has others too.", "invalid");
        }

        return name;
    }

    public static string Message(string? text, int maxLength)
    {
        var message = text?.Trim() ?? string.Empty;
        if (message.Length == 0)
        {
            throw Refusal.Of("The message is empty. Write something first.", "empty");
        }

        if (message.Length > maxLength)
        {
            throw Refusal.Of($"The message is too long: {message.Length} characters, and {maxLength} are allowed.", "too-long");
        }

        return message;
    }

    // Two names that look the same must not be two names.
    private static bool IsInvisible(Rune rune) => rune == Rune.ReplacementChar || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator;
}
