using Sockeye.Contracts.Assemblies;

namespace Sockeye.Contracts.Shapes;

/// <summary>A type with derived types. A property says which of them a value is, as <c>[JsonDerivedType]</c> declares.</summary>
internal sealed record UnionShape(TypeReference Origin, string WantedName, Documentation Documentation, string Discriminator) : NamedShape(Origin, WantedName, Documentation)
{
    public List<UnionCase> Cases { get; } = [];

    public bool Equals(UnionShape? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => base.GetHashCode();
}
