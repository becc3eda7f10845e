using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Sockeye.Generators.Text;

namespace Sockeye.Generators.Handlers;

/// <summary>Generates, for each class that is passed to <c>MapHandlers</c>, the code that calls its methods.</summary>
[Generator]
public sealed class HandlersGenerator : IIncrementalGenerator
{
    /// <summary>The step after which nothing runs for an edit that affects no handler class.</summary>
    internal const string ClassesStep = "HandlerClasses";

    private const string Method = "MapHandlers";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var classes = context.SyntaxProvider
            .CreateSyntaxProvider(static (node, _) => node is GenericNameSyntax { Identifier.Text: Method, TypeArgumentList.Arguments.Count: 1 }, static (context, _) => Read(context))
            .Where(static model => model is not null)
            .Collect()
            .SelectMany(static (models, _) => models.GroupBy(static model => model!.Identifier).Select(Join))
            .WithTrackingName(ClassesStep);
        context.RegisterSourceOutput(classes, static (output, model) => Write(output, model));
    }

    private static HandlerClassModel? Read(GeneratorSyntaxContext context) =>
        context.SemanticModel.GetSymbolInfo(context.Node) is var info
        && (info.Symbol ?? info.CandidateSymbols.FirstOrDefault()) is IMethodSymbol { Name: Method, TypeArguments: [var type] } method
        && method.ContainingType.ContainingNamespace.ToDisplayString() == "Sockeye"
            ? HandlerClassReader.Read(context.SemanticModel.Compilation, type, ((GenericNameSyntax)context.Node).TypeArgumentList.Arguments[0].GetLocation())
            : null;

    // A class may be mapped in several places. Its errors are reported at each of them.
    private static HandlerClassModel Join(IEnumerable<HandlerClassModel?> models) =>
        models.First()! with { Findings = models.SelectMany(static model => model!.Findings).Distinct().ToEquatable() };

    private static void Write(SourceProductionContext output, HandlerClassModel model)
    {
        var diagnostics = model.Findings.Select(static finding => finding.ToDiagnostic()).ToArray();
        foreach (var diagnostic in diagnostics)
        {
            output.ReportDiagnostic(diagnostic);
        }

        if (diagnostics.All(static diagnostic => diagnostic.Severity != DiagnosticSeverity.Error))
        {
            output.AddSource($"{model.Identifier}.Handlers.g.cs", SourceText.From(HandlerClassWriter.Write(model), Encoding.UTF8));
        }
    }
}
