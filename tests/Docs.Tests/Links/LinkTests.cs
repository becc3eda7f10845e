using Docs.Tests.Pages;

namespace Docs.Tests.Links;

/// <summary>Every link within the repository leads somewhere.</summary>
public sealed class LinkTests
{
    public static TheoryData<string> Pages => [.. Repository.Files(".", "*.md").Select(static path => path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_OfAPage_LeadToAFileAndToAHeading(string page)
    {
        var text = Repository.Read(page);

        var broken = Page.Links(text).Where(link => !IsOutside(link.Target) && !Leads(page, link.Target)).Select(link => $"{page}:{link.Line}: {link.Target}");

        Findings.AssertNone(broken);
    }

    private static bool IsOutside(string target) => target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal);

    private static bool Leads(string page, string target)
    {
        var parts = target.Split('#');
        var path = parts[0].Length == 0
            ? page
            : Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Repository.FullPath(page))!, parts[0])));
        var exists = Path.Exists(Repository.FullPath(path));
        return exists && (parts.Length == 1 || Page.Anchors(Repository.Read(path)).Contains(parts[1]));
    }
}
