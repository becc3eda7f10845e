using System.Text.RegularExpressions;
using Docs.Tests.Pages;

namespace Docs.Tests.Reference;

/// <summary>The page of metrics has every instrument that the sources make.</summary>
public sealed partial class MetricTests
{
    private const string Page = "docs/reference/metrics.md";

    [Fact]
    public void Instruments_OfTheSources_AreThoseOfThePage()
    {
        var made = Repository.Files("src", "*.cs")
            .SelectMany(static file => Instrument().Matches(Repository.Read(file)))
            .Select(static match => (Name: match.Groups["name"].Value, Kind: match.Groups["kind"].Value.Replace("Observable", "", StringComparison.Ordinal), Unit: match.Groups["unit"].Value))
            .ToHashSet();
        var rows = Row.Of(Page).Where(static row => row.Cells.Count == 5).ToDictionary(static row => row.Cells[0]);

        Assert.NotEmpty(made);
        Findings.AssertNone(made.Where(one => !rows.TryGetValue(one.Name, out var row) || row.Cells[1] != Kind(one.Kind) || !row.Cells[2].StartsWith(one.Unit, StringComparison.Ordinal))
            .Select(static one => $"{Page} has no row | `{one.Name}` | {Kind(one.Kind)} | {one.Unit}s |")
            .Concat(rows.Keys.Except(made.Select(static one => one.Name)).Select(static name => $"{Page}: nothing makes {name}.")));
    }

    [Fact]
    public void Meters_OfTheSources_AreHeadingsOfThePage()
    {
        var page = Repository.Read(Page);
        var meters = Repository.Files("src", "*.cs")
            .SelectMany(static file => Meter().Matches(Repository.Read(file)))
            .Select(static match => match.Groups["name"].Value)
            .ToHashSet();

        Assert.NotEmpty(meters);
        Findings.AssertNone(meters.Where(name => !page.Contains($"## Meter `{name}`", StringComparison.Ordinal)).Select(static name => $"{Page} has no meter {name}."));
    }

    private static string Kind(string kind) => kind switch
    {
        "UpDownCounter" => "up-down counter",
        "Histogram" => "histogram",
        "Gauge" => "gauge",
        _ => "counter",
    };

    [GeneratedRegex("""Create(?<kind>\w+?)(?:<\w+>)?\(\s*"(?<name>sockeye\.[\w.]+)".*?"\{(?<unit>\w+)\}" """, RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Instrument();

    [GeneratedRegex("""(?:new\sMeter|Create|Meter\s\w+\s=\snew)\("(?<name>Sockeye[\w.]*)"\)|MeterName\s=\s"(?<name>Sockeye[\w.]*)" """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Meter();
}
