using Docs.Tests.Pages;

namespace Docs.Tests.Words;

/// <summary>The pages are in plain English.</summary>
public sealed class PageWordTests
{
    public static TheoryData<string> Pages => [.. Repository.Pages];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Prose_OfAPage_HasNoForbiddenWord(string page)
    {
        var found = ForbiddenWord.In(Page.Prose(Repository.Read(page))).Select(word => $"{page}:{word.Line}: {word.Text}");

        Findings.AssertNone(found);
    }

    [Fact]
    public void Changelog_OfTheNextVersion_HasNoForbiddenWord()
    {
        const string changelog = "CHANGELOG.md";
        var text = Repository.Read(changelog);
        var next = text.IndexOf("\n## ", text.IndexOf("## Unreleased", StringComparison.Ordinal), StringComparison.Ordinal);

        var found = ForbiddenWord.In(Page.Prose(next < 0 ? text : text[..next])).Select(word => $"{changelog}:{word.Line}: {word.Text}");

        Findings.AssertNone(found);
    }

    [Theory]
    [InlineData("Where nothing is set, all is allowed.", 1)]
    [InlineData("It is null where there is none.", 1)]
    [InlineData("the server,\nwhere nobody waits", 2)]
    [InlineData("It says where the file is, and from where it came.", 0)]
    [InlineData("`Where` and `nobody` are code.", 0)]
    [InlineData("```csharp\n// nobody\n```\n", 0)]
    [InlineData("[text](nobody.md)", 0)]
    [InlineData("Whoever is told that for ever", 3)]
    public void ForbiddenWords_OfAText_AreFoundInItsProse(string text, int count) => Assert.Equal(count, ForbiddenWord.In(Page.Prose(text)).Count());
}
