using System.Reflection;

namespace Sockeye.Contracts.Assemblies;

/// <summary>Reads attributes as metadata. They are found by name, because the types of the tool are not those of the application.</summary>
internal static class AttributeReading
{
    public static CustomAttributeData? Find(this MemberInfo member, string fullName) => Find(member.GetCustomAttributesData(), fullName);

    public static CustomAttributeData? Find(this ParameterInfo parameter, string fullName) => Find(parameter.GetCustomAttributesData(), fullName);

    public static IEnumerable<CustomAttributeData> FindAll(this MemberInfo member, string fullName) =>
        member.GetCustomAttributesData().Where(attribute => attribute.AttributeType.FullName == fullName);

    /// <summary>Gets an argument of the constructor, if it has the type.</summary>
    public static T? Argument<T>(this CustomAttributeData attribute, int index) =>
        index < attribute.ConstructorArguments.Count && attribute.ConstructorArguments[index].Value is T value ? value : default;

    /// <summary>Gets a property that the attribute sets.</summary>
    public static T? Property<T>(this CustomAttributeData attribute, string name) =>
        attribute.NamedArguments.Where(argument => argument.MemberName == name).Select(static argument => argument.TypedValue.Value).FirstOrDefault() is T value
            ? value
            : default;

    private static CustomAttributeData? Find(IList<CustomAttributeData> attributes, string fullName) =>
        attributes.FirstOrDefault(attribute => attribute.AttributeType.FullName == fullName);
}
