using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sockeye.Contracts.Shapes;

namespace Sockeye.Contracts.TypeScript;

/// <summary>Writes shapes in TypeScript.</summary>
internal static class TypeNames
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="shape">The shape.</param>
    /// <param name="use">
    /// The side that creates the value. A browser receives each attachment as ArrayBuffer, and may also send views.
    /// </param>
    public static string Of(Shape shape, ShapeUse use) => shape switch
    {
        ScalarShape { Kind: ScalarKind.Binary } => use == ShapeUse.Read ? "ArrayBuffer | ArrayBufferView" : "ArrayBuffer",
        ScalarShape { Kind: var kind } => kind switch
        {
            ScalarKind.String => "string",
            ScalarKind.Number or ScalarKind.Integer => "number",
            ScalarKind.Boolean => "boolean",
            _ => "unknown",
        },
        LiteralShape literal => Union(literal.Values),
        ArrayShape array => IsUnion(array.Item, use) ? $"({Of(array.Item, use)})[]" : Of(array.Item, use) + "[]",
        MapShape map => $"{{ [key: string]: {Of(map.Value, use)} }}",
        NullableShape nullable => Of(nullable.Inner, use) + " | null",
        AnyOfShape any => string.Join(" | ", any.Shapes.Select(one => Of(one, use)).Distinct()),
        NamedShape named => named.Name,
        _ => throw new InvalidOperationException($"{shape.GetType()} is not written."),
    };

    public static string Union(IReadOnlyList<object> values) => values.Count == 0 ? "never" : string.Join(" | ", values.Select(Literal));

    public static string Literal(object value) =>
        value is string text ? JsonSerializer.Serialize(text, Plain) : ((decimal)value).ToString(CultureInfo.InvariantCulture);

    // Without parentheses, the brackets of an array would apply only to the last type.
    private static bool IsUnion(Shape shape, ShapeUse use) => shape switch
    {
        NullableShape or AnyOfShape => true,
        LiteralShape { Values.Count: > 1 } => true,
        ScalarShape { Kind: ScalarKind.Binary } => use == ShapeUse.Read,
        _ => false,
    };
}
