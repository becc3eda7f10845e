using System.Globalization;
using System.Reflection;
using Docs.Tests.Pages;

namespace Docs.Tests.Reference;

/// <summary>The page of options has every option of every package, with the default that it really has.</summary>
public sealed class OptionTests
{
    private const string Page = "docs/reference/options.md";

    private static readonly Type[] Types =
        [.. Product.Types.Where(static type => type.IsPublic && type.Name.Split('`')[0].EndsWith("Options", StringComparison.Ordinal) && Options(type).Any())];

    [Fact]
    public void Options_OfThePackages_AreThoseOfThePage()
    {
        var shown = Row.Of(Page).Where(static row => row.Cells.Count == 4).Select(static row => (Type: row.Heading, Option: row.Cells[0])).ToList();
        var existing = Types.SelectMany(static type => Options(type).Select(option => (Type: Heading(type), Option: option.Name))).ToList();

        Findings.AssertNone(existing.Except(shown).Select(static one => $"{Page} has no {one.Option} in \"### `{one.Type}`\".")
            .Concat(shown.Except(existing).Select(static one => $"{Page}: there is no {one.Type}.{one.Option}."))
            .Concat(shown.GroupBy(static one => one).Where(static group => group.Count() > 1).Select(static group => $"{Page} has {group.Key} twice.")));
    }

    [Fact]
    public void Defaults_OfTheOptions_AreThoseOfThePage()
    {
        var rows = Row.Of(Page).Where(static row => row.Cells.Count == 4).ToLookup(static row => (row.Heading, row.Cells[0]));
        var wrong = from type in Types
                    let options = Create(type)
                    from option in Options(type)
                    from row in rows[(Heading(type), option.Name)]
                    let value = options.GetType().GetProperty(option.Name)!.GetValue(options)
                    where !OptionText.Says(row.Cells[1], value, row.Cells[2])
                    select $"{Page}:{row.Line}: the default of {option.Name} is \"{OptionText.Of(value, row.Cells[2])}\", not \"{row.Cells[1]}\".";

        Findings.AssertNone(wrong);
    }

    [Theory]
    [InlineData(4 * 1024 * 1024, "bytes", "4 MiB")]
    [InlineData(1_000_000, "bytes", "1,000,000")]
    [InlineData(1024, "members", "1,024")]
    [InlineData(false, "on or off", "off")]
    [InlineData(null, "function", "none")]
    public void Text_OfADefault_HasItsUnit(object? value, string unit, string expected) => Assert.Equal(expected, OptionText.Of(value, unit));

    [Theory]
    [InlineData("none", null, true)]
    [InlineData("on in Development", null, true)]
    [InlineData("on", null, false)]
    [InlineData("on", true, true)]
    [InlineData("off", true, false)]
    [InlineData("none", 5, false)]
    public void Cell_OfADefault_SaysItOrNot(string cell, object? value, bool says) => Assert.Equal(says, OptionText.Says(cell, value, "count"));

    [Theory]
    [InlineData("0:00:45", "45 s")]
    [InlineData("0:00:00.25", "250 ms")]
    [InlineData("0:02:00", "2 min")]
    [InlineData("7.00:00:00", "7 days")]
    public void Text_OfATime_HasItsUnit(string time, string expected) =>
        Assert.Equal(expected, OptionText.Of(TimeSpan.Parse(time, CultureInfo.InvariantCulture), "time"));

    // What is set, and what has options of its own; a base class has a table of its own.
    private static IEnumerable<PropertyInfo> Options(Type type) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .Where(property => type.Name != "BroadcastOptions" && (property.SetMethod is { IsPublic: true } || property.PropertyType.IsClass || property.PropertyType.IsInterface));

    private static string Heading(Type type) => type.IsGenericTypeDefinition ? type.Name.Split('`')[0] + "<T>" : type.Name;

    private static object Create(Type type)
    {
        var concrete = type.IsAbstract ? Product.Types.First(derived => derived.IsSubclassOf(type) && !derived.IsAbstract && derived.IsPublic)
            : type.IsGenericTypeDefinition ? type.MakeGenericType(typeof(string))
            : type;
        var constructor = concrete.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).MinBy(static one => one.GetParameters().Length)!;
        return constructor.Invoke(new object?[constructor.GetParameters().Length]);
    }
}
