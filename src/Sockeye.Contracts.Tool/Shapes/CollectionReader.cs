using Sockeye.Contracts.Assemblies;
using Sockeye.Contracts.Problems;

namespace Sockeye.Contracts.Shapes;

/// <summary>Reads dictionaries and all other collections.</summary>
internal static class CollectionReader
{
    private const string Enumerable = "System.Collections.Generic.IEnumerable`1";
    private static readonly string[] Dictionaries = ["System.Collections.Generic.IDictionary`2", "System.Collections.Generic.IReadOnlyDictionary`2"];

    public static Shape? TryRead(ShapeReader shapes, TypeReference reference)
    {
        if (Dictionaries.Select(name => ArgumentsOf(reference, name)).FirstOrDefault(static found => found is not null) is [var key, var value])
        {
            return KnownTypes.IsKey(key.Type)
                ? new MapShape(shapes.Read(value))
                : throw new NoJsonException($"{reference.WithoutNull()} has no form in JSON (the serializer writes no {key} as the name of a property).");
        }

        if (ArgumentsOf(reference, Enumerable) is [var item])
        {
            return new ArrayShape(shapes.Read(item));
        }

        return Implements(reference.Type, "System.Collections.IDictionary") ? new MapShape(ScalarShape.Unknown)
            : Implements(reference.Type, "System.Collections.IEnumerable") ? new ArrayShape(ScalarShape.Unknown)
            : null;
    }

    // The type arguments of an interface, as the type itself declares it: List<T> is an IEnumerable<T>. A class declares the type arguments
    // of its base and their nullability.
    private static TypeReference[]? ArgumentsOf(TypeReference reference, string definition)
    {
        if (reference.Type.FullName == definition)
        {
            return [.. reference.Arguments];
        }

        if (reference.Base is { } ancestor && ArgumentsOf(ancestor, definition) is { } inherited)
        {
            return inherited;
        }

        var found = reference.Type.GetInterfaces().FirstOrDefault(one => one.IsGenericType && one.GetGenericTypeDefinition().FullName == definition);
        return found is null ? null : [.. found.GetGenericArguments().Select(argument => TypeReference.Create(argument, default, reference.Arguments))];
    }

    private static bool Implements(Type type, string name) => type.FullName == name || type.GetInterfaces().Any(one => one.FullName == name);
}
