using System.Text.Json.Nodes;
using Sockeye.Contracts.Reading;
using Sockeye.Contracts.Shapes;

namespace Sockeye.Contracts.AsyncApi;

/// <summary>Writes shapes as JSON Schema draft 7, which AsyncAPI uses.</summary>
internal static class Schemas
{
    public static JsonObject Reference(params ReadOnlySpan<string> path) => new() { ["$ref"] = "#/" + string.Join('/', path) };

    /// <summary>Writes the arguments of an event, as an array.</summary>
    public static JsonObject Arguments(ContractEvent one, bool isToClient)
    {
        var use = isToClient ? ShapeUse.Written : ShapeUse.Read;
        EventParameter[] single = [.. one.Parameters.Where(static parameter => !parameter.IsRest)];
        var rest = one.Parameters.FirstOrDefault(static parameter => parameter.IsRest);
        var schema = new JsonObject { ["type"] = "array" };
        if (single.Length > 0)
        {
            schema["items"] = new JsonArray([.. single.Select(parameter => Titled(parameter, one, use))]);
            schema["minItems"] = single.Count(static parameter => !parameter.IsOptional);
        }

        if (rest is null)
        {
            schema["maxItems"] = single.Length;
        }
        else
        {
            schema[single.Length > 0 ? "additionalItems" : "items"] = Titled(rest, one, use);
        }

        return schema;
    }

    /// <summary>Writes the argument of an acknowledgement, as an array.</summary>
    public static JsonObject Answer(Shape shape, string? description)
    {
        var answer = Described(Of(shape), description);
        return new JsonObject { ["type"] = "array", ["items"] = new JsonArray(answer), ["minItems"] = 1, ["maxItems"] = 1 };
    }

    /// <summary>Writes a shape that is declared once.</summary>
    public static JsonObject Declare(NamedShape shape) => Described(
        shape switch
        {
            ObjectShape made => Object(made),
            EnumShape values => Enum(values),
            UnionShape union => Union(union),
            _ => throw new InvalidOperationException($"{shape.GetType()} is not written."),
        },
        shape.Documentation.Summary,
        shape.Documentation.Deprecated is not null);

    private static JsonObject Of(Shape shape) => shape switch
    {
        ScalarShape scalar => Scalar(scalar),
        LiteralShape literal => new JsonObject { ["enum"] = Values(literal.Values) },
        ArrayShape array => new JsonObject { ["type"] = "array", ["items"] = Of(array.Item) },
        MapShape map => new JsonObject { ["type"] = "object", ["additionalProperties"] = Of(map.Value) },
        NullableShape nullable => new JsonObject { ["anyOf"] = new JsonArray(Of(nullable.Inner), new JsonObject { ["type"] = "null" }) },
        AnyOfShape any => new JsonObject { ["anyOf"] = new JsonArray([.. any.Shapes.Select(Of)]) },
        NamedShape named => Reference("components", "schemas", named.Name),
        _ => throw new InvalidOperationException($"{shape.GetType()} is not written."),
    };

    private static JsonObject Scalar(ScalarShape scalar)
    {
        var schema = new JsonObject();
        switch (scalar.Kind)
        {
            case ScalarKind.Unknown:
                return schema;
            case ScalarKind.Binary:
                // On the wire it is an attachment, and has no form in the JSON of the packet.
                return new JsonObject { ["type"] = "string", ["format"] = "binary" };
            case ScalarKind.Integer:
                schema["type"] = "integer";
                break;
            case ScalarKind.Number:
                schema["type"] = "number";
                break;
            case ScalarKind.Boolean:
                schema["type"] = "boolean";
                break;
            default:
                schema["type"] = "string";
                break;
        }

        if (scalar.Format is not null)
        {
            schema["format"] = scalar.Format;
        }

        return schema;
    }

    private static JsonObject Object(ObjectShape shape)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var property in shape.UsedProperties)
        {
            properties[property.Name] = Described(Of(property.ShapeFor(shape.Use)), property.Documentation.Summary, property.Documentation.Deprecated is not null);
            if (!property.IsOptional(shape.Use))
            {
                required.Add(property.Name);
            }
        }

        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (required.Count > 0)
        {
            schema["required"] = required;
        }

        if (shape.Others is { } others)
        {
            schema["additionalProperties"] = Of(others);
        }

        return schema;
    }

    private static JsonObject Enum(EnumShape shape)
    {
        var schema = new JsonObject { ["enum"] = Values(shape.Values) };
        if (shape.Members.Count > 0)
        {
            schema["description"] = string.Join("\n", shape.Members.Select(static member => "- " + member));
        }

        return schema;
    }

    private static JsonObject Union(UnionShape union) => new()
    {
        ["anyOf"] = new JsonArray([.. union.Cases.Select(one => one.Value is null
            ? Of(one.Shape)
            : new JsonObject
            {
                ["allOf"] = new JsonArray(
                    new JsonObject
                    {
                        ["type"] = "object",
                        ["properties"] = new JsonObject { [union.Discriminator] = new JsonObject { ["const"] = Value(one.Value) } },
                        ["required"] = new JsonArray(union.Discriminator),
                    },
                    Of(one.Shape)),
            })]),
    };

    private static JsonObject Titled(EventParameter parameter, ContractEvent one, ShapeUse use)
    {
        var schema = Of(parameter.Shape);
        if (use == ShapeUse.Read && parameter.IsOptional && parameter.Shape is not (NullableShape or ScalarShape { Kind: ScalarKind.Unknown }))
        {
            // If a client leaves out an argument before another one, it sends null.
            schema = new JsonObject { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };
        }

        schema = Described(schema, one.Documentation.Parameters.GetValueOrDefault(parameter.Name));
        schema = WithoutReference(schema);
        schema["title"] = parameter.Name;
        return schema;
    }

    private static JsonObject Described(JsonObject schema, string? description, bool isDeprecated = false)
    {
        if (description is null && !isDeprecated)
        {
            return schema;
        }

        schema = WithoutReference(schema);
        if (description is not null)
        {
            schema["description"] = schema["description"] is { } list ? $"{description}\n\n{list}" : description;
        }

        if (isDeprecated)
        {
            schema["deprecated"] = true;
        }

        return schema;
    }

    // Members next to a reference are ignored.
    private static JsonObject WithoutReference(JsonObject schema) => schema.ContainsKey("$ref") ? new JsonObject { ["allOf"] = new JsonArray(schema) } : schema;

    private static JsonArray Values(IReadOnlyList<object> values) => new([.. values.Select(Value)]);

    private static JsonNode Value(object value) => value is string text ? JsonValue.Create(text) : JsonValue.Create((decimal)value);
}
