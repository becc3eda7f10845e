using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Sockeye.Generators.Listeners;

/// <summary>
/// Finds <c>async void</c> code that is given to Sockeye: .NET ends the process for what such code throws behind its first <c>await</c>, since there is no task that would have the exception. An <c>async</c> lambda
/// is fine for a listener, because each has a form that returns a task; it is not for a delegate that sets options, and neither is an <c>async void</c> method.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AsyncVoidAnalyzer : DiagnosticAnalyzer
{
    internal static readonly DiagnosticDescriptor AsyncVoid = new(
        "SCKL001",
        "This would end the process if it fails",
        "What \"{0}\" gets here is async void: an exception behind an await would end the process. Give it code that returns a Task, or code without await.",
        "Sockeye",
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [AsyncVoid];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterOperationAction(Analyze, OperationKind.DelegateCreation);
    }

    private static void Analyze(OperationAnalysisContext context)
    {
        var creation = (IDelegateCreationOperation)context.Operation;
        if (IsAsyncVoid(creation.Target) && Receiver(creation) is { } receiver && IsOfSockeye(receiver, context.Compilation))
        {
            context.ReportDiagnostic(Diagnostic.Create(AsyncVoid, creation.Syntax.GetLocation(), receiver.Name));
        }
    }

    private static bool IsAsyncVoid(IOperation target) => target switch
    {
        IAnonymousFunctionOperation { Symbol: { IsAsync: true, ReturnsVoid: true } } => true,
        IMethodReferenceOperation { Method: { IsAsync: true, ReturnsVoid: true } } => true,
        _ => false,
    };

    // What takes the delegate: a method that it is an argument of, or a property that it is assigned to.
    private static ISymbol? Receiver(IOperation creation)
    {
        var parent = creation.Parent;
        while (parent is IConversionOperation or IParenthesizedOperation)
        {
            parent = parent.Parent;
        }

        return parent switch
        {
            IArgumentOperation { Parent: IInvocationOperation call } => call.TargetMethod,
            IArgumentOperation { Parent: IObjectCreationOperation made } => made.Constructor?.ContainingType,
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation set } => set.Property,
            _ => null,
        };
    }

    // An application may have a name that begins like this, too.
    private static bool IsOfSockeye(ISymbol receiver, Compilation compilation) =>
        receiver.ContainingAssembly is { } assembly
        && !SymbolEqualityComparer.Default.Equals(assembly, compilation.Assembly)
        && (assembly.Name == "Sockeye" || assembly.Name.StartsWith("Sockeye.", System.StringComparison.Ordinal));
}
