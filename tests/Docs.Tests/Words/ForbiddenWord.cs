using System.Text.RegularExpressions;

namespace Docs.Tests.Words;

/// <summary>A word that makes a sentence hard to read.</summary>
internal sealed partial record ForbiddenWord(Regex Pattern, string Instead)
{
    // A place is what "where" means behind these words, and before "to" and "from". In capitals it is SQL.
    private const string Place = @"(?<!\b(?:says?|knows?|shows?|sees?|tells?|prints?|finds?|remembers?|from|up to|to|of|is) )";

    private static readonly ForbiddenWord[] All =
    [
        new(Of(Place + @"\b(?-i:[Ww]here)\b(?! to\b| from\b)"), "\"if\" or \"when\""),
        new(Of(@"\b(?:is|are|was|were|be|been|being) told\b"), "say who says what to whom: \"the client gets\", \"the log says\""),
        new(Of(@"\bof ours\b"), "\"of Sockeye\", or nothing"),
        new(Of(@"\bof Node's\b(?! server\b)"), "\"Node's server\" or \"a Node server\""),
        new(Of(@"\bwho(?:m)?ever\b"), "\"each client that\", \"a user who\""),
        new(Of(@"\bwhatever\b"), "\"any\", \"everything that\""),
        new(Of(@"\bfor ?ever\b"), "\"without end\", \"never\""),
        new(Of(@"\bnobody\b"), "\"no client\", \"no one\""),
        new(Of(@"\bgo(?:es)? on on\b"), "\"continues on\""),
        new(Of(@"\bnothing is said of\b"), "\"if you do not set\""),
    ];

    /// <summary>Says what is wrong with a text, each with its line.</summary>
    public static IEnumerable<(int Line, string Text)> In(string text) =>
        All.SelectMany(word => word.Pattern.Matches(text).Select(match =>
            (Pages.Page.LineOf(text, match.Index), $"\"{match.Value}\" in \"{Around(text, match)}\"; write {word.Instead}")));

    private static string Around(string text, Match match)
    {
        var start = Math.Max(0, match.Index - 30);
        var end = Math.Min(text.Length, match.Index + match.Length + 30);
        return Blanks().Replace(text[start..end], " ");
    }

    private static Regex Of(string pattern) => new(pattern.Replace(" ", @"\s+", StringComparison.Ordinal), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
