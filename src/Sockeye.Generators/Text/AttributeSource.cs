using Microsoft.CodeAnalysis;

namespace Sockeye.Generators.Text;

/// <summary>Writes the creation of an attribute as C#, so that no reflection is needed.</summary>
internal static class AttributeSource
{
    public static string Of(AttributeData attribute)
    {
        var type = attribute.AttributeClass!.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        var made = $"new {type}({string.Join(", ", attribute.ConstructorArguments.Select(Literals.Of))})";
        return attribute.NamedArguments.IsEmpty
            ? made
            : $"{made} {{ {string.Join(", ", attribute.NamedArguments.Select(static named => $"{named.Key} = {Literals.Of(named.Value)}"))} }}";
    }
}
