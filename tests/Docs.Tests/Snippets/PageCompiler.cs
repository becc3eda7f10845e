using System.Text;
using Docs.Tests.Pages;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Docs.Tests.Snippets;

/// <summary>
/// Compiles the blocks of a page in order. Each sees the usings, types, methods and variables of the blocks before it, and the names that every page may use without declaring them.
/// A block may declare a name or a type anew: then it, and the blocks after it, mean that one.
/// </summary>
internal sealed class PageCompiler(string path)
{
    private static readonly SymbolDisplayFormat Display =
        SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private readonly List<string> _usings = [];
    private readonly List<string> _members = [];
    private readonly Dictionary<string, SyntaxTree> _types = [];
    private readonly Dictionary<string, string> _names = new()
    {
        ["builder"] = "global::Microsoft.AspNetCore.Builder.WebApplicationBuilder",
        ["app"] = "global::Microsoft.AspNetCore.Builder.WebApplication",
        ["io"] = "global::Sockeye.SocketIOServer",
        ["socket"] = "global::Sockeye.Socket",
    };

    /// <summary>Compiles the next block.</summary>
    /// <returns>What is wrong with it.</returns>
    public IReadOnlyList<string> Compile(Block block)
    {
        var sources = new Sources(block.Code);
        // Readers do not see what is hidden: its usings are its own.
        List<string> usings = [.. _usings, .. sources.Usings.Except(_usings)];
        if (!block.IsHidden)
        {
            _usings.AddRange(sources.Usings.Except(_usings));
        }

        foreach (var (name, code) in sources.Types)
        {
            _types[name] = Compiler.Parse($"{string.Join(' ', usings)}\n{Mapped(code, block)}", name);
        }

        var snippet = Compiler.Parse(Snippet(sources, block, usings), "Snippet");
        var compilation = Compiler.Compile("Snippet", OutputKind.DynamicallyLinkedLibrary, [snippet, .. _types.Values]);
        if (!string.IsNullOrWhiteSpace(sources.Members))
        {
            _members.Add($"{Mapped(sources.Members, block)}");
        }

        foreach (var (name, type) in Variables(compilation.GetSemanticModel(snippet)))
        {
            _names[name] = type;
        }

        return Compiler.Errors(compilation);
    }

    private string Snippet(Sources sources, Block block, List<string> usings)
    {
        var source = new StringBuilder().AppendJoin(' ', usings).AppendLine().AppendLine("internal class Snippet {");
        foreach (var (name, type) in _names)
        {
            source.AppendLine(null, $"public static {type} {name} = default!;");
        }

        return source.AppendJoin('\n', _members).AppendLine()
            .AppendLine(Mapped(sources.Members, block))
            .AppendLine(null, $"public static {(sources.IsAsync ? "async global::System.Threading.Tasks.Task" : "void")} Run(string[] args) {{")
            .AppendLine(Mapped(sources.Statements, block))
            .AppendLine("} }")
            .ToString();
    }

    private string Mapped(string code, Block block) => $"#line {block.Line} \"{path}\"\n{code}\n#line default\n";

    // What the statements declare outside of lambdas and of inner blocks, for the blocks that follow.
    private static IEnumerable<(string Name, string Type)> Variables(SemanticModel model)
    {
        var run = model.SyntaxTree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().Last();
        var designators = run.Body!.Statements.SelectMany(static statement => statement
            .DescendantNodes(static node => node is not (AnonymousFunctionExpressionSyntax or BlockSyntax or LocalFunctionStatementSyntax))
            .Where(static node => node is VariableDeclaratorSyntax or SingleVariableDesignationSyntax));
        foreach (var designator in designators)
        {
            if (model.GetDeclaredSymbol(designator) is ILocalSymbol { Type: { TypeKind: not TypeKind.Error, IsAnonymousType: false } } local && TypeOf(local, designator, model) is var type && !type.Contains("anonymous", StringComparison.Ordinal))
            {
                yield return (local.Name, type);
            }
        }
    }

    // The type of a "var" always may be null; whether its value may be, its initializer says.
    private static string TypeOf(ILocalSymbol local, SyntaxNode designator, SemanticModel model)
    {
        var isVar = designator is SingleVariableDesignationSyntax || designator.Parent is VariableDeclarationSyntax { Type.IsVar: true };
        if (!isVar)
        {
            return local.Type.ToDisplayString(Display);
        }

        var mayBeNull = designator is VariableDeclaratorSyntax { Initializer.Value: { } value } && model.GetTypeInfo(value).Nullability.FlowState == NullableFlowState.MaybeNull;
        return local.Type.WithNullableAnnotation(mayBeNull ? NullableAnnotation.Annotated : NullableAnnotation.NotAnnotated).ToDisplayString(Display);
    }
}
