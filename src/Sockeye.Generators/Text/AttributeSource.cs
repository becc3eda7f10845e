using Microsoft.CodeAnalysis;

namespace Sockeye.Generators.Text;

/// <summary>Writes the making of an attribute as it stands in the source: so nobody has to look for it by reflection.</summary>
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
