namespace Sockeye.TypeScriptContracts;

public sealed record Circle(string Colour, double Radius) : Shape(Colour);
