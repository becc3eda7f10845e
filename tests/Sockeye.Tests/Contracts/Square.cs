namespace Sockeye.Tests.Contracts;

internal sealed record Square(double Side) : Shape;
