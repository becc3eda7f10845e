namespace Sockeye.Contracts.Shapes;

/// <summary>One of the types of a union.</summary>
/// <param name="Shape">The shape.</param>
/// <param name="Value">
/// The value of the discriminator, a <see cref="string"/> or a <see cref="decimal"/>; <see langword="null"/> if there is none.
/// </param>
internal sealed record UnionCase(Shape Shape, object? Value);
