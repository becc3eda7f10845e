using Sockeye.Contracts.Assemblies;

namespace Sockeye.Contracts.Shapes;

/// <summary>A shape that the documents declare once, with a name. It may contain itself.</summary>
/// <param name="Origin">The type; <see langword="null"/> for a shape of the server itself.</param>
/// <param name="WantedName">The preferred name, made from the name of the type.</param>
/// <param name="Documentation">The documentation of the type.</param>
internal abstract record NamedShape(TypeReference? Origin, string WantedName, Documentation Documentation) : Shape
{
    /// <summary>The name in the documents, which is unique.</summary>
    public string Name { get; set; } = WantedName;

    /// <summary>Which side creates the values, in all contracts together.</summary>
    public ShapeUse Use { get; set; }

    /// <summary>Whether it is the same object, because there is one object for each type.</summary>
    public virtual bool Equals(NamedShape? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
