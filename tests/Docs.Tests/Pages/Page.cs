using System.Text.RegularExpressions;

namespace Docs.Tests.Pages;

/// <summary>A page of the documentation.</summary>
internal sealed partial class Page
{
    private Page(string path, string text)
    {
        Path = path;
        Text = text;
        Blocks = [.. Fences().Matches(text).Select(ToBlock)];
    }

    /// <summary>The path from the root of the repository.</summary>
    public string Path { get; }

    public string Text { get; }

    public IReadOnlyList<Block> Blocks { get; }

    public IEnumerable<Block> CSharp => Blocks.Where(static block => block.Language == "csharp");

    public static Page Read(string path) => new(path, Repository.Read(path));

    /// <summary>The text without code, comments and addresses; a line of the page stays a line.</summary>
    public static string Prose(string text) =>
        Address().Replace(Inline().Replace(Comment().Replace(Fences().Replace(text, Blank), Blank), Blank), Blank);

    /// <summary>The anchors of the headings, as GitHub makes them.</summary>
    public static IReadOnlySet<string> Anchors(string text)
    {
        var anchors = new HashSet<string>(StringComparer.Ordinal);
        foreach (Match heading in Heading().Matches(Fences().Replace(text, Blank)))
        {
            var words = Link().Replace(heading.Groups["text"].Value, "${text}");
#pragma warning disable CA1308 // Anchors are in lower case.
            var anchor = NotInAnchor().Replace(words.Trim().ToLowerInvariant(), "").Replace(' ', '-');
#pragma warning restore CA1308
            for (var (name, count) = (anchor, 1); !anchors.Add(name); count++)
            {
                name = $"{anchor}-{count}";
            }
        }

        return anchors;
    }

    /// <summary>The targets of all links, each with its line.</summary>
    public static IEnumerable<(string Target, int Line)> Links(string text)
    {
        var prose = Inline().Replace(Comment().Replace(Fences().Replace(text, Blank), Blank), Blank);
        return Link().Matches(prose).Select(match => (match.Groups["target"].Value, LineOf(text, match.Index)));
    }

    public static int LineOf(string text, int index) => text.AsSpan(0, index).Count('\n') + 1;

    private static string Blank(Match match) => NotNewline().Replace(match.Value, " ");

    private Block ToBlock(Match match)
    {
        var code = match.Groups["code"];
        var file = FileBefore().Match(Text[..match.Index]);
        var isHidden = match.Groups["hidden"].Success;
        return new(isHidden ? "csharp" : match.Groups["language"].Value, code.Value, LineOf(Text, code.Index), file.Success ? file.Groups["path"].Value : null, isHidden);
    }

    [GeneratedRegex(@"^(?:```(?<language>[^\s`]*)[^\n]*\n(?<code>.*?)^```\s*?$|(?<hidden><!-- csharp)\n(?<code>.*?)^-->\s*?$)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fences();

    [GeneratedRegex(@"<!-- file: (?<path>\S+) -->\s*$")]
    private static partial Regex FileBefore();

    [GeneratedRegex(@"<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"``.+?``|`[^`\n]+`")]
    private static partial Regex Inline();

    [GeneratedRegex(@"(?<=\])\([^)\s]*\)")]
    private static partial Regex Address();

    [GeneratedRegex(@"!?\[(?<text>(?:[^\[\]]|\[[^\]]*\])*)\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#{1,6} (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N}\p{Pc} -]")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex(@"[^\n]")]
    private static partial Regex NotNewline();
}
