using Microsoft.CodeAnalysis;
using Sockeye.Naming;

namespace Sockeye.Generators.Naming;

/// <summary>
/// Gets the event name of a method: the name in <c>[Event]</c>, otherwise the method's name in camel case and without <c>Async</c>.
/// </summary>
internal static class EventNaming
{
    private const string Attribute = "Sockeye.EventAttribute";

    public static string NameOf(IMethodSymbol method) => GivenName(method) ?? EventNameRule.Of(method.Name);

    /// <summary>
    /// Gets the event name of a class method. Without its own attribute, it is the name of the interface method that it implements.
    /// </summary>
    /// <param name="method">The method.</param>
    /// <param name="type">The mapped class. It may declare that an inherited method implements an interface.</param>
    public static string NameOfImplementation(IMethodSymbol method, INamedTypeSymbol type) => GivenName(method) ?? InheritedName(method, type) ?? EventNameRule.Of(method.Name);

    private static string? GivenName(IMethodSymbol method) =>
        method.Attribute(Attribute) is { ConstructorArguments: { Length: 1 } arguments } ? arguments[0].Value as string : null;

    private static string? InheritedName(IMethodSymbol method, INamedTypeSymbol type) =>
        method.WithOverridden().Skip(1).Select(GivenName).FirstOrDefault(static name => name is not null)
        ?? type.AllInterfaces
            .SelectMany(implemented => implemented.GetMembers(method.Name).OfType<IMethodSymbol>())
            .Where(member => type.FindImplementationForInterfaceMember(member) is { } found && method.WithOverridden().Any(one => SymbolEqualityComparer.Default.Equals(one, found)))
            .Select(GivenName)
            .FirstOrDefault(static name => name is not null);
}
