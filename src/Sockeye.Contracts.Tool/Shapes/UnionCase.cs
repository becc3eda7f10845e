namespace Sockeye.Contracts.Shapes;

/// <summary>One of the types of a union.</summary>
/// <param name="Shape">What it looks like.</param>
/// <param name="Value">What the discriminator says: a <see cref="string"/> or a <see cref="decimal"/>; nothing if there is none.</param>
internal sealed record UnionCase(Shape Shape, object? Value);
