using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Docs.Tests.Snippets;

/// <summary>The parts of a block: they go to different places of the source that is compiled. All keep their lines.</summary>
internal sealed class Sources
{
    private readonly CompilationUnitSyntax _root;
    private readonly SourceText _text;

    public Sources(string code)
    {
        var tree = CSharpSyntaxTree.ParseText(code, Compiler.Parsing);
        _root = tree.GetCompilationUnitRoot();
        _text = tree.GetText();
        Usings = [.. _root.Usings.Select(static directive => directive.ToString())];
        Statements = Only(_root.Members.Where(IsStatement));
        Members = Only(_root.Members.Where(IsMember));
        Types = [.. _root.Members.Where(static member => !IsStatement(member) && !IsMember(member)).Select(member => (NameOf(member), Only([member])))];
        IsAsync = _root.Members.Where(IsStatement).Any(static statement => Awaits(((GlobalStatementSyntax)statement).Statement));
    }

    public IReadOnlyList<string> Usings { get; }

    /// <summary>The statements outside of types.</summary>
    public string Statements { get; }

    /// <summary>Methods with a modifier outside of types, as a page shows them without their class.</summary>
    public string Members { get; }

    public IReadOnlyList<(string Name, string Code)> Types { get; }

    /// <summary>The statements have an <c>await</c>.</summary>
    public bool IsAsync { get; }

    private static bool IsStatement(MemberDeclarationSyntax member) => member is GlobalStatementSyntax && !IsMember(member);

    // A method outside of a type is a local function to the parser, even if it is public.
    private static bool IsMember(MemberDeclarationSyntax member) =>
        member is BaseMethodDeclarationSyntax or BasePropertyDeclarationSyntax or BaseFieldDeclarationSyntax
        || (member is GlobalStatementSyntax { Statement: LocalFunctionStatementSyntax function } && function.Modifiers.Any(static modifier => SyntaxFacts.IsAccessibilityModifier(modifier.Kind())));

    private static string NameOf(MemberDeclarationSyntax member) => member switch
    {
        TypeDeclarationSyntax type => type.Identifier.Text + new string('`', type.TypeParameterList?.Parameters.Count ?? 0),
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        DelegateDeclarationSyntax type => type.Identifier.Text,
        _ => member.ToString(),
    };

    private static bool Awaits(SyntaxNode node) =>
        node.DescendantNodesAndSelf(static inner => inner is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).Any(static inner => inner switch
        {
            AwaitExpressionSyntax => true,
            CommonForEachStatementSyntax loop => !loop.AwaitKeyword.IsKind(SyntaxKind.None),
            LocalDeclarationStatementSyntax local => !local.AwaitKeyword.IsKind(SyntaxKind.None),
            UsingStatementSyntax block => !block.AwaitKeyword.IsKind(SyntaxKind.None),
            _ => false,
        });

    // The text with blanks for everything else.
    private string Only(IEnumerable<MemberDeclarationSyntax> members)
    {
        var kept = members.Select(static member => member.FullSpan).ToList();
        return string.Create(_text.Length, (_text, kept), static (target, state) =>
        {
            for (var i = 0; i < target.Length; i++)
            {
                var character = state._text[i];
                target[i] = character == '\n' || state.kept.Exists(span => span.Contains(i)) ? character : ' ';
            }
        });
    }
}
