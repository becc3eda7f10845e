namespace Sockeye.Contracts.Shapes;

/// <summary>An object whose property names are data.</summary>
internal sealed record MapShape(Shape Value) : Shape;
