namespace Sockeye.Contracts.Shapes;

/// <summary>An object whose names are data.</summary>
internal sealed record MapShape(Shape Value) : Shape;
