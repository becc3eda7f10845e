namespace Sockeye.Tests.Contracts;

internal sealed record Circle(double Radius) : Shape;
