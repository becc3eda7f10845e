namespace Sockeye.Contracts.Assemblies;

/// <summary>A type in the place at which it is used, with its nullability and its type arguments.</summary>
internal sealed class TypeReference
{
    private TypeReference(Type type, bool isNullable, IReadOnlyList<TypeReference> arguments)
    {
        Type = type;
        IsNullable = isNullable;
        Arguments = arguments;
        Depth = arguments.Count == 0 ? 0 : arguments.Max(static argument => argument.Depth) + 1;
    }

    /// <summary>The type; for a generic type its definition. For <c>Nullable&lt;T&gt;</c> it is T.</summary>
    public Type Type { get; }

    /// <summary>Whether null is allowed.</summary>
    public bool IsNullable { get; }

    /// <summary>The type arguments, or the element of an array.</summary>
    public IReadOnlyList<TypeReference> Arguments { get; }

    /// <summary>How many types are one inside of the other: of <c>List&lt;int[]></c>, two are around the innermost.</summary>
    public int Depth { get; }

    /// <summary>The same for the same type with the same nullability inside; not of the type itself.</summary>
    public string Key => Arguments.Count == 0
        ? $"{Type.FullName ?? Type.Name}, {Type.Assembly.GetName().Name}"
        : $"{Type.FullName ?? Type.Name}<{string.Join(", ", Arguments.Select(static argument => argument.Key + (argument.IsNullable ? "?" : "")))}>";

    public static TypeReference Create(Type type, NullabilityFlags flags, IReadOnlyList<TypeReference> typeParameters) => Create(type, ref flags, typeParameters);

    /// <summary>The base type; <see langword="null"/> if there is none.</summary>
    public TypeReference? Base => Type.BaseType is { } ancestor ? Create(ancestor, NullabilityFlags.OfBase(Type), Arguments) : null;

    /// <summary>The same type, not nullable.</summary>
    public TypeReference WithoutNull() => IsNullable ? new(Type, false, Arguments) : this;

    /// <summary>Returns the type as C# code, for messages.</summary>
    public override string ToString()
    {
        var name = Type.IsArray ? $"{Arguments[0]}[{new string(',', Type.GetArrayRank() - 1)}]"
            : Arguments.Count == 0 ? Type.Name
            : $"{Type.Name.Split('`')[0]}<{string.Join(", ", Arguments)}>";
        return IsNullable ? name + "?" : name;
    }

    // In the order of the compiler, which leaves out Nullable<T> itself, and value types without type parameters.
    private static TypeReference Create(Type type, ref NullabilityFlags flags, IReadOnlyList<TypeReference> typeParameters)
    {
        if (type.IsGenericParameter)
        {
            var isNullable = flags.IsNextNullable();
            var argument = typeParameters[type.GenericParameterPosition];
            return isNullable && !argument.Type.IsValueType ? new(argument.Type, true, argument.Arguments) : argument;
        }

        if (type.IsArray)
        {
            var isNullable = flags.IsNextNullable();
            return new(type, isNullable, [Create(type.GetElementType()!, ref flags, typeParameters)]);
        }

        if (!type.IsGenericType)
        {
            return new(type, !type.IsValueType && !type.IsPointer && !type.IsByRef && flags.IsNextNullable(), []);
        }

        var arguments = type.GetGenericArguments();
        if (type.GetGenericTypeDefinition().FullName == "System.Nullable`1")
        {
            var value = Create(arguments[0], ref flags, typeParameters);
            return new(value.Type, true, value.Arguments);
        }

        var mayBeNull = flags.IsNextNullable() && !type.IsValueType;
        var references = new TypeReference[arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            references[i] = Create(arguments[i], ref flags, typeParameters);
        }

        return new(type.GetGenericTypeDefinition(), mayBeNull, references);
    }
}
