using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sockeye.Contracts.Shapes;

namespace Sockeye.Contracts.Tests.Support;

/// <summary>Compares JSON with a shape.</summary>
internal static class ShapeCheck
{
    /// <summary>What of the value is not as the shape says; nothing if all is.</summary>
    public static string? Misfit(JsonElement value, Shape shape, ShapeUse use, string? discriminator = null)
    {
        return shape switch
        {
            ScalarShape { Kind: ScalarKind.Unknown } => null,
            ScalarShape { Kind: ScalarKind.String } => Expect(value.ValueKind == JsonValueKind.String),
            ScalarShape { Kind: ScalarKind.Number } => Expect(value.ValueKind == JsonValueKind.Number),
            ScalarShape { Kind: ScalarKind.Integer } => Expect(value.ValueKind == JsonValueKind.Number && !value.GetRawText().Contains('.', StringComparison.Ordinal)),
            ScalarShape { Kind: ScalarKind.Boolean } => Expect(value.ValueKind is JsonValueKind.True or JsonValueKind.False),
            ScalarShape { Kind: ScalarKind.Binary } => Expect(value.ValueKind == JsonValueKind.Object && value.TryGetProperty("_placeholder", out _)),
            LiteralShape literal => Expect(literal.Values.Contains(Literal(value))),
            EnumShape values => Expect(values.Values.Contains(Literal(value))),
            NullableShape nullable => value.ValueKind == JsonValueKind.Null ? null : Misfit(value, nullable.Inner, use),
            ArrayShape array => value.ValueKind != JsonValueKind.Array ? Expect(false) : value.EnumerateArray().Select(item => Misfit(item, array.Item, use)).FirstOrDefault(static misfit => misfit is not null),
            MapShape map => value.ValueKind != JsonValueKind.Object ? Expect(false) : value.EnumerateObject().Select(item => Misfit(item.Value, map.Value, use)).FirstOrDefault(static misfit => misfit is not null),
            AnyOfShape any => Expect(any.Shapes.Any(one => Misfit(value, one, use) is null)),
            UnionShape union => Misfit(value, CaseOf(union, value).Shape, use, union.Discriminator),
            ObjectShape made => value.ValueKind != JsonValueKind.Object ? Expect(false) : MisfitOfObject(value, made, use, discriminator),
            _ => throw new InvalidOperationException(shape.ToString()),
        };

        string? Expect(bool isSo) => isSo ? null : $"{value.GetRawText()} is no {shape.GetType().Name} {shape}";
    }

    /// <summary>The value without all that a client may leave out.</summary>
    public static JsonNode? Least(JsonNode? value, Shape shape)
    {
        switch (shape)
        {
            case NullableShape nullable when value is not null:
                return Least(value, nullable.Inner);
            case ArrayShape array when value is not null:
                return new JsonArray([.. value.AsArray().Select(item => Least(item, array.Item))]);
            case UnionShape union when value is JsonObject node:
                var least = new JsonObject();
                if (node[union.Discriminator] is { } discriminator)
                {
                    least[union.Discriminator] = discriminator.DeepClone();
                }

                foreach (var (name, one) in Least(node, CaseOf(union, JsonElement.Parse(node.ToJsonString())).Shape)!.AsObject())
                {
                    least[name] = one?.DeepClone();
                }

                return least;
            case ObjectShape made when value is JsonObject node:
                return new JsonObject(made.UsedProperties.Where(static property => !property.IsOptional(ShapeUse.Read))
                    .Select(property => KeyValuePair.Create(property.Name, Least(node[property.Name], property.Shape))));
            default:
                return value?.DeepClone();
        }
    }

    private static string? MisfitOfObject(JsonElement value, ObjectShape shape, ShapeUse use, string? discriminator)
    {
        foreach (var property in shape.UsedProperties)
        {
            if (!value.TryGetProperty(property.Name, out var one))
            {
                if (!property.IsOptional(use))
                {
                    return $"{property.Name} is missing in {value.GetRawText()}";
                }
            }
            else if (Misfit(one, property.ShapeFor(use), use) is { } misfit)
            {
                return $"{property.Name}: {misfit}";
            }
        }

        return value.EnumerateObject().Where(one => one.Name != discriminator && shape.Others is null && !shape.UsedProperties.Any(property => property.Name == one.Name))
            .Select(one => $"{one.Name} is unknown in {value.GetRawText()}").FirstOrDefault();
    }

    private static UnionCase CaseOf(UnionShape union, JsonElement value) =>
        union.Cases.Single(one => value.TryGetProperty(union.Discriminator, out var found) ? Literal(found).Equals(one.Value) : one.Value is null);

    private static object Literal(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : decimal.Parse(value.GetRawText(), CultureInfo.InvariantCulture);
}
