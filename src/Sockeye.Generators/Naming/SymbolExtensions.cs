using Microsoft.CodeAnalysis;

namespace Sockeye.Generators.Naming;

internal static class SymbolExtensions
{
    /// <summary>Gets the name of a type with its namespace, without type arguments and annotations.</summary>
    public static string FullName(this ITypeSymbol type) =>
        type.ContainingType is { } outer ? $"{outer.FullName()}.{type.Name}"
        : type.ContainingNamespace is { IsGlobalNamespace: false } ns ? $"{ns.ToDisplayString()}.{type.Name}"
        : type.Name;

    public static AttributeData? Attribute(this ISymbol symbol, string fullName) =>
        symbol.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.FullName() == fullName);

    /// <summary>Whether a type is another type, derives from it, or implements it.</summary>
    public static bool Is(this ITypeSymbol type, string fullName)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (current.FullName() == fullName)
            {
                return true;
            }
        }

        return type.AllInterfaces.Any(implemented => implemented.FullName() == fullName);
    }

    /// <summary>Gets a type and its bases, the most derived first, without <see cref="object"/>.</summary>
    public static IEnumerable<INamedTypeSymbol> WithBases(this INamedTypeSymbol type)
    {
        for (var current = type; current is { SpecialType: not SpecialType.System_Object }; current = current.BaseType)
        {
            yield return current;
        }
    }

    /// <summary>Gets a method and the methods that it overrides, the most derived first.</summary>
    public static IEnumerable<IMethodSymbol> WithOverridden(this IMethodSymbol method)
    {
        for (var current = method; current is not null; current = current.OverriddenMethod)
        {
            yield return current;
        }
    }

    /// <summary>
    /// Gets the element type of a sequence, which is the <c>T</c> of its <see cref="IEnumerable{T}"/>; <see langword="null"/> if the type
    /// is not a sequence.
    /// </summary>
    public static ITypeSymbol? ElementType(this ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol { Rank: 1 } array)
        {
            return array.ElementType;
        }

        var sequence = IsSequence(type) ? (INamedTypeSymbol)type : type.AllInterfaces.FirstOrDefault(IsSequence);
        return sequence?.TypeArguments[0];

        static bool IsSequence(ITypeSymbol type) => type.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T;
    }
}
