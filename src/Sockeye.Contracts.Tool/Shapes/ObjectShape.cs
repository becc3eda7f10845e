using Sockeye.Contracts.Assemblies;

namespace Sockeye.Contracts.Shapes;

/// <summary>An object with properties.</summary>
internal sealed record ObjectShape(TypeReference? Origin, string WantedName, Documentation Documentation) : NamedShape(Origin, WantedName, Documentation)
{
    public List<PropertyShape> Properties { get; } = [];

    /// <summary>The shape of all other properties; <see langword="null"/> if there are none.</summary>
    public Shape? Others { get; set; }

    /// <summary>Why a server cannot read the object; <see langword="null"/> if it can.</summary>
    public string? WhyUnreadable { get; set; }

    /// <summary>The properties that clients use.</summary>
    public IEnumerable<PropertyShape> UsedProperties => Properties.Where(property => (property.Use & Use) != ShapeUse.None);

    public bool Equals(ObjectShape? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => base.GetHashCode();
}
