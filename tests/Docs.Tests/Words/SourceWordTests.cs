using System.Text.RegularExpressions;
using Docs.Tests.Pages;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Docs.Tests.Words;

/// <summary>Comments, documentation and messages of the product are in plain English.</summary>
public sealed partial class SourceWordTests
{
    public static TheoryData<string> Projects =>
        [.. Directory.EnumerateDirectories(Repository.FullPath("src")).Select(static path => "src/" + Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Texts_OfAProject_HaveNoForbiddenWord(string project)
    {
        var found = Repository.Files(project, "*.cs").SelectMany(static file => Found(file, Repository.Read(file)));

        Findings.AssertNone(found);
    }

    [Fact]
    public void ForbiddenWords_OfASource_AreFoundInCommentsAndStringsAlone()
    {
        const string source =
            """"
            /// <summary>Null where <see cref="Nobody"/> is not set.</summary>
            class Nobody<T> where T : class
            {
                // Nobody waits.
                string _text = "whoever comes", _other = $"for ever {1}", _raw = """is told""";
            }
            """";

        Assert.Equal(5, Found("A.cs", source).Count());
    }

    private static IEnumerable<string> Found(string path, string source) =>
        Texts(CSharpSyntaxTree.ParseText(source).GetRoot()).SelectMany(text =>
            ForbiddenWord.In(text.Text).Select(word => $"{path}:{text.Line + word.Line}: {word.Text}"));

    // The line is that before the text. All comments before a token are one text: a sentence may go over several.
    private static IEnumerable<(string Text, int Line)> Texts(SyntaxNode root)
    {
        foreach (var token in root.DescendantTokens())
        {
            foreach (var trivia in (SyntaxTriviaList[])[token.LeadingTrivia, token.TrailingTrivia])
            {
                yield return (Code().Replace(NotText().Replace(trivia.ToFullString(), ""), "x"), LineOf(root.SyntaxTree, trivia.FullSpan.Start));
            }

            if (IsString(token.Kind()))
            {
                yield return (token.Text, LineOf(root.SyntaxTree, token.SpanStart));
            }
        }
    }

    private static int LineOf(SyntaxTree tree, int position) => tree.GetLineSpan(new(position, 0)).StartLinePosition.Line;

    private static bool IsString(SyntaxKind kind) => kind is SyntaxKind.StringLiteralToken or SyntaxKind.InterpolatedStringTextToken
        or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.Utf8StringLiteralToken;

    // Elements whose content is code, and tags with their attributes.
    [GeneratedRegex(@"<c>.*?</c>|<code>.*?</code>|`[^`]+`|<[a-z/][^>]*>", RegexOptions.Singleline)]
    private static partial Regex Code();

    // What begins a comment, and lines for the compiler.
    [GeneratedRegex(@"^[ \t]*(?:/{2,3}|#.*)", RegexOptions.Multiline)]
    private static partial Regex NotText();
}
