namespace Sockeye.Contracts.Shapes;

/// <summary>An array.</summary>
internal sealed record ArrayShape(Shape Item) : Shape;
