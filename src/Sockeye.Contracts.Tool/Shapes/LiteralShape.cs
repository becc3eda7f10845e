namespace Sockeye.Contracts.Shapes;

/// <summary>One of some strings or numbers.</summary>
/// <param name="Values">The values, each a <see cref="string"/> or a <see cref="decimal"/>.</param>
internal sealed record LiteralShape(IReadOnlyList<object> Values) : Shape;
