using System.Text.RegularExpressions;

namespace Sockeye.Tests.Architecture;

/// <summary>docs/features.md and docs/guarantees.md say which test proves what: the tests have to be there.</summary>
public sealed partial class FeaturesPageTests
{
    public static readonly string Root = FindRoot();

    private static string Page => File.ReadAllText(Path.Combine(Root, "docs", "features.md"));

    private static string GuaranteesPage => File.ReadAllText(Path.Combine(Root, "docs", "guarantees.md"));

    public static TheoryData<string, string, string> Rows()
    {
        var data = new TheoryData<string, string, string>();
        foreach (Match row in Row().Matches(Page))
        {
            data.Add(row.Groups["id"].Value, row.Groups["state"].Value, row.Groups["proof"].Value);
        }

        return data;
    }

    [Fact]
    public void Rows_OfThePage_AreAllReadAndNumberedOnce()
    {
        var lines = Page.Split('\n')
            .Where(static line => line.StartsWith('|') && !line.StartsWith("| id ", StringComparison.Ordinal) && !line.StartsWith("|--", StringComparison.Ordinal));

        var rows = Row().Matches(Page).Select(static row => row.Groups["id"].Value).ToList();

        Assert.Equal(lines.Select(static line => line[2..5]), rows);
        Assert.Equal(rows.Distinct(), rows);
    }

    public static TheoryData<string, string> Guarantees()
    {
        var data = new TheoryData<string, string>();
        foreach (Match row in Guarantee().Matches(GuaranteesPage))
        {
            data.Add(row.Groups["id"].Value, row.Groups["proof"].Value);
        }

        return data;
    }

    [Fact]
    public void Lines_OfTheGuarantees_AreAllReadAndNumberedOnce()
    {
        var lines = GuaranteesPage.Split('\n')
            .Where(static line => line.StartsWith('|') && !line.StartsWith("| id ", StringComparison.Ordinal) && !line.StartsWith("|--", StringComparison.Ordinal));

        var rows = Guarantee().Matches(GuaranteesPage).Select(static row => row.Groups["id"].Value).ToList();

        Assert.Equal(lines.Select(static line => line[2..5]), rows);
        Assert.Equal(rows.Distinct(), rows);
    }

    [Theory]
    [MemberData(nameof(Guarantees))]
    public void Proof_OfAGuarantee_Exists(string id, string proof) => Proof_OfARow_Exists(id, "yes", proof);

    [Theory]
    [MemberData(nameof(Rows))]
    public void Proof_OfARow_Exists(string id, string state, string proof)
    {
        var tests = Test().Matches(proof);
        var files = NodeTest().Matches(proof);

        foreach (Match test in tests)
        {
            var sources = Directory.GetFiles(Path.Combine(Root, "tests"), test.Groups["class"].Value + ".cs", SearchOption.AllDirectories);
            Assert.True(sources.Length > 0, $"{id}: there is no {test.Groups["class"]}");
            var method = test.Groups["method"];
            Assert.True(
                !method.Success || sources.Any(file => File.ReadAllText(file).Contains($" {method}(", StringComparison.Ordinal)),
                $"{id}: {test.Groups["class"]} has no {method}");
        }

        Assert.All(files, file => Assert.True(
            File.Exists(Path.Combine(Root, "tests", "Interop", "test", file.Value)) || File.Exists(Path.Combine(Root, "tests", "Browser", file.Value)),
            $"{id}: there is no {file}"));
        Assert.True(state == "no" ? proof.Length > 0 : tests.Count + files.Count > 0, $"{id} has no proof");
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Sockeye.slnx")))
        {
            directory = directory.Parent ?? throw new DirectoryNotFoundException("The tests run outside of the repository.");
        }

        return directory.FullName;
    }

    [GeneratedRegex(@"^\| (?<id>[A-Z]\d\d) \|.*\| (?<state>yes|no) \| (?<proof>.*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^\| (?<id>[A-Z]\d\d) \|.*\| (?<proof>[^|]*`[^|]*) \|$", RegexOptions.Multiline)]
    private static partial Regex Guarantee();

    [GeneratedRegex(@"\b(?<class>[A-Z]\w*Tests)(\.(?<method>\w+))?")]
    private static partial Regex Test();

    [GeneratedRegex(@"[\w-]+\.test\.mjs")]
    private static partial Regex NodeTest();
}
