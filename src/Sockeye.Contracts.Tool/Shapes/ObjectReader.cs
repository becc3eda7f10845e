using System.Reflection;
using Sockeye.Contracts.Assemblies;
using Sockeye.Contracts.Problems;

namespace Sockeye.Contracts.Shapes;

/// <summary>Reads records, classes, structs and interfaces: the properties that the serializer uses.</summary>
internal static class ObjectReader
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public static ObjectShape Read(ShapeReader shapes, TypeReference reference, ToolOptions options, string suffix = "") =>
        shapes.GetOrAdd(reference, suffix, documentation => new ObjectShape(reference, ShapeNaming.NameOf(reference) + suffix, documentation), shape =>
        {
            var constructor = ConstructorReading.Of(reference.Type);
            shape.WhyUnreadable = constructor.WhyNone;
            var documentation = shape.Documentation;
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (type, arguments) in Levels(reference))
            {
                foreach (var member in MembersOf(type).Where(member => seen.Add(member.Name)))
                {
                    Add(shapes, shape, member, arguments, constructor, options, documentation);
                }
            }
        });

    private static void Add(
        ShapeReader shapes,
        ObjectShape owner,
        MemberInfo member,
        IReadOnlyList<TypeReference> arguments,
        ConstructorReading constructor,
        ToolOptions options,
        Documentation typeDocumentation)
    {
        var reference = TypeReference.Create(TypeOf(member), NullabilityFlags.Of(member), arguments);
        var (use, isLeftOut, isLeftOutForNull) = JsonAttributes.IgnoreOf(member, reference, options.Ignore);
        use &= UseOf(member, constructor);
        if (use == ShapeUse.None)
        {
            return;
        }

        try
        {
            var shape = shapes.Read(reference, member, owner.Origin!.Type);
            if (member.Json("JsonExtensionDataAttribute") is not null)
            {
                owner.Others = ScalarShape.Unknown;
                return;
            }

            var name = member.Json("JsonPropertyNameAttribute")?.Argument<string>(0) ?? options.Naming?.ConvertName(member.Name) ?? member.Name;
            if (owner.Properties.Exists(property => property.Name == name))
            {
                throw new NoJsonException($"Two properties are named \"{name}\" in JSON: give one of them another name with [JsonPropertyName].");
            }

            // The properties of a record are documented as the parameters of its type.
            var documentation = shapes.Documentation.Of(member);
            if (documentation.Summary is null && typeDocumentation.Parameters.TryGetValue(member.Name, out var text))
            {
                documentation = documentation with { Summary = text };
            }

            var isRequired = member.Find("System.Runtime.CompilerServices.RequiredMemberAttribute") is not null || member.Json("JsonRequiredAttribute") is not null;
            owner.Properties.Add(new PropertyShape(name, shape, documentation)
            {
                Use = use,
                MayBeLeftOutByServer = isLeftOut,
                IsLeftOutForNull = isLeftOutForNull,
                MayBeLeftOutByClient = !isRequired && (reference.IsNullable || isLeftOut || constructor.HasDefault(member.Name)),
            });
        }
        catch (NoJsonException exception)
        {
            // A type that has itself inside says it once.
            var place = $"{owner.Origin!.Type.Name.Split('`')[0]}.{member.Name}: ";
            throw new NoJsonException(exception.Message.StartsWith(place, StringComparison.Ordinal) ? exception.Message : place + exception.Message);
        }
    }

    // The type itself first, then its bases, in the order of the serializer.
    private static IEnumerable<(Type Type, IReadOnlyList<TypeReference> Arguments)> Levels(TypeReference reference)
    {
        if (reference.Type.IsInterface)
        {
            yield return (reference.Type, reference.Arguments);
            foreach (var one in reference.Type.GetInterfaces())
            {
                var level = TypeReference.Create(one, default, reference.Arguments);
                yield return (level.Type, level.Arguments);
            }

            yield break;
        }

        for (var level = reference; level is not null && level.Type.FullName is not ("System.Object" or "System.ValueType"); level = level.Base)
        {
            yield return (level.Type, level.Arguments);
        }
    }

    private static IEnumerable<MemberInfo> MembersOf(Type type) =>
        type.GetProperties(Declared).Where(static property => property.GetIndexParameters().Length == 0).Cast<MemberInfo>()
            .Concat(type.GetFields(Declared).Where(static field => field.Json("JsonIncludeAttribute") is not null))
            .OrderBy(static member => member.MetadataToken);

    private static Type TypeOf(MemberInfo member) => member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType;

    private static ShapeUse UseOf(MemberInfo member, ConstructorReading constructor)
    {
        if (member is not PropertyInfo property)
        {
            return ShapeUse.Written | ShapeUse.Read;
        }

        var isIncluded = property.Json("JsonIncludeAttribute") is not null;
        var isWritten = property.GetMethod is { } getter && (getter.IsPublic || isIncluded);
        var isRead = (property.SetMethod is { } setter && (setter.IsPublic || isIncluded)) || (isWritten && constructor.Sets(property.Name));
        return (isWritten ? ShapeUse.Written : ShapeUse.None) | (isRead ? ShapeUse.Read : ShapeUse.None);
    }
}
