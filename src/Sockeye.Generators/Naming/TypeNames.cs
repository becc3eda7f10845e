using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Sockeye.Generators.Naming;

/// <summary>Writes names of types in generated code.</summary>
internal static class TypeNames
{
    private static readonly SymbolDisplayFormat Full = SymbolDisplayFormat.FullyQualifiedFormat.WithMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers
        | SymbolDisplayMiscellaneousOptions.UseSpecialTypes
        | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>Writes a type with <c>global::</c> and its nullable annotations.</summary>
    public static string Of(ITypeSymbol type) => type.ToDisplayString(Full);

    /// <summary>
    /// Gets a unique name of a type for files and classes. It has letters, digits and underscores, and differs for different types.
    /// </summary>
    public static string IdentifierOf(ITypeSymbol type)
    {
        var name = type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted));
        var identifier = new StringBuilder();
        foreach (var character in name)
        {
            // Underscores are escaped too, because a.b_c and a_b.c are different types.
            _ = character switch
            {
                '.' => identifier.Append('_'),
                _ when char.IsLetterOrDigit(character) => identifier.Append(character),
                _ => identifier.Append('_').Append(((int)character).ToString("x", CultureInfo.InvariantCulture)).Append('_'),
            };
        }

        return identifier.ToString();
    }

    /// <summary>Writes a string literal.</summary>
    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    /// <summary>Writes a name that may be a keyword.</summary>
    public static string Identifier(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;
}
