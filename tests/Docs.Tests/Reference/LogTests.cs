using System.Reflection;
using Docs.Tests.Pages;
using Microsoft.Extensions.Logging;

namespace Docs.Tests.Reference;

/// <summary>The page of log entries has every entry that the packages write.</summary>
public sealed class LogTests
{
    private const string Page = "docs/reference/logs.md";
    private const BindingFlags All = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    // An entry whose level is an argument has none in its attribute.
    private static readonly HashSet<(string Id, string Level, string Message)> Written =
    [
        .. Product.Types
            .SelectMany(static type => type.GetMethods(All))
            .Select(static method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .Where(static entry => entry is not null)
            .Select(static entry => ($"{entry!.EventId}", entry.Level == LogLevel.None ? "varies" : $"{entry.Level}", entry.Message)),
    ];

    [Fact]
    public void Entries_OfThePackages_AreThoseOfThePage()
    {
        var shown = Row.Of(Page).Where(static row => row.Cells.Count == 4).Select(static row => (Id: row.Cells[0], Level: row.Cells[1], Message: row.Cells[2])).ToHashSet();

        Assert.NotEmpty(Written);
        Findings.AssertNone(Written.Where(entry => !shown.Contains(entry)).Select(static entry => $"{Page} has no row | {entry.Id} | {entry.Level} | `{entry.Message}` | what to do |")
            .Concat(shown.Except(Written).Select(static entry => $"{Page}: nothing writes | {entry.Id} | {entry.Level} | `{entry.Message}` |")));
    }

    [Fact]
    public void Entries_OfThePage_SayWhatToDo() =>
        Findings.AssertNone(Row.Of(Page).Where(static row => row.Cells.Count == 4 && row.Cells[3].Length < 5).Select(static row => $"{Page}:{row.Line} says nothing."));
}
