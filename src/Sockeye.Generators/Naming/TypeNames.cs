using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Sockeye.Generators.Naming;

/// <summary>Names of types as generated code writes them.</summary>
internal static class TypeNames
{
    private static readonly SymbolDisplayFormat Full = SymbolDisplayFormat.FullyQualifiedFormat.WithMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers
        | SymbolDisplayMiscellaneousOptions.UseSpecialTypes
        | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>The type with <c>global::</c> and its nullable annotations.</summary>
    public static string Of(ITypeSymbol type) => type.ToDisplayString(Full);

    /// <summary>A name for a file or a class of the type's own: letters, digits and underscores, different for different types.</summary>
    public static string IdentifierOf(ITypeSymbol type)
    {
        var name = type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted));
        var identifier = new StringBuilder();
        foreach (var character in name)
        {
            // An underscore is escaped too: a.b_c is another type than a_b.c.
            _ = character switch
            {
                '.' => identifier.Append('_'),
                _ when char.IsLetterOrDigit(character) => identifier.Append(character),
                _ => identifier.Append('_').Append(((int)character).ToString("x", CultureInfo.InvariantCulture)).Append('_'),
            };
        }

        return identifier.ToString();
    }

    /// <summary>A string as a literal.</summary>
    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    /// <summary>A name that may be a keyword.</summary>
    public static string Identifier(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;
}
