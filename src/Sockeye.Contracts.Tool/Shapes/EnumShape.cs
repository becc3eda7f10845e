using Sockeye.Contracts.Assemblies;

namespace Sockeye.Contracts.Shapes;

/// <summary>An enumeration: its numbers or its names.</summary>
/// <param name="Origin">The type.</param>
/// <param name="WantedName">Its name.</param>
/// <param name="Documentation">The documentation of the type.</param>
/// <param name="Values">A <see cref="string"/> or a <see cref="decimal"/> for each member.</param>
/// <param name="Members">The names in the source, for the description.</param>
internal sealed record EnumShape(TypeReference Origin, string WantedName, Documentation Documentation, IReadOnlyList<object> Values, IReadOnlyList<string> Members)
    : NamedShape(Origin, WantedName, Documentation)
{
    public bool Equals(EnumShape? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => base.GetHashCode();
}
