using System.Reflection;
using System.Text.Json.Serialization;
using Sockeye.Contracts.Assemblies;

namespace Sockeye.Contracts.Shapes;

/// <summary>Reads the attributes of <c>System.Text.Json</c>.</summary>
internal static class JsonAttributes
{
    private const string Prefix = "System.Text.Json.Serialization.";
    private const int WriteAsString = 2;
    private const int Always = 1;
    private const int WhenWritingDefault = 2;
    private const int WhenWritingNull = 3;
    private const int WhenWriting = 4;
    private const int WhenReading = 5;
    private const int Never = 0;

    public static CustomAttributeData? Json(this MemberInfo member, string name) => member.Find(Prefix + name);

    public static IEnumerable<CustomAttributeData> AllJson(this MemberInfo member, string name) => member.FindAll(Prefix + name);

    /// <summary>Gets the converter of a type or a property.</summary>
    public static Type? ConverterOf(MemberInfo member) => member.Json("JsonConverterAttribute")?.Argument<Type>(0);

    /// <summary>Whether numbers are written as strings; <see langword="null"/> if there is no attribute.</summary>
    public static bool? AreNumbersText(MemberInfo member) =>
        member.Json("JsonNumberHandlingAttribute")?.ConstructorArguments is [{ Value: int handling }] ? (handling & WriteAsString) != 0 : null;

    /// <summary>Who sees the property, and whether the server leaves it out sometimes: for null only, or for each default value.</summary>
    /// <param name="member">The property.</param>
    /// <param name="type">Its type.</param>
    /// <param name="byDefault">What holds if it has no attribute.</param>
    public static (ShapeUse Use, bool IsLeftOut, bool IsLeftOutForNull) IgnoreOf(MemberInfo member, TypeReference type, JsonIgnoreCondition byDefault)
    {
        const ShapeUse both = ShapeUse.Written | ShapeUse.Read;
        if (member.Json("JsonIgnoreAttribute") is not { } attribute)
        {
            return byDefault switch
            {
                JsonIgnoreCondition.WhenWritingNull => (both, type.IsNullable, type.IsNullable),
                JsonIgnoreCondition.WhenWritingDefault => (both, type.IsNullable || type.Type.IsValueType, type.IsNullable),
                _ => (both, false, false),
            };
        }

        var condition = attribute.NamedArguments.FirstOrDefault(static argument => argument.MemberName == "Condition").TypedValue.Value as int? ?? Always;
        return condition switch
        {
            Never => (both, false, false),
            WhenWritingDefault => (both, true, false),
            WhenWritingNull => (both, true, true),
            WhenWriting => (ShapeUse.Read, false, false),
            WhenReading => (ShapeUse.Written, false, false),
            _ => (ShapeUse.None, false, false),
        };
    }
}
