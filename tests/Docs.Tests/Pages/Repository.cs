using System.Runtime.CompilerServices;

namespace Docs.Tests.Pages;

/// <summary>The files of the repository.</summary>
internal static class Repository
{
    /// <summary>The folder that has README.md.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../.."));

    /// <summary>README.md, all pages in docs/, and what the packages show of themselves; as paths from the root.</summary>
    public static IReadOnlyList<string> Pages { get; } = ["README.md", .. Files("docs", "*.md"), .. Files("src", "README.md")];

    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(FullPath(folder), pattern, SearchOption.AllDirectories)
            .Select(static path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(static path => !path.Split('/').Any(static part => part is "node_modules" or "artifacts" or "bin" or "obj" or "_site"))
            .Order(StringComparer.Ordinal);

    public static string FullPath(string path) => Path.Combine(Root, path);

    public static string Read(string path) => File.ReadAllText(FullPath(path)).ReplaceLineEndings("\n");

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
