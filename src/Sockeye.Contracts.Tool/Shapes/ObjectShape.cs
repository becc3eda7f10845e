using Sockeye.Contracts.Assemblies;

namespace Sockeye.Contracts.Shapes;

/// <summary>An object with properties.</summary>
internal sealed record ObjectShape(TypeReference? Origin, string WantedName, Documentation Documentation) : NamedShape(Origin, WantedName, Documentation)
{
    public List<PropertyShape> Properties { get; } = [];

    /// <summary>What stands under all other names, if anything may.</summary>
    public Shape? Others { get; set; }

    /// <summary>Why a server can make no object of it, if so.</summary>
    public string? WhyUnreadable { get; set; }

    /// <summary>The properties that clients have to do with.</summary>
    public IEnumerable<PropertyShape> UsedProperties => Properties.Where(property => (property.Use & Use) != ShapeUse.None);

    public bool Equals(ObjectShape? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => base.GetHashCode();
}
