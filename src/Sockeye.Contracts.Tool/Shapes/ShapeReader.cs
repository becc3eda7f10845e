using System.Reflection;
using Sockeye.Contracts.Assemblies;
using Sockeye.Contracts.Problems;

namespace Sockeye.Contracts.Shapes;

/// <summary>Reads the shapes of types, by the rules of <c>System.Text.Json</c> and of what the server adds to it.</summary>
internal sealed class ShapeReader(ToolOptions options)
{
    private const int DeepestType = 24;

    private readonly Dictionary<string, NamedShape> _named = new(StringComparer.Ordinal);
    private readonly DocumentationReader _documentation = new();
    private HashSet<string> _collections = []; // the collections that are being read, one inside the other, since the last type with a name

    /// <summary>All shapes so far that the documents have to declare.</summary>
    public IEnumerable<NamedShape> Named => _named.Values;

    /// <summary>The reader of documentation comments.</summary>
    public DocumentationReader Documentation => _documentation;

    /// <exception cref="NoJsonException">The type has no form in JSON.</exception>
    public Shape Read(TypeReference reference)
    {
        var shape = ReadNotNull(reference);
        return reference.IsNullable ? NullableShape.Of(shape) : shape;
    }

    /// <summary>Reads the shape of a property or field, which may have its own attributes.</summary>
    /// <exception cref="NoJsonException">The type has no form in JSON.</exception>
    public Shape Read(TypeReference reference, MemberInfo member, Type owner)
    {
        var converter = JsonAttributes.ConverterOf(member);
        var areNumbersText = JsonAttributes.AreNumbersText(member) ?? JsonAttributes.AreNumbersText(owner) ?? false;
        var shape = converter is null ? areNumbersText ? AsText(ReadNotNull(reference)) : ReadNotNull(reference)
            : reference.Type.IsEnum && EnumReader.IsString(converter) is { } isString ? new LiteralShape(EnumReader.ValuesOf(reference.Type, isString, naming: null))
            : ScalarShape.Unknown;
        return reference.IsNullable ? NullableShape.Of(shape) : shape;
    }

    /// <summary>
    /// Gets a shape that is declared once for each type. It is known before it is filled, because a type may contain itself.
    /// </summary>
    public T GetOrAdd<T>(TypeReference reference, string part, Func<Documentation, T> create, Action<T> fill)
        where T : NamedShape
    {
        var key = reference.Key + part;
        if (_named.TryGetValue(key, out var known))
        {
            return (T)known;
        }

        var made = create(_documentation.Of(reference.Type));
        _named.Add(key, made);
        var around = _collections;
        _collections = [];
        try
        {
            fill(made);
        }
        catch (NoJsonException)
        {
            // The shape is removed, so that each event with the type reports the problem.
            _named.Remove(key);
            throw;
        }
        finally
        {
            _collections = around;
        }

        return made;
    }

    private Shape ReadNotNull(TypeReference reference)
    {
        var type = reference.Type;
        if (reference.Depth > DeepestType)
        {
            // Such as record Tree<T>(Tree<List<T>>? Next): each has another type inside, without an end.
            throw new NoJsonException($"{type.Name.Split('`')[0]} has more than {DeepestType} types one inside of the other: use types whose type arguments do not grow.");
        }

        if (type.IsArray)
        {
            return type.GetArrayRank() == 1 ? ArrayOf(reference.Arguments[0]) : throw Refuse(reference, "the serializer cannot write arrays with several dimensions");
        }

        if (KnownTypes.ScalarOf(type) is { } scalar)
        {
            return scalar;
        }

        if (KnownTypes.WhyRefused(type) is { } reason)
        {
            throw Refuse(reference, reason);
        }

        if (KnownTypes.IsMemory(type))
        {
            return ArrayOf(reference.Arguments[0]);
        }

        var converter = JsonAttributes.ConverterOf(type);
        if (type.IsEnum)
        {
            return EnumReader.Read(this, reference, converter, options);
        }

        return converter is not null ? ScalarShape.Unknown
            : ReadCollection(reference)
            ?? UnionReader.TryRead(this, reference, options)
            ?? ObjectReader.Read(this, reference, options);
    }

    // A collection is declared in place, without a name. One that contains itself has no end, so its inner items are not declared.
    private Shape? ReadCollection(TypeReference reference)
    {
        var key = reference.Key;
        if (!_collections.Add(key))
        {
            return ScalarShape.Unknown;
        }

        try
        {
            return CollectionReader.TryRead(this, reference);
        }
        finally
        {
            _collections.Remove(key);
        }
    }

    private Shape ArrayOf(TypeReference item) => item is { IsNullable: false, Type.FullName: "System.Byte" } ? ScalarShape.Binary : new ArrayShape(Read(item));

    // For numbers, and for collections of numbers.
    private static Shape AsText(Shape shape) => shape switch
    {
        ScalarShape { Kind: ScalarKind.Number or ScalarKind.Integer, Format: null } => ScalarShape.Text,
        ArrayShape array => new ArrayShape(AsText(array.Item)),
        MapShape map => new MapShape(AsText(map.Value)),
        NullableShape nullable => NullableShape.Of(AsText(nullable.Inner)),
        _ => shape,
    };

    private static NoJsonException Refuse(TypeReference reference, string reason) => new($"{reference.WithoutNull()} has no form in JSON ({reason}).");
}
