using System.Reflection;
using Docs.Tests.Pages;
using Microsoft.Extensions.Logging;

namespace Docs.Tests.Reference;

/// <summary>The page of log entries has every entry that the packages write.</summary>
public sealed class LogTests
{
    private const string Page = "docs/reference/logs.md";
    private const BindingFlags All = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly HashSet<(string Id, LogLevel Level, string Message)> Written =
    [
        .. Product.Types
            .SelectMany(static type => type.GetMethods(All))
            .Select(static method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .Where(static entry => entry is not null)
            .Select(static entry => ($"{entry!.EventId}", entry.Level, entry.Message)),
    ];

    private static readonly IReadOnlyList<Row> Rows = [.. Row.Of(Page).Where(static row => row.Cells.Count == 4)];

    [Fact]
    public void Entries_OfThePackages_AreThoseOfThePage()
    {
        Assert.NotEmpty(Written);
        Findings.AssertNone(Written.Where(static entry => !Rows.Any(row => Shows(row, entry)))
            .Select(static entry => $"{Page} has no row | {entry.Id} | {entry.Level} | `{entry.Message}` | what to do |")
            .Concat(Rows.Where(static row => !Written.Any(entry => Shows(row, entry))).Select(static row => $"{Page}:{row.Line}: no package writes this.")));
    }

    [Fact]
    public void Entries_OfThePage_SayWhatToDo() =>
        Findings.AssertNone(Rows.Where(static row => row.Cells[3].Length < 5).Select(static row => $"{Page}:{row.Line} says nothing."));

    [Fact]
    public void Ids_OfTheEntries_AreUnique() =>
        Findings.AssertNone(Written.GroupBy(static entry => entry.Id).Where(static group => group.Count() > 1)
            .Select(static group => $"{group.Key} is the id of {string.Join(" and of ", group.Select(static entry => $"\"{entry.Message}\""))}."));

    // An entry whose level is an argument has none in its attribute: the page says in words which it is.
    private static bool Shows(Row row, (string Id, LogLevel Level, string Message) entry) =>
        row.Cells[0] == entry.Id && row.Cells[2] == entry.Message && (entry.Level == LogLevel.None ? row.Cells[1].Length > 0 : row.Cells[1] == $"{entry.Level}");
}
