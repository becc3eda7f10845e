using Microsoft.CodeAnalysis;
using Sockeye.Naming;

namespace Sockeye.Generators.Naming;

/// <summary>Gives a method the name of its event: what <c>[Event]</c> says, otherwise its own name in camel case and without <c>Async</c>.</summary>
internal static class EventNaming
{
    private const string Attribute = "Sockeye.EventAttribute";

    public static string NameOf(IMethodSymbol method) => GivenName(method) ?? EventNameRule.Of(method.Name);

    /// <summary>The same for a method of a class: without an attribute of its own, it has the name of the interface's method that it implements.</summary>
    public static string NameOfImplementation(IMethodSymbol method) => GivenName(method) ?? InheritedName(method) ?? EventNameRule.Of(method.Name);

    private static string? GivenName(IMethodSymbol method) =>
        method.Attribute(Attribute) is { ConstructorArguments: { Length: 1 } arguments } ? arguments[0].Value as string : null;

    private static string? InheritedName(IMethodSymbol method)
    {
        if (method.OverriddenMethod is { } overridden)
        {
            return GivenName(overridden) ?? InheritedName(overridden);
        }

        return method.ContainingType.AllInterfaces
            .SelectMany(implemented => implemented.GetMembers(method.Name).OfType<IMethodSymbol>())
            .Where(member => SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method))
            .Select(GivenName)
            .FirstOrDefault(static name => name is not null);
    }
}
