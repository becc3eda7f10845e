namespace Sockeye.Tests.Contracts;

internal sealed record Person(string Name, int? Age = null);
