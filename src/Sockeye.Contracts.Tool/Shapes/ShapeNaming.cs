using Sockeye.Contracts.Assemblies;

namespace Sockeye.Contracts.Shapes;

/// <summary>Gives each declared shape a unique name.</summary>
internal static class ShapeNaming
{
    /// <summary>Gets the name of a type, including its type arguments: <c>PageOfVote</c>.</summary>
    public static string NameOf(TypeReference reference)
    {
        var type = reference.Type;
        return type.IsArray ? NameOf(reference.Arguments[0]) + "Array"
            : reference.Arguments.Count == 0 ? type.Name
            : $"{type.Name.Split('`')[0]}Of{string.Join("And", reference.Arguments.Select(static argument => (argument.IsNullable ? "Nullable" : "") + NameOf(argument)))}";
    }

    /// <summary>
    /// Assigns the names. Two types of the same name get longer names, with the enclosing type or with parts of the namespace.
    /// </summary>
    public static void Assign(IEnumerable<NamedShape> shapes, IEnumerable<string> taken)
    {
        var names = new HashSet<string>(taken, StringComparer.Ordinal);
        var sorted = shapes.OrderBy(static shape => shape.Origin?.Key, StringComparer.Ordinal).ToArray();
        var sameName = sorted.GroupBy(static shape => shape.WantedName).Where(static group => group.Count() > 1).Select(static group => group.Key).ToHashSet();
        foreach (var shape in sorted)
        {
            shape.Name = Candidates(shape, isFirstFree: !sameName.Contains(shape.WantedName)).First(names.Add);
        }
    }

    private static IEnumerable<string> Candidates(NamedShape shape, bool isFirstFree)
    {
        var name = shape.WantedName;
        if (isFirstFree)
        {
            yield return name;
        }

        for (var around = shape.Origin?.Type.DeclaringType; around is not null; around = around.DeclaringType)
        {
            name = around.Name.Split('`')[0] + name;
            yield return name;
        }

        foreach (var part in (shape.Origin?.Type.Namespace ?? "").Split('.', StringSplitOptions.RemoveEmptyEntries).Reverse())
        {
            name = part + name;
            yield return name;
        }

        for (var number = 2; ; number++)
        {
            yield return $"{name}{number}";
        }
    }
}
