using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Sockeye.Generators.Naming;

namespace Sockeye.Generators.Contracts;

/// <summary>
/// Finds code that needs the generated code of a contract: calls of the methods that use it, and the names of types whose methods are
/// generated.
/// </summary>
internal static class ContractCalls
{
    private const string ClientsOf = "Sockeye.ClientsOf";
    private const string EmitterClientsOf = "Sockeye.EmitterClientsOf";

    /// <summary>Whether a syntax node may need a contract, by its name alone.</summary>
    public static bool MayAsk(SyntaxNode node) => node switch
    {
        GenericNameSyntax { TypeArgumentList.Arguments.Count: 1 } name =>
            name.Identifier.ValueText is "Clients" or "Client" or "Server" or "Listen" or "ClientsOf" or "EmitterClientsOf",
        InvocationExpressionSyntax { ArgumentList.Arguments.Count: 1 } call => NameOf(call.Expression) == "Listen",
        _ => false,
    };

    /// <summary>Finds out which contract a syntax node needs, and for what.</summary>
    /// <param name="symbol">The method or type that the node refers to.</param>
    /// <param name="kind">The kind of code that is needed.</param>
    /// <param name="contract">The type argument.</param>
    /// <param name="clients">The type that the methods of the contract extend, if there is one.</param>
    public static bool Asks(ISymbol? symbol, out ContractKind kind, out ITypeSymbol contract, out INamedTypeSymbol? clients)
    {
        (kind, contract, clients) = (default, null!, null);
        switch (symbol)
        {
            // A type parameter is not a contract: the type only passes clients on.
            case INamedTypeSymbol { TypeArguments.Length: 1 } type when type.TypeArguments[0].TypeKind != TypeKind.TypeParameter && KindOf(type) is { } found:
                (kind, contract, clients) = (found, type.TypeArguments[0], type);
                return true;
            case IMethodSymbol { TypeArguments.Length: 1 } method when KindOf(method) is { } found:
                (kind, contract, clients) = (found, method.TypeArguments[0], method.Name == "Clients" ? method.ReturnType as INamedTypeSymbol : null);
                return true;
            default:
                return false;
        }
    }

    private static ContractKind? KindOf(INamedTypeSymbol type) => type.FullName() switch
    {
        ClientsOf => ContractKind.Clients,
        EmitterClientsOf => ContractKind.EmitterClients,
        _ => null,
    };

    private static ContractKind? KindOf(IMethodSymbol method) => (method.Name, method.ContainingType?.FullName()) switch
    {
        ("Clients", _) when method.ReturnType is INamedTypeSymbol clients => KindOf(clients),
        ("Client", "Sockeye.SocketEmitter") => ContractKind.Client,
        ("Server", "Sockeye.Client.ClientEmitter") => ContractKind.Server,
        ("Listen", "Sockeye.Client.ClientReceiver") => ContractKind.Listen,
        _ => null,
    };

    private static string? NameOf(ExpressionSyntax expression) => expression switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Name: IdentifierNameSyntax name } => name.Identifier.ValueText,
        MemberBindingExpressionSyntax { Name: IdentifierNameSyntax name } => name.Identifier.ValueText,
        _ => null,
    };
}
