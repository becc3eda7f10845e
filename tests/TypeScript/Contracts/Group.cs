namespace Sockeye.TypeScriptContracts;

public sealed record Group(string Colour, IReadOnlyList<Shape> Shapes) : Shape(Colour);
