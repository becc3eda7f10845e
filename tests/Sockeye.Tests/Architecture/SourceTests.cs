using System.Text.RegularExpressions;

namespace Sockeye.Tests.Architecture;

/// <summary>Rules that the source keeps and no compiler holds.</summary>
public sealed partial class SourceTests
{
    private static readonly string Source = Path.Combine(FeaturesPageTests.Root, "src");

    /// <summary>Who filters the log by a number finds one kind of entry.</summary>
    [Fact]
    public void LogEvents_HaveNumbersOfTheirOwn()
    {
        var numbers = Files().SelectMany(static file => LogEvent().Matches(File.ReadAllText(file))).Select(static match => match.Groups["id"].Value).ToList();

        Assert.NotEmpty(numbers);
        Assert.Equal([], numbers.GroupBy(static id => id).Where(static group => group.Count() > 1).Select(static group => group.Key));
    }

    /// <summary>Public types are in <c>Sockeye</c>, so that users need one using; the rest is in the namespace that its folder is called by.</summary>
    [Fact]
    public void RoomFiles_AreInTheNamespaceOfTheirFolder()
    {
        var root = Path.Combine(Source, "Sockeye.Rooms");
        var files = Directory.GetFiles(root, "*.cs", SearchOption.AllDirectories).Where(static file => !IsGenerated(file)).ToList();

        Assert.NotEmpty(files);
        Assert.All(files, file =>
        {
            var folder = Path.GetRelativePath(root, Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '.');
            var name = NamespaceOf().Match(File.ReadAllText(file)).Groups["name"].Value;
            Assert.True(name == "Sockeye." + folder || name is "Sockeye" or "Microsoft.Extensions.DependencyInjection", $"{file} is in {name}");
        });
    }

    private static IEnumerable<string> Files() => Directory.EnumerateFiles(Source, "*.cs", SearchOption.AllDirectories).Where(static file => !IsGenerated(file));

    private static bool IsGenerated(string file) => file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

    [GeneratedRegex(@"LoggerMessage\(\s*(EventId = )?(?<id>\d+)")]
    private static partial Regex LogEvent();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceOf();
}
