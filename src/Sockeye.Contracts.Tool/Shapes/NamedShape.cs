using Sockeye.Contracts.Assemblies;

namespace Sockeye.Contracts.Shapes;

/// <summary>A shape that the documents declare once, with a name. It may hold itself.</summary>
/// <param name="Origin">The type that it is of; nothing for what the server itself says.</param>
/// <param name="WantedName">The name that is wanted, made of the type's.</param>
/// <param name="Documentation">What is written about the type.</param>
internal abstract record NamedShape(TypeReference? Origin, string WantedName, Documentation Documentation) : Shape
{
    /// <summary>The name in the documents, different for each.</summary>
    public string Name { get; set; } = WantedName;

    /// <summary>Who makes the values, in all contracts together.</summary>
    public ShapeUse Use { get; set; }

    /// <summary>The same type is the same object.</summary>
    public virtual bool Equals(NamedShape? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
