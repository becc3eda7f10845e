namespace Docs.Tests.Reference;

/// <summary>A row of a table.</summary>
/// <param name="Heading">The heading above the table.</param>
/// <param name="Cells">The text of the cells. Code has no backticks.</param>
/// <param name="Line">The line of the page.</param>
internal sealed record Row(string Heading, IReadOnlyList<string> Cells, int Line)
{
    /// <summary>The rows of all tables of a page, without the rows that name the columns.</summary>
    public static IReadOnlyList<Row> Of(string page)
    {
        var rows = new List<Row>();
        var heading = "";
        var lines = Pages.Repository.Read(page).Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith('#'))
            {
                heading = Plain(lines[i].TrimStart('#'));
            }
            else if (lines[i].StartsWith('|') && i > 0 && lines[i - 1].StartsWith('|') && !lines[i].StartsWith("|---", StringComparison.Ordinal))
            {
                rows.Add(new(heading, [.. lines[i].Trim().Trim('|').Split('|').Select(Plain)], i + 1));
            }
        }

        return rows;
    }

    private static string Plain(string text) => text.Replace("`", "", StringComparison.Ordinal).Trim();
}
