using Microsoft.CodeAnalysis;
using Sockeye.Generators.Text;

namespace Sockeye.Generators.Contracts;

/// <summary>
/// Generates the code of contracts, which are interfaces whose methods are events. It looks for calls that name a contract, and generates
/// for each contract of the project what these calls need.
/// </summary>
[Generator]
public sealed class ContractsGenerator : IIncrementalGenerator
{
    /// <summary>The step after which nothing runs for an edit that affects no contract.</summary>
    internal const string CodeStep = "ContractCode";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var uses = context.SyntaxProvider
            .CreateSyntaxProvider(static (node, _) => ContractCalls.MayAsk(node), static (syntax, cancellationToken) => Read(syntax, cancellationToken))
            .Where(static use => use is not null)
            .Select(static (use, _) => use!);

        // Source locations are separate from the code, because a new line above them changes only the locations.
        var findings = uses.SelectMany(static (use, _) => use.Findings).Collect();
        context.RegisterSourceOutput(findings, static (output, found) =>
        {
            foreach (var finding in found.Distinct())
            {
                output.ReportDiagnostic(finding.ToDiagnostic());
            }
        });

        var code = uses
            .Where(static use => use.Part is not null)
            .Select(static (use, _) => use.Part!)
            .Collect()
            .SelectMany(static (parts, _) => parts.GroupBy(static part => part.Model.Identifier, StringComparer.Ordinal).Select(ContractCode.Of))
            .WithTrackingName(CodeStep);
        context.RegisterSourceOutput(code, static (output, code) => output.AddSource($"Contract.{code.Identifier}.g.cs", code.Write()));
    }

    private static ContractUse? Read(GeneratorSyntaxContext syntax, CancellationToken cancellationToken) =>
        ContractCalls.Asks(syntax.SemanticModel.GetSymbolInfo(syntax.Node, cancellationToken).Symbol, out var kind, out var contract, out var clients)
            ? ContractReader.Read(syntax.SemanticModel.Compilation, kind, contract, clients, SourceLocation.Of(syntax.Node.GetLocation()))
            : null;
}
