using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Sockeye.Generators.Naming;

namespace Sockeye.Generators.Text;

/// <summary>Writes constants in C#.</summary>
internal static class Literals
{
    /// <summary>Writes a constant of a type, for the default value of a parameter.</summary>
    public static string Of(object? value, ITypeSymbol type)
    {
        if (value is null)
        {
            return "default";
        }

        var underlying = type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;
        return underlying.TypeKind == TypeKind.Enum
            ? $"({TypeNames.Of(underlying)})({Of(value)})"
            : Of(value);
    }

    /// <summary>Writes an argument of an attribute.</summary>
    public static string Of(TypedConstant constant) => constant.Kind switch
    {
        _ when constant.IsNull => "null",
        TypedConstantKind.Array => $"new {TypeNames.Of(constant.Type!)} {{ {string.Join(", ", constant.Values.Select(Of))} }}",
        TypedConstantKind.Type => $"typeof({((ITypeSymbol)constant.Value!).ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)})",
        _ => Of(constant.Value, constant.Type!),
    };

    private static string Of(object value) => value switch
    {
        string text => SymbolDisplay.FormatLiteral(text, quote: true),
        char character => SymbolDisplay.FormatLiteral(character, quote: true),
        bool truth => truth ? "true" : "false",
        float.NaN => "float.NaN",
        float.PositiveInfinity => "float.PositiveInfinity",
        float.NegativeInfinity => "float.NegativeInfinity",
        double.NaN => "double.NaN",
        double.PositiveInfinity => "double.PositiveInfinity",
        double.NegativeInfinity => "double.NegativeInfinity",
        float number => number.ToString("R", CultureInfo.InvariantCulture) + "F",
        double number => number.ToString("R", CultureInfo.InvariantCulture) + "D",
        decimal number => number.ToString(CultureInfo.InvariantCulture) + "M",
        long number => number.ToString(CultureInfo.InvariantCulture) + "L",
        ulong number => number.ToString(CultureInfo.InvariantCulture) + "UL",
        uint number => number.ToString(CultureInfo.InvariantCulture) + "U",

        // The attribute may take it as an object, and a boxed int does not equal a boxed byte.
        byte number => $"(byte){number.ToString(CultureInfo.InvariantCulture)}",
        sbyte number => $"(sbyte)({number.ToString(CultureInfo.InvariantCulture)})",
        short number => $"(short)({number.ToString(CultureInfo.InvariantCulture)})",
        ushort number => $"(ushort){number.ToString(CultureInfo.InvariantCulture)}",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => "default",
    };
}
