using Sockeye.EventLoops.Tests.Fixture;

namespace Sockeye.EventLoops.Tests.Transports;

/// <summary>The table of Kestrel's cases says what is true.</summary>
public sealed class KestrelCasesTests
{
    private const int Cases = 101;
    private const int Covered = 79;

    [Fact]
    public void Table_EveryCase_NamesATestOnBothTransportsOrAReason()
    {
        string[][] rows = [.. ReadRows()];
        Assert.Equal(Cases, rows.Length);
        Assert.Equal(Covered, rows.Count(row => !row[1].StartsWith("none: ", StringComparison.Ordinal)));
        Assert.All(
            rows.Select(row => row[1]).Where(here => !here.StartsWith("none: ", StringComparison.Ordinal)).SelectMany(here => here.Split(", ")),
            name => Assert.Contains(name, Tests()));
    }

    private static IEnumerable<string> Tests() =>
        from type in typeof(KestrelCasesTests).Assembly.GetTypes()
        from method in type.GetMethods()
        where method.IsDefined(typeof(OnBothTransportsAttribute), inherit: false) || method.IsDefined(typeof(FactAttribute), inherit: false)
        select $"{type.Name}.{method.Name}";

    private static IEnumerable<string[]> ReadRows() =>
        from line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Transports", "KestrelCases.md"))
        where line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| Kestrel's test", StringComparison.Ordinal)
        select line.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
