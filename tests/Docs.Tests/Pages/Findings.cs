namespace Docs.Tests.Pages;

/// <summary>What a test has found in pages or sources, each as <c>file:line: what</c>.</summary>
internal static class Findings
{
    /// <summary>Fails with all of them, a line each.</summary>
    public static void AssertNone(IEnumerable<string> findings)
    {
        var all = findings.ToList();
        Assert.True(all.Count == 0, "Found:\n" + string.Join('\n', all));
    }
}
