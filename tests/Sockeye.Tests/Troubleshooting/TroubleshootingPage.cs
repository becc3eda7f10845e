using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Sockeye.Tests.Architecture;

namespace Sockeye.Tests.Troubleshooting;

/// <summary>The sections of <c>docs/troubleshooting.md</c>: each names a mistake, and quotes what the log and the client say.</summary>
internal static partial class TroubleshootingPage
{
    private static readonly string Text = File.ReadAllText(Path.Combine(FeaturesPageTests.Root, "docs", "troubleshooting.md"));

    /// <summary>The sections by their titles, in lower case and with dashes, as links name them.</summary>
    public static IReadOnlyDictionary<string, string> Sections { get; } = Section().Matches(Text)
        .ToDictionary(static match => NotOfALink().Replace(match.Groups["title"].Value.ToLowerInvariant(), "").Replace(' ', '-'), static match => match.Groups["body"].Value);

    /// <summary>The sections that a row of the table links to.</summary>
    public static IReadOnlyList<string> Rows { get; } = [.. Row().Matches(Text).Select(static match => match.Groups["section"].Value)];

    /// <summary>The section quotes the entry, with its number and its level.</summary>
    public static void VerifyLog(string section, LogEntry entry)
    {
        var level = entry.Level switch
        {
            LogLevel.Error => "Error",
            LogLevel.Debug => "Debug",
            _ => "Warning",
        };
        Assert.Contains($"{entry.Id}, {level}: {entry.Template}", Quotes(section));
    }

    /// <summary>The section quotes what the client gets.</summary>
    public static void VerifyClient(string section, string answer) => Assert.Contains(answer, Quotes(section));

    private static string[] Quotes(string section) =>
        [.. Quote().Matches(Sections[section]).SelectMany(static match => match.Groups["text"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))];

    [GeneratedRegex(@"^## (?<title>.+)\n(?<body>(?:(?!## ).*(?:\n|\z))*)", RegexOptions.Multiline)]
    private static partial Regex Section();

    [GeneratedRegex(@"^\| \[[^\]]+\]\(#(?<section>[^)]+)\) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^```text\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Quote();

    [GeneratedRegex("[^a-z0-9 -]")]
    private static partial Regex NotOfALink();
}
