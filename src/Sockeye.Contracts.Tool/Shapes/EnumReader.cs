using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Sockeye.Contracts.Assemblies;

namespace Sockeye.Contracts.Shapes;

/// <summary>Reads enumerations: their numbers, or their names if a converter writes names.</summary>
internal static class EnumReader
{
    private const string Strings = "System.Text.Json.Serialization.JsonStringEnumConverter";
    private const string Numbers = "System.Text.Json.Serialization.JsonNumberEnumConverter`1";

    public static Shape Read(ShapeReader shapes, TypeReference reference, Type? converter, ToolOptions options)
    {
        var (isString, naming) = (options.EnumsAreStrings, options.EnumNaming);
        if (converter is not null)
        {
            if (IsString(converter) is not { } known)
            {
                // The converter belongs to the application, or names members by its own policy.
                return DerivesFromStrings(converter) ? ScalarShape.Text : ScalarShape.Unknown;
            }

            // A converter that an attribute names has no policy.
            (isString, naming) = (known, null);
        }

        // A combination of flags is a number without a name, or a text with commas.
        return reference.Type.Find("System.FlagsAttribute") is not null
            ? isString ? ScalarShape.Text : ScalarShape.Integer
            : shapes.GetOrAdd(
                reference,
                "",
                documentation => new EnumShape(reference, ShapeNaming.NameOf(reference), documentation, ValuesOf(reference.Type, isString, naming), MembersOf(reference.Type, shapes, isString, naming)),
                static _ => { });
    }

    /// <summary>Whether a converter writes names or numbers; <see langword="null"/> if that cannot be known.</summary>
    public static bool? IsString(Type converter) => NameOf(converter) switch
    {
        Strings or Strings + "`1" => true,
        Numbers => false,
        _ => null,
    };

    public static IReadOnlyList<object> ValuesOf(Type type, bool isString, JsonNamingPolicy? naming) =>
        [.. FieldsOf(type).Select(field => isString ? (object)NameOf(field, naming) : ValueOf(field)).Distinct()];

    private static IReadOnlyList<string> MembersOf(Type type, ShapeReader shapes, bool isString, JsonNamingPolicy? naming) =>
        [.. FieldsOf(type).Select(field => Describe(field, shapes.Documentation.Of(field).Summary, isString, naming)).OfType<string>()];

    // A number says nothing without its name, a name without a comment nothing new.
    private static string? Describe(FieldInfo field, string? summary, bool isString, JsonNamingPolicy? naming) =>
        isString ? summary is null ? null : $"{NameOf(field, naming)}: {summary}"
        : summary is null ? $"{ValueOf(field)}: {field.Name}" : $"{ValueOf(field)}: {field.Name}. {summary}";

    private static IEnumerable<FieldInfo> FieldsOf(Type type) => type.GetFields(BindingFlags.Public | BindingFlags.Static).OrderBy(static field => field.MetadataToken);

    private static string NameOf(FieldInfo field, JsonNamingPolicy? naming) =>
        field.Json("JsonStringEnumMemberNameAttribute")?.Argument<string>(0) ?? naming?.ConvertName(field.Name) ?? field.Name;

    private static decimal ValueOf(FieldInfo field) => Convert.ToDecimal(field.GetRawConstantValue(), CultureInfo.InvariantCulture);

    private static bool DerivesFromStrings(Type converter)
    {
        for (var type = converter; type is not null; type = type.BaseType)
        {
            if (IsString(type) == true)
            {
                return true;
            }
        }

        return false;
    }

    private static string? NameOf(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName;
}
